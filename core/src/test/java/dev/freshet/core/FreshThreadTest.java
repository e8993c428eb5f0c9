package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A virtual worker runs as many tasks as it was told, however the next one reaches it. */
@Timeout(60)
class FreshThreadTest {
  @Test
  void aTaskThatComesWhileTheWorkerLingersIsOneMoreAsWell() throws Exception {
    int most = 32;
    TaskPool pool =
        TaskPool.builder().limit(1).workers(new Workers.Virtual(most, Duration.ofDays(1))).build();
    ThreadLocal<Integer> before = ThreadLocal.withInitial(() -> 0);
    AtomicInteger tooMany = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    Runnable task =
        () -> {
          before.set(before.get() + 1);
          if (before.get() > most) {
            tooMany.incrementAndGet();
          }
          ran.incrementAndGet();
        };
    for (int i = 1; i <= 2_000; i++) {
      pool.pause();
      for (int n = 0; n < most; n++) {
        pool.execute(task);
      }
      pool.resume();
      while (ran.get() < (most + 1) * i - 1) {
        Thread.onSpinWait();
      }
      pool.execute(task);
      assertThat(pool.awaitIdle(Duration.ofSeconds(30))).isTrue();
    }
    Balance.close(pool);
    assertThat(tooMany).hasValue(0);
  }
}
