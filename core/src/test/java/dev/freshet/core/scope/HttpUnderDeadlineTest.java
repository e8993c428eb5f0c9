package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.TaskPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls over HTTP that honour the deadline in force, against a server that answers too late. */
@Timeout(60)
class HttpUnderDeadlineTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration LATER = Duration.ofHours(1);

  /** Takes one request, and answers it when it may; sees whether the client went away before. */
  private static final class LateServer implements AutoCloseable {
    private final ServerSocket socket;
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch mayAnswer = new CountDownLatch(1);
    final CountDownLatch clientGone = new CountDownLatch(1);

    LateServer() throws IOException {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.startVirtualThread(this::serve);
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/price");
    }

    private void serve() {
      try (Socket client = socket.accept()) {
        readHead(client);
        asked.countDown();
        if (mayAnswer.getCount() == 0) {
          client
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n42"
                      .getBytes(StandardCharsets.US_ASCII));
          client.getOutputStream().flush();
        }
        while (client.getInputStream().read() >= 0) {} // until the client closes
      } catch (IOException _) {
        // Reset: gone as well.
      }
      clientGone.countDown();
    }

    private static void readHead(Socket client) throws IOException {
      int last = 0;
      for (int seen = 0; seen != 4; ) {
        int c = client.getInputStream().read();
        if (c < 0) {
          throw new IOException("no request");
        }
        seen = c == '\n' && last == '\r' ? seen + 2 : c == '\r' ? seen : 0;
        last = c;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private LateServer server;
  private HttpClient client;

  @BeforeEach
  void open() throws IOException {
    server = new LateServer();
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void close() throws IOException {
    client.shutdownNow();
    server.close();
  }

  /* --- the example: knows nothing of scopes, only of the deadline in force --- */

  private String get(URI uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(Deadline.current().check().remaining()).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void aCallWithoutADeadlineGetsItsAnswer() throws Exception {
    server.mayAnswer.countDown();
    assertThat(get(server.uri())).isEqualTo("42");
  }

  @Test
  void theDeadlineEndsTheCallAndItsConnection() throws Exception {
    assertThatExceptionOfType(HttpTimeoutException.class)
        .isThrownBy(() -> Deadline.callWithin(Deadline.after(SOON), () -> get(server.uri())));
    server.close(); // the call may not even have been connected
    server.clientGone.await();
  }

  @Test
  void afterTheDeadlineNothingIsSent() {
    assertThatExceptionOfType(DeadlineExceededException.class)
        .isThrownBy(
            () -> Deadline.callWithin(Deadline.after(Duration.ZERO), () -> get(server.uri())));
    assertThat(server.asked.getCount()).isOne();
  }

  @Test
  void cancellingTheScopeEndsTheCallAndItsConnection() throws Exception {
    IllegalStateException cause = new IllegalStateException("customer gone");
    try (TaskPool pool = TaskPool.of(4);
        Scope<String> scope = Scope.open(pool, Policy.FAIL_FAST)) {
      scope.fork(() -> get(server.uri()));
      server.asked.await();
      scope.cancel(cause);
      assertThatExceptionOfType(ScopeCancelledException.class)
          .isThrownBy(scope::join)
          .withCause(cause);
    }
    server.clientGone.await();
  }

  @Test
  void theOuterDeadlineReachesTheCallThroughThreeLayers() throws Exception {
    AtomicReference<Duration> left = new AtomicReference<>();
    try (TaskPool pool = TaskPool.of(4);
        Scope<String> page =
            Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().name("page").deadline(SOON))) {
      page.fork(
          "prices",
          () -> {
            try (Scope<String> prices =
                Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().deadline(LATER))) {
              prices.fork(
                  () -> {
                    left.set(Deadline.current().remaining());
                    return get(server.uri());
                  });
              return prices.join().getFirst();
            }
          });
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(page::join)
          .satisfies(e -> assertThat(e.unfinished()).containsExactly("prices"));
    }
    server.close(); // the call may not even have been connected
    server.clientGone.await();
    assertThat(left.get()).isLessThanOrEqualTo(SOON);
  }
}
