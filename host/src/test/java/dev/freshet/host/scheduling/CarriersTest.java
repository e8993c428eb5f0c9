package dev.freshet.host.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CarriersTest {
  private final Carriers carriers = Carriers.ofThisJvm();
  private final int usual = carriers.parallelism();
  private volatile boolean over;

  @AfterEach
  void restore() {
    over = true;
    carriers.setParallelism(usual);
  }

  @Test
  void anIdleSchedulerGoesUpAndDown() {
    Carriers.Change up = carriers.setParallelism(usual + 3);
    assertThat(up.words())
        .isEqualTo(
            "parallelism %d: %d virtual threads ran at once".formatted(usual + 3, usual + 3));
    assertThat(up.proven()).isTrue();
    assertThat(up.before()).isEqualTo(usual);
    assertThat(carriers.parallelism()).isEqualTo(usual + 3);
    assertThat(carriers.poolSize()).isGreaterThanOrEqualTo(usual + 3);

    Carriers.Change down = carriers.setParallelism(1);
    assertThat(down.words())
        .isEqualTo("parallelism 1: of 5 virtual threads that were ready 1 ran at once");
    assertThat(down.proven()).isTrue();
  }

  /** Without the nudge the number changes and nothing else does: all queues are backed up. */
  @Test
  void threadsThatNeverUnmountDoNotHoldUpAHigherNumber() throws InterruptedException {
    spin(usual);
    for (int i = 0; i < 8; i++) {
      Thread.startVirtualThread(this::spinOn);
    }

    Carriers.Change up = carriers.setParallelism(usual + 2);

    assertThat(up.proven()).as(up.words()).isTrue();
  }

  @Test
  void aLowerNumberIsNotCalledProvenWhileCarriersNeverRunOutOfWork() throws InterruptedException {
    assertThat(carriers.setParallelism(3).proven()).isTrue();
    spin(3);

    Carriers.Change down = carriers.setParallelism(1);

    assertThat(down.proven()).isFalse();
    assertThat(down.words())
        .isEqualTo(
            "parallelism 1 is set, but 3 carriers are active: those that never run out of work"
                + " stay");
    assertThat(carriers.parallelism()).isEqualTo(1);
  }

  @Test
  void costsComeInPairsAndLeaveTheNumberAsItWas() {
    assertThat(carriers.costs(1, 3))
        .hasSize(6)
        .allSatisfy(change -> assertThat(change.setNanos()).isPositive())
        .extracting(Carriers.Change::after)
        .containsExactly(usual + 1, usual, usual + 1, usual, usual + 1, usual);
    assertThat(carriers.parallelism()).isEqualTo(usual);
  }

  @Test
  void badNumbersAreRefused() {
    assertThatThrownBy(() -> carriers.setParallelism(0))
        .hasMessage("parallelism 0 is not in 1 to 256 (jdk.virtualThreadScheduler.maxPoolSize)");
    assertThatThrownBy(() -> carriers.setParallelism(257)).hasMessageContaining("257");
    assertThatThrownBy(() -> carriers.costs(0, 1)).hasMessageContaining("at least 1");
    assertThat(carriers.parallelism()).isEqualTo(usual);
  }

  /** Occupies carriers and waits until all are. */
  private void spin(int threads) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread.startVirtualThread(
          () -> {
            running.countDown();
            spinOn();
          });
    }
    running.await();
  }

  private void spinOn() {
    while (!over) {
      Thread.onSpinWait();
    }
  }
}
