package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
        .isThrownBy(() -> TaskPool.builder().limit(1).tasksPerThread(0).build())
        .withMessageContaining("tasksPerThread");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.builder().limit(1).threadLifetime(Duration.ZERO).build())
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
        .allMatch(thread -> thread.getName().matches("desk-[01]"));
    for (Thread thread : threads) {
      thread.join(); // ends because nothing waits, while the pool is still open
    }
    assertThat(pool.snapshot().running()).isZero();
    Balance.close(pool);
  }

  @Test
  void tasksPerThreadOneGivesEachTaskItsThread() throws Exception {
    TaskPool pool = TaskPool.builder().limit(1).tasksPerThread(1).build();
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
        TaskPool.builder().limit(1).tasksPerThread(100).threadLifetime(Duration.ofDays(1)).build();
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
            .tasksPerThread(Integer.MAX_VALUE)
            .threadLifetime(Duration.ofNanos(1))
            .build();
    Map<Thread, Integer> runs = new ConcurrentHashMap<>();
    for (int i = 0; i < 1_000; i++) {
      pool.execute(() -> runs.merge(Thread.currentThread(), 1, Integer::sum));
    }
    Balance.close(pool);
    assertThat(runs.values()).allMatch(count -> count <= 64);
  }

  @Test
  void interruptsAndNamesDoNotLeakToTheNextTask() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(1).build();
    AtomicInteger leaks = new AtomicInteger();
    for (int i = 0; i < 10_000; i++) {
      pool.execute(
          () -> {
            Thread me = Thread.currentThread();
            if (me.isInterrupted() || !me.getName().equals("desk-0")) {
              leaks.incrementAndGet();
            }
            me.interrupt();
            me.setName("renamed");
          });
    }
    Balance.close(pool);
    assertThat(leaks).hasValue(0);
  }

  @Test
  void aCancelThatComesLateInterruptsNobodyElse() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicInteger leaks = new AtomicInteger();
    for (int i = 0; i < 5_000; i++) {
      Future<?> victim = pool.submit(() -> {});
      pool.execute(
          () -> {
            if (Thread.currentThread().isInterrupted()) {
              leaks.incrementAndGet();
            }
          });
      victim.cancel(true);
    }
    Balance.close(pool);
    assertThat(leaks).hasValue(0);
  }

  @Test
  void nothingIsInheritedFromTheSubmitter() throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("mine");
    try (TaskPool pool = TaskPool.of(1)) {
      assertThat(pool.submit(local::get).get()).isNull();
    } finally {
      local.remove();
    }
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
    assertThat(report.dropped()).containsExactly(plain);
    assertThat(report.running()).hasSize(2);
    assertThat(report.running())
        .extracting(RunningTask::thread)
        .allMatch(n -> n.startsWith("desk-"));
    assertThat(report.running()).extracting(RunningTask::handle).contains((Runnable) handle);
    assertThat(report.running()).allMatch(task -> task.stack().toString().contains("TaskPoolTest"));
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
  void nestedSubmitAndWaitAtLimitOne() throws Exception {
    TaskPool pool = TaskPool.of(1);
    assertThat(pool.submit(() -> fibonacci(pool, 12)).get(60, TimeUnit.SECONDS)).isEqualTo(144);
    Balance.close(pool);
  }

  private static int fibonacci(TaskPool pool, int n) throws Exception {
    if (n < 2) {
      return n;
    }
    Future<Integer> left = pool.submit(() -> fibonacci(pool, n - 1));
    Future<Integer> right = pool.submit(() -> fibonacci(pool, n - 2));
    return left.get() + right.get(60, TimeUnit.SECONDS);
  }

  @Test
  void nestedInvokeAllAndInvokeAnyAtLimitOne() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Callable<Integer> one = () -> 1;
    Callable<Integer> failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    assertThat(
            pool.submit(
                    () -> {
                      int sum = 0;
                      for (Future<Integer> f : pool.invokeAll(List.of(one, one, one))) {
                        sum += f.get();
                      }
                      for (Future<Integer> f :
                          pool.invokeAll(List.of(one, one), 60, TimeUnit.SECONDS)) {
                        sum += f.get();
                      }
                      return sum
                          + pool.invokeAny(List.of(failing, one))
                          + pool.invokeAny(List.of(failing, one), 60, TimeUnit.SECONDS);
                    })
                .get(60, TimeUnit.SECONDS))
        .isEqualTo(7);
    Balance.close(pool);
  }

  @Test
  void aHelpedTasksCancelDoesNotInterruptItsHelper() throws Exception {
    TaskPool pool = TaskPool.of(1);
    boolean interrupted =
        pool.submit(
                () -> {
                  CountDownLatch inside = new CountDownLatch(1);
                  Future<?>[] self = new Future<?>[1];
                  self[0] =
                      pool.submit(
                          () -> {
                            inside.countDown();
                            self[0].cancel(true);
                          });
                  try {
                    self[0].get();
                  } catch (java.util.concurrent.CancellationException e) {
                    return Thread.currentThread().isInterrupted();
                  }
                  return true;
                })
            .get(60, TimeUnit.SECONDS);
    assertThat(interrupted).isFalse();
    Balance.close(pool);
  }

  @Test
  void twoPoolsAreNotMistakenForEachOther() throws Exception {
    TaskPool outer = TaskPool.of(1);
    TaskPool inner = TaskPool.of(1);
    CountDownLatch gate = new CountDownLatch(1);
    inner.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Future<Thread> ranOn = inner.submit(Thread::currentThread);
    Future<Boolean> timedOut =
        outer.submit(
            () -> {
              try {
                ranOn.get(1, TimeUnit.MILLISECONDS);
                return false;
              } catch (TimeoutException e) {
                return true;
              }
            });
    assertThat(timedOut.get()).isTrue();
    gate.countDown();
    assertThat(ranOn.get().getName()).startsWith(inner.config().name());
    Balance.close(outer);
    Balance.close(inner);
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
