package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a TaskPool promises beyond ExecutorService. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class TaskPoolTest {
  @Test
  void refusesBadConfigurationInOneLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.of(0))
        .withMessage("limit: 0 is out of range; allowed is 1 to 16777215");
    assertThatIllegalArgumentException().isThrownBy(() -> TaskPool.of(-5));
    assertThatIllegalArgumentException().isThrownBy(() -> TaskPool.of(1 << 24));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.builder().build())
        .withMessageContaining("limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.builder().limit(1).laneCapacity(0).build())
        .withMessageContaining("laneCapacity");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TaskPool.builder().limit(1).workers(Workers.virtual().tasksPerThread(0)).build())
        .withMessageContaining("tasksPerThread");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TaskPool.builder()
                    .limit(1)
                    .workers(Workers.virtual().threadLifetime(Duration.ZERO))
                    .build())
        .withMessageContaining("threadLifetime");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.builder().limit(1).name(" ").build())
        .withMessageContaining("name");
  }

  @Test
  void tellsItsConfigurationAndState() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(3).laneCapacity(5).build();
    assertThat(pool.config().limit()).isEqualTo(3);
    assertThat(pool.config().laneCapacity()).isEqualTo(5);
    assertThat(pool).hasToString("TaskPool desk [open, running 0 of 3, queued 0 of 5]");
    Balance.close(pool);
    assertThat(pool.toString()).contains("terminated");
  }

  @Test
  void theLargestLimitWorks() throws Exception {
    TaskPool pool = TaskPool.of(TaskPoolConfig.MAX_LIMIT);
    assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    Balance.close(pool);
  }

  @Test
  void allGrantsAreReached() throws Exception {
    int limit = 5_000;
    TaskPool pool = TaskPool.of(limit);
    CountDownLatch together = new CountDownLatch(limit);
    for (int i = 0; i < limit; i++) {
      pool.execute(
          () -> {
            together.countDown();
            try {
              together.await(); // ends only when every grant is in use at once
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    assertThat(Balance.close(pool).completed()).isEqualTo(limit);
  }

  @Test
  void workersAreNamedVirtualThreadsAndAnIdlePoolOwnsNone() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(2).build();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 100; i++) {
      pool.submit(() -> threads.add(Thread.currentThread())).get();
    }
    assertThat(threads)
        .isNotEmpty()
        .allMatch(Thread::isVirtual)
        .allMatch(thread -> thread.getName().matches("desk-[0-9]+"));
    for (Thread thread : threads) {
      thread.join(); // ends because nothing waits, while the pool is still open
    }
    assertThat(pool.snapshot().running()).isZero();
    Balance.close(pool);
  }

  @Test
  void tasksPerThreadOneGivesEachTaskItsThread() throws Exception {
    TaskPool pool = TaskPool.builder().limit(1).workers(Workers.fresh()).build();
    Map<Thread, Boolean> threads = new ConcurrentHashMap<>();
    ThreadLocal<String> local = new ThreadLocal<>();
    AtomicInteger leaks = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      pool.execute(
          () -> {
            threads.put(Thread.currentThread(), true);
            if (local.get() != null) {
              leaks.incrementAndGet();
            }
            local.set("left behind");
          });
    }
    PoolSnapshot end = Balance.close(pool);
    assertThat(threads).hasSize(1000);
    assertThat(leaks).hasValue(0);
    assertThat(end.threadsStarted()).isEqualTo(1000);
  }

  @Test
  void aThreadRetiresAfterItsTasks() throws Exception {
    TaskPool pool =
        TaskPool.builder().limit(1).workers(new Workers.Virtual(100, Duration.ofDays(1))).build();
    Map<Thread, Integer> runs = new ConcurrentHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      pool.execute(() -> runs.merge(Thread.currentThread(), 1, Integer::sum));
    }
    Balance.close(pool);
    assertThat(runs.values()).allMatch(count -> count <= 100);
    assertThat(runs.size()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void aThreadRetiresAfterItsLifetime() throws Exception {
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .workers(new Workers.Virtual(Integer.MAX_VALUE, Duration.ofNanos(1)))
            .build();
    Map<Thread, Integer> runs = new ConcurrentHashMap<>();
    for (int i = 0; i < 1_000; i++) {
      pool.execute(() -> runs.merge(Thread.currentThread(), 1, Integer::sum));
    }
    Balance.close(pool);
    assertThat(runs.values()).allMatch(count -> count <= 64);
  }

  @Test
  void nothingATaskThrowsKillsThePool() throws Exception {
    List<String> told = new ArrayList<>(); // limit 1: one task at a time
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .onFailure(
                (task, failure) -> {
                  told.add(failure.getClass().getSimpleName());
                  throw new IllegalStateException("the handler fails as well");
                })
            .build();
    pool.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    pool.execute(
        () -> {
          throw new AssertionError("on purpose");
        });
    pool.execute(() -> dive(0));
    pool.execute(
        () -> {
          throw new OutOfMemoryError("on purpose");
        });
    Future<Integer> deep = pool.submit(() -> dive(0));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(deep::get)
        .withCauseInstanceOf(StackOverflowError.class);
    assertThat(pool.submit(() -> "alive").get()).isEqualTo("alive");
    PoolSnapshot end = Balance.close(pool);
    assertThat(told)
        .containsExactly(
            "IllegalStateException", "AssertionError", "StackOverflowError", "OutOfMemoryError");
    assertThat(end.failed()).isEqualTo(5);
    assertThat(end.completed()).isEqualTo(1);
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose: overflows the stack
  private static int dive(int depth) {
    return dive(depth + 1) + 1;
  }

  @Test
  void theHandlerGetsTheTaskItself() throws Exception {
    List<Runnable> told = new ArrayList<>();
    TaskPool pool =
        TaskPool.builder().limit(1).onFailure((task, failure) -> told.add(task)).build();
    Runnable failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    pool.execute(failing);
    Balance.close(pool);
    assertThat(told).containsExactly(failing);
  }

  @Test
  void deepStacksRun() throws Exception {
    TaskPool pool = TaskPool.of(2);
    assertThat(pool.submit(() -> sum(2_000)).get()).isEqualTo(2_001_000);
    Balance.close(pool);
  }

  private static int sum(int n) {
    return n == 0 ? 0 : n + sum(n - 1);
  }

  @Test
  void aHandleMayBeSubmittedAgain() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicInteger runs = new AtomicInteger();
    Future<?> handle = pool.submit(runs::incrementAndGet);
    pool.execute((Runnable) handle);
    handle.get();
    PoolSnapshot end = Balance.close(pool);
    assertThat(runs).hasValue(1);
    assertThat(end.submitted()).isEqualTo(2);
  }
}
