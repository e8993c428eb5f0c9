package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many threads against one pool: capacity, lost and doubled tasks, shutdown. */
@Timeout(300)
// The yield only makes tasks give way in the middle; nothing waits for its effect.
@SuppressWarnings({"FutureReturnValueIgnored", "ThreadPriorityCheck"})
class StressTest {
  private static void inParallel(int threads, boolean virtual, Runnable body)
      throws InterruptedException {
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(virtual ? Thread.ofVirtual().start(body) : Thread.ofPlatform().start(body));
    }
    for (Thread thread : all) {
      thread.join();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,2,4096",
    "1,64,4,1",
    "2,2,4,4096",
    "2,1024,2,7",
    "3,16,8,4096",
    "8,3,8,4096",
    "64,8,4,100",
    "1000,16,8,4096"
  })
  void capacityIsNeverExceededAndNothingIsLost(
      int limit, int lane, int submitters, int tasksPerThread) throws Exception {
    int each = 20_000 / submitters;
    TaskPool pool =
        TaskPool.builder()
            .limit(limit)
            .laneCapacity(lane)
            .workers(Workers.virtual().tasksPerThread(tasksPerThread))
            .build();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    LongAdder runs = new LongAdder();
    for (boolean virtual : new boolean[] {false, true}) {
      inParallel(
          submitters,
          virtual,
          () -> {
            for (int i = 0; i < each; i++) {
              boolean blocks = i % 16 == 0;
              pool.execute(
                  () -> {
                    int now = inside.incrementAndGet();
                    most.accumulateAndGet(now, Math::max);
                    if (blocks) {
                      Thread.yield();
                    }
                    runs.increment();
                    inside.decrementAndGet();
                  });
            }
          });
    }
    PoolSnapshot end = Balance.close(pool);
    assertThat(most.get()).isLessThanOrEqualTo(limit);
    assertThat(runs.sum()).isEqualTo(2L * each * submitters);
    assertThat(end.completed()).isEqualTo(runs.sum());
  }

  /** Lets the pool go idle all the time: each task meets a worker on its way out. */
  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "2,2", "4,3"})
  void noWakeUpIsLostWhenThePoolGoesIdle(int limit, int submitters) throws Exception {
    TaskPool pool = TaskPool.of(limit);
    inParallel(
        submitters,
        false,
        () -> {
          for (int i = 0; i < 5_000; i++) {
            CountDownLatch ran = new CountDownLatch(1 + i % 3);
            for (int k = 0; k <= i % 3; k++) {
              pool.execute(ran::countDown);
            }
            try {
              assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            for (int spin = ThreadLocalRandom.current().nextInt(50); spin > 0; spin--) {
              Thread.onSpinWait();
            }
          }
        });
    Balance.close(pool);
  }

  /** Tasks that wait for later tasks: a queued task must start while a grant is free. */
  @RepeatedTest(5)
  void aFreeGrantIsUsedWhileOthersBlock() throws Exception {
    TaskPool pool = TaskPool.of(3);
    for (int i = 0; i < 2_000; i++) {
      CountDownLatch last = new CountDownLatch(1);
      Future<Boolean> first = pool.submit(() -> last.await(60, TimeUnit.SECONDS));
      Future<Boolean> second = pool.submit(() -> last.await(60, TimeUnit.SECONDS));
      pool.execute(last::countDown);
      assertThat(first.get()).isTrue();
      assertThat(second.get()).isTrue();
    }
    Balance.close(pool);
  }

  /** Submitters block all the time: every place that comes free must wake one. */
  @ParameterizedTest
  @CsvSource({"1,1,false", "1,1,true", "2,3,true", "4,64,false"})
  void noBlockedSubmitterIsForgotten(int limit, int lane, boolean virtual) throws Exception {
    TaskPool pool = TaskPool.builder().limit(limit).laneCapacity(lane).build();
    LongAdder runs = new LongAdder();
    inParallel(
        8,
        virtual,
        () -> {
          for (int i = 0; i < 1_000; i++) {
            pool.execute(runs::increment);
          }
        });
    Balance.close(pool);
    assertThat(runs.sum()).isEqualTo(8_000);
  }

  @RepeatedTest(200)
  void everyTaskIsEitherRunOrRefusedWhenShutDownMeanwhile() throws Exception {
    TaskPool pool = TaskPool.builder().limit(2).laneCapacity(8).build();
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (runs.get() < 20) {
                    Thread.onSpinWait();
                  }
                  pool.shutdown();
                });
    inParallel(
        3,
        false,
        () -> {
          try {
            for (; ; ) {
              pool.execute(runs::incrementAndGet);
              accepted.incrementAndGet();
            }
          } catch (RejectedExecutionException e) {
            refused.incrementAndGet();
          }
        });
    closer.join();
    PoolSnapshot end = Balance.close(pool);
    assertThat(refused).hasValue(3);
    assertThat(runs.get()).isEqualTo(accepted.get());
    assertThat(end.submitted()).isEqualTo(accepted.get());
    assertThat(end.rejected()).isEqualTo(3);
  }

  @RepeatedTest(200)
  void everyTaskIsRunReturnedOrRefusedWhenStoppedMeanwhile() throws Exception {
    TaskPool pool = TaskPool.builder().limit(2).laneCapacity(64).build();
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger returned = new AtomicInteger();
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (runs.get() < 20) {
                    Thread.onSpinWait();
                  }
                  returned.set(pool.shutdownNow().size());
                });
    inParallel(
        3,
        false,
        () -> {
          try {
            for (int i = 0; ; i++) {
              if (i % 2 == 0) {
                pool.execute(runs::incrementAndGet);
              } else {
                pool.submit(runs::incrementAndGet);
              }
              accepted.incrementAndGet();
            }
          } catch (RejectedExecutionException e) {
            // closed
          }
        });
    closer.join();
    PoolSnapshot end = Balance.close(pool);
    assertThat(runs.get() + returned.get()).isEqualTo(accepted.get());
    assertThat(end.submitted()).isEqualTo(accepted.get());
    assertThat(end.dropped()).isEqualTo(returned.get());
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void countersBalanceWithEveryOutcome(int limit) throws Exception {
    TaskPool pool =
        TaskPool.builder()
            .limit(limit)
            .laneCapacity(32)
            .overflow(Overflow.reject())
            .onFailure((task, failure) -> {})
            .build();
    AtomicLong ok = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    inParallel(
        4,
        false,
        () -> {
          for (int i = 0; i < 5_000; i++) {
            try {
              switch (i % 5) {
                case 0 -> pool.execute(ok::incrementAndGet);
                case 1 -> pool.submit(ok::incrementAndGet);
                case 2 ->
                    pool.execute(
                        () -> {
                          throw new IllegalStateException("on purpose");
                        });
                case 3 -> pool.submit(() -> {}).cancel(true);
                default ->
                    pool.submit(
                        () -> {
                          throw new IllegalStateException("on purpose");
                        });
              }
            } catch (RejectedExecutionException e) {
              refused.incrementAndGet();
            }
          }
        });
    pool.drain(Duration.ofSeconds(60));
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.submitted() + end.rejected()).isEqualTo(20_000);
    assertThat(end.rejected()).isEqualTo(refused.get());
    assertThat(end.completed()).isGreaterThanOrEqualTo(ok.get());
  }

  @RepeatedTest(20)
  void nestedWaitsNeverDeadlock() throws Exception {
    for (int limit = 1; limit <= 3; limit++) {
      TaskPool pool = TaskPool.builder().limit(limit).laneCapacity(16).build();
      List<Future<Integer>> roots = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        roots.add(pool.submit(() -> tree(pool, 5)));
      }
      for (Future<Integer> root : roots) {
        assertThat(root.get(60, TimeUnit.SECONDS)).isEqualTo(63);
      }
      Balance.close(pool);
    }
  }

  private static int tree(TaskPool pool, int depth) throws Exception {
    if (depth == 0) {
      return 1;
    }
    Future<Integer> left = pool.submit(() -> tree(pool, depth - 1));
    Future<Integer> right = pool.submit(() -> tree(pool, depth - 1));
    return 1 + left.get() + right.get();
  }

  /** The long run: nothing lost, nothing twice, never over the limit. */
  @Test
  @Tag("deep")
  @Timeout(3600)
  void soak() throws Exception {
    long tasks = Long.getLong("freshet.soak", 1_000_000_000L);
    TaskPool pool = TaskPool.of(4);
    LongAdder runs = new LongAdder();
    long each = tasks / 2;
    inParallel(
        2,
        false,
        () -> {
          Runnable task = runs::increment;
          for (long i = 0; i < each; i++) {
            pool.execute(task);
          }
        });
    PoolSnapshot end = Balance.close(pool);
    assertThat(runs.sum()).isEqualTo(2 * each);
    assertThat(end.completed()).isEqualTo(2 * each);
  }
}
