package dev.freshet.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.RunningTask;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LeakWatchTest {
  private final BlockingQueue<LeakVerdict> leaks = new LinkedBlockingQueue<>();
  private final AtomicLong now = new AtomicLong();
  private final CountDownLatch never = new CountDownLatch(1);

  private final Semaphore begun = new Semaphore(0);

  private void waitForEver() {
    begun.release();
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The pool is real, the time of the samples is not: 12 s pass as fast as they can. */
  @Test
  void aLeakIsReportedOnceWithItsStack() throws Exception {
    try (TaskPool pool = TaskPool.of(1000);
        AutoCloseable _ = never::countDown) {
      for (int i = 0; i < 100; i++) {
        pool.submit(() -> {}).get();
      }
      LeakWatch watch =
          new LeakWatch(pool, Duration.ofNanos(1), leaks::add, () -> now.addAndGet(250_000_000));
      for (int quarter = 0; quarter < 48; quarter++) {
        var _ = pool.submit(this::waitForEver, TaskOptions.none().name("stuck"));
        begun.acquire(); // a task without a thread has no stack to show
        watch.sample();
      }
      LeakVerdict leak = leaks.poll(60, TimeUnit.SECONDS);
      assertThat(leak).isNotNull();
      assertThat(leak.leaking()).isTrue();
      assertThat(leak.perSecond()).isBetween(3.0, 5.0);
      assertThat(leak.lowPerSecond()).isPositive();
      assertThat(leak.chance()).isLessThan(0.01);
      assertThat(leak.groups()).isNotEmpty();
      assertThat(leak.groups().getFirst().count()).isGreaterThan(20);
      assertThat(leak.groups().getFirst().stack().toString()).contains("LeakWatchTest.waitForEver");
      assertThat(leak.old().getFirst().name()).isEqualTo("stuck");
      assertThat(leak.old()).isSortedAccordingTo((a, b) -> b.age().compareTo(a.age()));
      assertThat(leak.toString()).startsWith("LEAK in ").contains("stuck");
      never.countDown();
    }
  }

  @Test
  void aHealthyPoolIsHealthyAndOldTasksAloneAreNoLeak() throws Exception {
    try (TaskPool pool = TaskPool.of(1000);
        AutoCloseable _ = never::countDown) {
      for (int i = 0; i < 40; i++) {
        pool.execute(this::waitForEver);
      }
      begun.acquire(40);
      LeakWatch watch =
          new LeakWatch(pool, Duration.ofNanos(1), leaks::add, () -> now.addAndGet(250_000_000));
      for (int quarter = 0; quarter < 80; quarter++) {
        pool.submit(() -> {}).get();
        watch.sample();
      }
      assertThat(watch.verdict().leaking()).isFalse();
      assertThat(watch.verdict().old()).isEmpty();
      assertThat(watch.verdict().toString()).startsWith("no leak in ");
      assertThat(leaks).isEmpty();

      LeakVerdict looked = watch.look();
      assertThat(looked.leaking()).isFalse();
      assertThat(looked.old()).hasSize(40);
      assertThat(looked.groups()).isNotEmpty();
      never.countDown();
    }
  }

  /** As users have it: on the timer, on the real clock. */
  @Test
  void anAttachedWatchFindsAPlantedLeak() throws Exception {
    try (TaskPool pool = TaskPool.of(100_000);
        AutoCloseable _ = never::countDown;
        LeakWatch watch = LeakWatch.attach(pool, leaks::add)) {
      LeakVerdict leak = null;
      while (leak == null) {
        for (int i = 0; i < 100; i++) {
          pool.submit(() -> {}).get();
        }
        pool.execute(this::waitForEver);
        leak = leaks.poll(20, TimeUnit.MILLISECONDS);
      }
      assertThat(leak.leaking()).isTrue();
      assertThat(leak.old()).allMatch(task -> task.age().compareTo(leakAge()) >= 0);
      assertThat(leak.groups().getFirst().stack().toString()).contains("waitForEver");
      never.countDown();
      assertThat(watch.verdict().pool()).isEqualTo(pool.config().name());
    }
  }

  private static Duration leakAge() {
    return Duration.ofSeconds(3);
  }

  @Test
  void theOldestTasksComeFirst() throws Exception {
    try (TaskPool pool = TaskPool.of(10);
        AutoCloseable _ = never::countDown) {
      CountDownLatch running = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        var _ =
            pool.submit(
                () -> {
                  running.countDown();
                  waitForEver();
                },
                TaskOptions.none().name("t" + i));
      }
      running.await();
      List<RunningTask> two = pool.oldestRunning(2);
      assertThat(two).hasSize(2);
      assertThat(two.getFirst().age()).isGreaterThanOrEqualTo(two.getLast().age());
      assertThat(pool.oldestRunning(10)).hasSize(3);
      assertThat(pool.oldestRunning(0)).isEmpty();
      assertThatThrownBy(() -> pool.oldestRunning(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("most: -1 is negative");
      never.countDown();
    }
  }

  @Test
  void aSuspectAgeOutOfItsRangeIsRefused() {
    try (TaskPool pool = TaskPool.of(1)) {
      assertThatThrownBy(() -> LeakWatch.attach(pool, Duration.ZERO, leaks::add))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("suspectAge: value is PT0S");
    }
  }
}
