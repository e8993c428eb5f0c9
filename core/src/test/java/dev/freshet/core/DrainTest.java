package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** drain, and what it reports. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class DrainTest {
  @Test
  void drainOfAPoolThatFinishesIsComplete() throws Exception {
    TaskPool pool = TaskPool.of(2);
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      pool.execute(runs::incrementAndGet);
    }
    DrainReport report = pool.drain(Duration.ofSeconds(60));
    assertThat(report.complete()).isTrue();
    assertThat(runs).hasValue(100);
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void drainReportsWhatWasDroppedAndWhatStillRuns() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(2).build();
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    Runnable stubborn =
        () -> {
          started.countDown();
          for (; ; ) {
            try {
              gate.await();
              return;
            } catch (InterruptedException e) {
              interrupts.incrementAndGet();
            }
          }
        };
    pool.execute(stubborn);
    Future<?> handle = pool.submit(stubborn);
    started.await();
    Runnable plain = () -> {};
    pool.execute(plain);
    DrainReport report = pool.drain(Duration.ofMillis(1));
    assertThat(report.complete()).isFalse();
    assertThat(report.dropped()).extracting(DroppedTask::task).containsExactly(plain);
    assertThat(report.dropped()).allMatch(task -> task.name().contains("DrainTest"));
    assertThat(report.dropped()).allMatch(task -> task.waited() != null);
    assertThat(report.running()).allMatch(task -> task.age().isPositive());
    assertThat(report.running()).allMatch(task -> task.name().contains("DrainTest"));
    assertThat(report.running()).hasSize(2);
    assertThat(report.running())
        .extracting(RunningTask::thread)
        .allMatch(n -> n.startsWith("desk-"));
    assertThat(report.running()).extracting(RunningTask::handle).contains((Runnable) handle);
    assertThat(report.running()).allMatch(task -> task.stack().toString().contains("DrainTest"));
    gate.countDown();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.dropped()).isEqualTo(1);
    assertThat(interrupts.get()).isEqualTo(2);
  }

  @Test
  void drainIsInterruptible() throws Exception {
    TaskPool pool = TaskPool.of(1);
    CountDownLatch gate = new CountDownLatch(1);
    pool.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> pool.drain(Duration.ofSeconds(60)));
    gate.countDown();
    assertThat(Balance.close(pool).completed()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void drainWithoutATimeIsRefusedAndLeavesThePoolOpen() throws Exception {
    TaskPool pool = TaskPool.of(1);
    assertThatNullPointerException().isThrownBy(() -> pool.drain(null));
    assertThat(pool.isShutdown()).isFalse();
    Balance.close(pool);
  }

  @Test
  void drainTakesAnyDuration() throws Exception {
    assertThat(TaskPool.of(1).drain(Duration.ofSeconds(Long.MAX_VALUE)).complete()).isTrue();
    assertThat(TaskPool.of(1).drain(Duration.ofSeconds(Long.MIN_VALUE)).complete()).isTrue();
    assertThat(TaskPool.of(1).drain(Duration.ZERO).complete()).isTrue();
  }
}
