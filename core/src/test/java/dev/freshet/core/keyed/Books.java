package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** The books of lanes at rest. */
final class Books {
  private Books() {}

  /** Ends the lanes and checks that every task is accounted for and no key is left. */
  static KeyedSnapshot close(KeyedLanes<?> lanes) throws InterruptedException {
    lanes.shutdown();
    assertThat(lanes.awaitTermination(Duration.ofSeconds(Gate.SURELY))).as("%s", lanes).isTrue();
    assertThat(lanes.isTerminated()).isTrue();
    return rest(lanes);
  }

  /** Waits until no key is busy, and checks the sum. */
  static KeyedSnapshot rest(KeyedLanes<?> lanes) {
    Gate.until(() -> lanes.busyKeys() == 0);
    KeyedSnapshot now = lanes.snapshot();
    check(now);
    assertThat(now.running()).isZero();
    assertThat(now.queued()).isZero();
    assertThat(now.busyKeys()).isZero();
    return now;
  }

  static void check(KeyedSnapshot now) {
    assertThat(
            now.queued()
                + now.running()
                + now.completed()
                + now.failed()
                + now.cancelled()
                + now.expired()
                + now.dropped())
        .as("%s", now)
        .isEqualTo(now.submitted());
  }
}
