package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** The books of a pool at rest. */
final class Balance {
  private Balance() {}

  /** Ends the pool and checks that every accepted task is accounted for. */
  static PoolSnapshot close(TaskPool pool) throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).as("terminated: %s", pool).isTrue();
    PoolSnapshot at = pool.snapshot();
    check(at);
    assertThat(at.running()).isZero();
    assertThat(at.queued()).isZero();
    assertThat(at.blocked()).isZero();
    return at;
  }

  /** Checks the sum of figures taken at rest. */
  static void check(PoolSnapshot at) {
    assertThat(
            at.queued()
                + at.running()
                + at.completed()
                + at.failed()
                + at.cancelled()
                + at.expired()
                + at.dropped())
        .as("%s", at)
        .isEqualTo(at.submitted());
  }
}
