package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of awaitTermination. */
interface AwaitContract extends PoolUnderTest {
  @Test
  default void awaitTerminationTimesOut() throws Exception {
    CountDownLatch gate = occupy(1);
    for (int round = 0; round < 2; round++) { // open, then shut down
      for (long over : OVER) {
        assertThat(pool().awaitTermination(over, TimeUnit.NANOSECONDS)).isFalse();
        assertThat(pool().awaitTermination(over, TimeUnit.DAYS)).isFalse();
      }
      long start = System.nanoTime();
      assertThat(pool().awaitTermination(2, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
      assertThat(pool().isTerminated()).isFalse();
      pool().shutdown();
    }
    gate.countDown();
    assertThat(pool().awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
    for (long over : OVER) {
      assertThat(pool().awaitTermination(over, TimeUnit.NANOSECONDS)).isTrue();
    }
  }

  @Test
  default void awaitTerminationReleasesEverybodyAtTheEnd() throws Exception {
    CountDownLatch gate = occupy(4);
    AtomicInteger seen = new AtomicInteger();
    List<Call> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiters.add(
          Call.start(
              () ->
                  pool().awaitTermination(1, TimeUnit.DAYS) && pool().isTerminated()
                      ? seen.incrementAndGet()
                      : 0));
    }
    waiters.forEach(Call::awaitWaiting);
    pool().shutdown();
    assertThat(seen).hasValue(0);
    gate.countDown();
    for (Call waiter : waiters) {
      assertThat(waiter.thrown()).isNull();
    }
    assertThat(seen).hasValue(4);
  }

  @Test
  default void awaitTerminationIsInterruptibleBeforeItWaits() throws Exception {
    CountDownLatch gate = occupy(1);
    for (int round = 0; round < 2; round++) { // open, then shut down
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> pool().awaitTermination(SURELY, TimeUnit.SECONDS));
      assertThat(Thread.interrupted()).isFalse();
      pool().shutdown();
    }
    gate.countDown();
  }

  @Test
  default void awaitTerminationIsInterruptibleWhileItWaitsAndThePoolGoesOn() throws Exception {
    CountDownLatch gate = occupy(4);
    Call call = Call.start(() -> pool().awaitTermination(1, TimeUnit.DAYS));
    call.awaitWaiting().interrupt();
    assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
    assertThat(call.staysInterrupted()).isFalse();
    assertThat(pool().isShutdown()).isFalse();
    gate.countDown();
    assertThat(pool().submit(() -> "alive").get(SURELY, TimeUnit.SECONDS)).isEqualTo("alive");
  }

  @Test
  default void awaitTerminationOfATerminatedPoolDoesNotWait() throws Exception {
    terminate(pool());
    Thread.currentThread().interrupt();
    assertThat(pool().awaitTermination(SURELY, TimeUnit.SECONDS)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  default void aTaskThatAwaitsItsPoolTimesOut() throws Exception {
    assertThat(
            pool()
                .submit(
                    () -> {
                      pool().shutdown();
                      return pool().awaitTermination(1, TimeUnit.MILLISECONDS);
                    })
                .get(SURELY, TimeUnit.SECONDS))
        .isFalse();
    terminate(pool());
  }
}
