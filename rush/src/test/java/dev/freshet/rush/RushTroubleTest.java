package dev.freshet.rush;

import static dev.freshet.rush.ForeignServer.answer;
import static dev.freshet.rush.ForeignServer.send;
import static dev.freshet.rush.ForeignServer.sendAndClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bursts against servers that refuse, stumble, lie, fall silent, die and come back. */
@Timeout(60)
class RushTroubleTest {
  private static RushResult burst(ForeignServer server, RushPlan.Builder plan) throws Exception {
    try (server;
        Rush rush = Rush.arm(plan.build())) {
      return rush.fire(Instant.now().plusMillis(400));
    }
  }

  private static RushResult burst(int count, ForeignServer.Behaviour posts) throws Exception {
    ForeignServer server = ForeignServer.answering(posts);
    return burst(server, Plans.burst(server, count).connections(10));
  }

  private static void assertCount(RushResult result, Outcome outcome, int count) {
    assertThat(result.count(outcome)).as("%s", outcome).isEqualTo(count);
  }

  @Test
  void statusDecides() throws Exception {
    int[] statuses = {200, 201, 302, 400, 403, 404, 410, 422, 425};
    RushResult result =
        burst(9, (r, out) -> send(out, answer(statuses[r.body().charAt(10) - '0'] + " X", "")));
    assertCount(result, Outcome.OK, 2);
    assertCount(result, Outcome.SOLD_OUT, 1);
    assertCount(result, Outcome.REFUSED, 6);
    assertThat(result.attempts()).isEqualTo(9);
    for (int row = 0; row < 9; row++) {
      assertThat(result.history().status(row)).isEqualTo(statuses[result.history().request(row)]);
    }
    assertThat(result.finalOutcome(6)).isEqualTo(Outcome.SOLD_OUT);
  }

