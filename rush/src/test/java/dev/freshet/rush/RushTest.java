package dev.freshet.rush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A burst against servers that behave. */
@Timeout(60)
class RushTest {
  @Test
  void everyRequestIsAnsweredOnce() throws Exception {
    try (ForeignServer server =
            ForeignServer.answering((r, out) -> ForeignServer.send(out, ForeignServer.OK));
        Rush rush = Rush.arm(Plans.burst(server, 500).connections(20).build())) {
      RushResult result = rush.fire(Instant.now().plusMillis(500));

      assertThat(result.count(Outcome.OK)).isEqualTo(500);
      assertThat(result.requests()).isEqualTo(500);
      assertThat(result.attempts()).isEqualTo(500);
      assertThat(result.history().size()).isEqualTo(500);
      assertThat(result.connectionsProven()).isEqualTo(20);
      assertThat(result.reconnects()).isZero();
      assertThat(result.nonsense()).isZero();
      assertThat(result.interrupted()).isFalse();
      assertThat(result.trouble()).isNull();
      assertThat(result.response().count()).isEqualTo(500);
      assertThat(server.posts).hasSize(500);
      Set<String> keys = new HashSet<>();
      server.posts.forEach(post -> keys.add(String.valueOf(post.header("Idempotency-Key"))));
      assertThat(keys).hasSize(500);
    }
  }

  @Test
  void nothingIsSentBeforeT0() throws Exception {
    try (ForeignServer server =
            ForeignServer.answering((r, out) -> ForeignServer.send(out, ForeignServer.OK));
        Rush rush = Rush.arm(Plans.burst(server, 100).connections(10).build())) {
      Instant t0 = Instant.now().plusMillis(600);
      RushResult result = rush.fire(t0);
      History history = result.history();
      long epoch = t0.getEpochSecond() * 1_000_000_000L + t0.getNano();
      assertThat(result.anchor().toEpochNanos(result.t0NanoTime())).isEqualTo(epoch);
      assertThat(result.firedGateErrorNanos()).isNotNegative();
      for (int row = 0; row < history.size(); row++) {
        assertThat(history.planned(row)).isEqualTo(result.t0NanoTime());
        assertThat(history.gateExit(row)).isGreaterThanOrEqualTo(history.planned(row));
        assertThat(history.written(row)).isGreaterThanOrEqualTo(history.gateExit(row));
        assertThat(history.firstByte(row)).isGreaterThan(history.written(row));
        assertThat(history.lastByte(row)).isGreaterThanOrEqualTo(history.firstByte(row));
        assertThat(history.status(row)).isEqualTo(200);
        assertThat(history.attempt(row)).isEqualTo(1);
        assertThat(history.connection(row)).isBetween(0, 9);
      }
    }
  }

  @Test
  void severalLoopsShareTheRequests() throws Exception {
    try (ForeignServer server =
            ForeignServer.answering((r, out) -> ForeignServer.send(out, ForeignServer.OK));
        Rush rush = Rush.arm(Plans.burst(server, 300).connections(7).loops(3).build())) {
      RushResult result = rush.fire(Instant.now().plusMillis(500));
      assertThat(result.count(Outcome.OK)).isEqualTo(300);
      Set<Integer> requests = new HashSet<>();
      Set<Integer> connections = new HashSet<>();
      for (int row = 0; row < result.history().size(); row++) {
        requests.add(result.history().request(row));
        connections.add(result.history().connection(row));
      }
      assertThat(requests).hasSize(300);
      assertThat(connections).hasSize(7);
    }
  }

  @Test
  void nioDoesTheSame() throws Exception {
    try (ForeignServer server =
            ForeignServer.answering((r, out) -> ForeignServer.send(out, ForeignServer.OK));
        Rush rush =
            Rush.arm(Plans.burst(server, 300).connections(8).transport(Transport.NIO).build())) {
      assertThat(rush.armed().transport()).isEqualTo("nio");
      assertThat(rush.fire(Instant.now().plusMillis(500)).count(Outcome.OK)).isEqualTo(300);
      assertThat(server.posts).hasSize(300);
    }
  }

  @Test
  void closedLoopRunsForItsDuration() throws Exception {
    try (ForeignServer server =
            ForeignServer.answering((r, out) -> ForeignServer.send(out, ForeignServer.OK));
        Rush rush =
            Rush.arm(
                RushPlan.builder(server.uri())
                    .connections(5)
                    .template(Plans.order(server))
                    .duration(Duration.ofMillis(300))
                    .warmUp(Duration.ZERO)
                    .build())) {
      RushResult result = rush.fire(Instant.now().plusMillis(400));
      assertThat(result.count(Outcome.OK)).isPositive().isEqualTo(server.posts.size());
      assertThat(result.endNanoTime() - result.t0NanoTime()).isGreaterThanOrEqualTo(300_000_000L);
      assertThatThrownBy(() -> result.finalOutcome(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aRushFiresOnceAndNeverInThePast() throws Exception {
    try (ForeignServer server =
        ForeignServer.answering((r, out) -> ForeignServer.send(out, ForeignServer.OK))) {
      try (Rush rush = Rush.arm(Plans.burst(server, 1).connections(1).build())) {
        assertThatThrownBy(() -> rush.fire(Instant.now().minusSeconds(1)))
            .isInstanceOf(RushException.class)
            .satisfies(late -> assertThat(((RushException) late).isLate()).isTrue());
        assertThatThrownBy(() -> rush.fire(Instant.now().plusSeconds(1)))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }
}