  @Test
  void serverErrorsAreTriedAgainWithTheSameBytes() throws Exception {
    Set<String> failed = ConcurrentHashMap.newKeySet();
    ForeignServer server =
        ForeignServer.answering(
            (r, out) ->
                failed.add(r.head())
                    ? send(out, answer("500 Oops", "x"))
                    : send(out, answer("201 Created", r.body(), "Idempotent-Replayed: true")));
    RushResult result = burst(server, Plans.burst(server, 50).connections(10));
    assertCount(result, Outcome.REPLAYED, 50);
    assertThat(result.attempts()).isEqualTo(100);
    assertThat(result.attempts(Outcome.INDETERMINATE)).isEqualTo(50);
    for (ForeignServer.Request post : server.posts) {
      assertThat(post.body())
          .isEqualTo(
              "{\"user\":\"u"
                  + String.valueOf(post.header("Idempotency-Key")).substring(4)
                  + "\"}");
    }
    History history = result.history();
    for (int row = 0; row < history.size(); row++) {
      boolean second = history.attempt(row) == 2;
      assertThat(history.outcome(row)).isEqualTo(second ? Outcome.REPLAYED : Outcome.INDETERMINATE);
      byte[] body = history.body(row);
      assertThat(body == null ? null : new String(body, java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(second ? "{\"user\":\"u" + history.request(row) + "\"}" : null);
    }
  }

  @Test
  void withoutAKeyNothingIsSentTwice() throws Exception {
    ForeignServer server = ForeignServer.answering((r, out) -> send(out, answer("500 Oops", "x")));
    RushResult result = burst(server, Plans.burst(server, 30).connections(10).retryable(false));
    assertCount(result, Outcome.INDETERMINATE, 30);
    assertThat(server.posts).hasSize(30);
  }

  @Test
  void shedRequestsComeBackAfterRetryAfter() throws Exception {
    Set<String> shed = ConcurrentHashMap.newKeySet();
    RushResult result =
        burst(
            60,
            (r, out) ->
                shed.add(r.head())
                    ? send(out, answer("503 Busy", "", "Retry-After: 1"))
                    : send(out, ForeignServer.OK));
    assertCount(result, Outcome.OK, 60);
    assertThat(result.attempts(Outcome.SHED)).isEqualTo(60);
    History history = result.history();
    long[] refused = new long[60];
    for (int row = 0; row < history.size(); row++) {
      if (history.attempt(row) == 1) {
        refused[history.request(row)] = history.lastByte(row);
      } else {
        assertThat(history.written(row) - refused[history.request(row)])
            .isGreaterThanOrEqualTo(1_000_000_000L);
      }
    }
  }

  @Test
  void aPauseBeyondTheDeadlineIsFinal() throws Exception {
    RushResult result =
        burst(20, (r, out) -> send(out, answer("429 Slow down", "", "Retry-After: 3600")));
    assertCount(result, Outcome.SHED, 20);
    assertThat(result.attempts()).isEqualTo(20);
  }

  @Test
  void conflictsAreAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    RushResult result =
        burst(
            1,
            (r, out) ->
                send(
                    out,
                    asked.incrementAndGet() < 4 ? answer("409 In flight", "") : ForeignServer.OK));
    assertCount(result, Outcome.OK, 1);
    assertThat(result.attempts(Outcome.CONFLICT)).isEqualTo(3);
  }

  @Test
  void closeAfterEachAnswerIsServed() throws Exception {
    RushResult result =
        burst(200, (r, out) -> sendAndClose(out, answer("200 OK", "ok", "Connection: close")));
    assertCount(result, Outcome.OK, 200);
    assertThat(result.reconnects()).isGreaterThanOrEqualTo(180);
  }

  @Test
  void http10WithoutLengthIsServed() throws Exception {
    ForeignServer server =
        ForeignServer.always((r, out) -> sendAndClose(out, "HTTP/1.0 200 OK\r\n\r\nuntil close"));
    RushResult result =
        burst(server, Plans.burst(server, 100).connections(10).warmUp(Duration.ofMillis(10)));
    assertCount(result, Outcome.OK, 100);
    assertThat(result.connectionsProven()).isZero();
    assertThat(new String(result.history().body(3), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("until close");
  }

  @Test
  void slowPiecesAreServed() throws Exception {
    RushResult result =
        burst(
            20,
            (r, out) -> {
              for (char c :
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
                      .toCharArray()) {
                out.write(c);
                out.flush();
              }
              return true;
            });
    assertCount(result, Outcome.OK, 20);
    assertThat(result.nonsense()).isZero();
  }

  @Test
  void garbageFailsAndIsCounted() throws Exception {
    RushResult result = burst(15, (r, out) -> send(out, "220 mail.example ESMTP\r\n"));
    assertCount(result, Outcome.FAILED, 15);
    assertThat(result.nonsense()).isEqualTo(15);
    assertThat(result.attempts()).isEqualTo(15);
  }

  @Test
  void aTargetThatTalksNothingButGarbageIsLeftAlone() throws Exception {
    RushResult result = burst(5_000, (r, out) -> send(out, "hello\n"));
    assertThat(result.trouble())
        .contains("something that is not HTTP: not an HTTP status line (received \"hello\\x0a\")");
    assertThat(result.count(Outcome.FAILED)).isBetween(20L, 60L);
    assertThat(result.count(Outcome.UNSENT)).isEqualTo(5_000 - result.count(Outcome.FAILED));
    assertThat(result.finalOutcome(4_999)).isEqualTo(Outcome.UNSENT);
  }

  @Test
  void surplusBytesDoNotPoisonTheNextRequest() throws Exception {
    RushResult result =
        burst(40, (r, out) -> send(out, ForeignServer.OK + "HTTP/1.1 500 Oops\r\n\r\n"));
    assertCount(result, Outcome.OK, 40);
    assertThat(result.nonsense()).isEqualTo(40);
  }

  @Test
  void halfAResponseIsTriedAgain() throws Exception {
    Set<String> half = ConcurrentHashMap.newKeySet();
    RushResult result =
        burst(
            50,
            (r, out) ->
                half.add(r.head())
                    ? sendAndClose(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                    : send(out, ForeignServer.OK));
    assertCount(result, Outcome.OK, 50);
    assertThat(result.attempts(Outcome.INDETERMINATE)).isEqualTo(50);
    History history = result.history();
    for (int row = 0; row < history.size(); row++) {
      if (history.outcome(row) == Outcome.INDETERMINATE) {
        assertThat(history.firstByte(row)).isPositive();
        assertThat(history.lastByte(row)).isZero();
        assertThat(history.status(row)).isZero();
      }
    }
  }

  @Test
  void silenceEndsAtTheDeadlineAndCountsInTheHistogram() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ForeignServer server =
        ForeignServer.answering(
            (r, out) -> {
              awaitQuietly(never);
              return false;
            });
    RushResult result =
        burst(server, Plans.burst(server, 100).connections(10).deadline(Duration.ofMillis(300)));
    never.countDown();
    assertCount(result, Outcome.INDETERMINATE, 10);
    assertCount(result, Outcome.UNSENT, 90);
    assertThat(result.trouble()).contains("gave no answer for 300 ms");
    assertThat(result.service().count()).isEqualTo(10);
    assertThat(result.service().maxUs()).isGreaterThanOrEqualTo(299_000);
  }

  @Test
  void aSlowServerWithALongQueueFailsNothing() throws Exception {
    // 40 requests per connection, 5 ms each: the burst takes 200 ms and the deadline is 100 ms.
    ForeignServer server =
        ForeignServer.answering(
            (r, out) -> {
              busyWait(5_000_000);
              return send(out, ForeignServer.OK);
            });
    RushResult result =
        burst(server, Plans.burst(server, 40).connections(1).deadline(Duration.ofSeconds(2)));
    assertCount(result, Outcome.OK, 40);
    assertThat(result.response().maxUs()).isGreaterThan(result.service().maxUs() * 2);
  }

  @Test
  void aServerThatDiesAndComesBackLosesNothing() throws Exception {
    Set<String> keys = ConcurrentHashMap.newKeySet();
    AtomicInteger served = new AtomicInteger();
    CountDownLatch died = new CountDownLatch(1);
    ForeignServer[] self = new ForeignServer[1];
    ForeignServer first =
        ForeignServer.answering(
            (r, out) -> {
              keys.add(String.valueOf(r.header("Idempotency-Key")));
              if (served.incrementAndGet() == 500) {
                self[0].close();
                died.countDown();
              }
              return send(out, ForeignServer.OK);
            });
    self[0] = first;
    int port = first.port();
    ForeignServer[] second = new ForeignServer[1];
    try (Rush rush =
        Rush.arm(
            Plans.burst(first, 2_000).connections(50).deadline(Duration.ofSeconds(20)).build())) {
      Thread restart =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      died.await();
                      busyWait(300_000_000);
                      second[0] =
                          ForeignServer.onPort(
                              port,
                              (r, out) ->
                                  send(
                                      out,
                                      keys.add(String.valueOf(r.header("Idempotency-Key")))
                                          ? ForeignServer.OK
                                          : answer("200 OK", "ok", "Idempotent-Replayed: true")));
                    } catch (IOException | InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      RushResult result = rush.fire(Instant.now().plusMillis(400));
      restart.join();
      assertThat(result.count(Outcome.OK) + result.count(Outcome.REPLAYED)).isEqualTo(2_000);
      assertThat(result.reconnects()).isGreaterThanOrEqualTo(50);
      assertThat(keys).hasSize(2_000);
      assertThat(result.trouble()).isNull();
    } finally {
      if (second[0] != null) {
        second[0].close();
      }
    }
  }

  @Test
  void aServerThatStaysDeadLeavesTheRestUnsent() throws Exception {
    AtomicInteger served = new AtomicInteger();
    ForeignServer[] self = new ForeignServer[1];
    self[0] =
        ForeignServer.answering(
            (r, out) -> {
              if (served.incrementAndGet() == 100) {
                self[0].close();
              }
              return send(out, ForeignServer.OK);
            });
    RushResult result =
        burst(
            self[0], Plans.burst(self[0], 1_000).connections(20).deadline(Duration.ofMillis(500)));
    assertThat(result.trouble()).contains("gave no answer for 500 ms");
    assertThat(result.count(Outcome.OK)).isBetween(60L, 200L);
    assertThat(result.count(Outcome.UNSENT)).isGreaterThan(700);
    assertThat(result.requests()).isEqualTo(1_000);
    assertThat(result.count(Outcome.INDETERMINATE)).isLessThanOrEqualTo(20);
  }

  @Test
  void connectionsThatDiedAreReplacedBeforeT0() throws Exception {
    // Every connection ends with its first probe; the second, before T0, must find new ones.
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    ForeignServer server =
        ForeignServer.always(
            (r, out) -> {
              boolean first = seen.size() < 10 && seen.add(r.connection());
              return send(out, ForeignServer.OK) && !first;
            });
    RushResult result = burst(server, Plans.burst(server, 100).connections(10));
    assertCount(result, Outcome.OK, 100);
    assertThat(result.connectionsProven()).isEqualTo(10);
    assertThat(result.reconnects()).isZero();
  }

  @Test
  void slowProbesAreOutOfTheWayAtT0() throws Exception {
    ForeignServer server =
        ForeignServer.always(
            (r, out) -> {
              if (r.method().equals("GET")) {
                busyWait(250_000_000);
              }
              return send(out, ForeignServer.OK);
            });
    for (int ahead : new int[] {300, 1_500}) {
      try (Rush rush = Rush.arm(Plans.burst(server, 20).connections(2).build())) {
        RushResult result = rush.fire(Instant.now().plusMillis(ahead));
        assertCount(result, Outcome.OK, 20);
        assertThat(result.connectionsProven()).isEqualTo(2);
        for (int row = 0; row < 2; row++) {
          assertThat(result.history().written(row)).isPositive();
        }
        assertThat(result.sendSpreadNanos()).isPositive();
      }
    }
    server.close();
  }

  @Test
  void stopKeepsWhatWasDone() throws Exception {
    CountDownLatch some = new CountDownLatch(100);
    try (ForeignServer server =
            ForeignServer.answering(
                (r, out) -> {
                  some.countDown();
                  return send(out, ForeignServer.OK);
                });
        Rush rush =
            Rush.arm(
                RushPlan.builder(server.uri())
                    .template(Plans.order(server))
                    .connections(5)
                    .duration(Duration.ofHours(1))
                    .rehearsals(1)
                    .warmUp(Duration.ZERO)
                    .build())) {
      Thread stopper =
          Thread.ofPlatform()
              .start(
                  () -> {
                    awaitQuietly(some);
                    rush.stop();
                  });
      RushResult result = rush.fire(Instant.now().plusMillis(400));
      stopper.join();
      assertThat(result.interrupted()).isTrue();
      assertThat(result.count(Outcome.OK))
          .isGreaterThanOrEqualTo(100)
          .isEqualTo(server.posts.size());
      assertThat(result.requests()).isEqualTo(result.count(Outcome.OK));
    }
  }

  @Test
  void stopBeforeT0SendsNothing() throws Exception {
    try (ForeignServer server = ForeignServer.answering((r, out) -> send(out, ForeignServer.OK));
        Rush rush = Rush.arm(Plans.burst(server, 50).connections(5).build())) {
      rush.stop();
      RushResult result = rush.fire(Instant.now().plusSeconds(3600));
      assertThat(result.interrupted()).isTrue();
      assertCount(result, Outcome.UNSENT, 50);
      assertThat(server.posts).isEmpty();
    }
  }

  @Test
  void stopGivesUpOnAnswersThatDoNotCome() throws Exception {
    CountDownLatch asked = new CountDownLatch(5);
    CountDownLatch never = new CountDownLatch(1);
    try (ForeignServer server =
            ForeignServer.answering(
                (r, out) -> {
                  asked.countDown();
                  awaitQuietly(never);
                  return false;
                });
        Rush rush =
            Rush.arm(
                Plans.burst(server, 50).connections(5).deadline(Duration.ofHours(1)).build())) {
      Thread stopper =
          Thread.ofPlatform()
              .start(
                  () -> {
                    awaitQuietly(asked);
                    rush.stop();
                  });
      RushResult result = rush.fire(Instant.now().plusMillis(400));
      stopper.join();
      never.countDown();
      assertCount(result, Outcome.INDETERMINATE, 5);
      assertCount(result, Outcome.UNSENT, 45);
    }
  }

  @Test
  void nobodyThere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> arm(port))
        .isInstanceOf(RushException.class)
        .hasMessage("http://127.0.0.1:" + port + "/ cannot be connected to: connection refused");
  }

  @Test
  void garbageWhileArming() throws Exception {
    try (ForeignServer server =
        ForeignServer.always((r, out) -> send(out, "SSH-2.0-OpenSSH\r\n"))) {
      assertThatThrownBy(() -> arm(server.port()))
          .isInstanceOf(RushException.class)
          .hasMessageContaining(
              "answers with something that is not HTTP: not an HTTP status line (received \"SSH-2.0-OpenSSH\\x0d\\x0a\")");
    }
  }

  @Test
  void halfAResponseWhileArming() throws Exception {
    try (ForeignServer server =
        ForeignServer.always((r, out) -> sendAndClose(out, "HTTP/1.1 200 OK\r\nCont"))) {
      assertThatThrownBy(() -> arm(server.port()))
          .isInstanceOf(RushException.class)
          .hasMessageContaining("closed the connection in the middle of its answer");
    }
  }

  @Test
  void nothingWhileArming() throws Exception {
    try (ForeignServer server = ForeignServer.always((r, out) -> false)) {
      assertThatThrownBy(() -> arm(server.port()))
          .isInstanceOf(RushException.class)
          .hasMessageContaining("closed the connection without an answer");
    }
  }

  private static void arm(int port) throws RushException {
    Rush.arm(
            RushPlan.builder(URI.create("http://127.0.0.1:" + port + "/"))
                .repeat(Plans.get())
                .count(1)
                .connections(3)
                .rehearsals(1)
                .build())
        .close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A server that works for so long; not a way to wait for something. */
  private static void busyWait(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
