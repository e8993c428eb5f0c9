package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Limit, lane, books and threads of a {@link TaskPool}, whatever its choices. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface CapacityContract extends ChoicesContract {
  /** Counts how many run at once; the most ever seen stays. */
  final class Gauge {
    final AtomicInteger now = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();

    void enter() {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
    }

    void leave() {
      now.decrementAndGet();
      runs.incrementAndGet();
    }

    Runnable task(int spins) {
      return () -> {
        enter();
        for (int i = 0; i < spins; i++) {
          Thread.onSpinWait();
        }
        leave();
      };
    }
  }

  @Test
  default void neverMoreTasksAtOnceThanTheLimit() throws Exception {
    for (int limit : new int[] {1, 3}) {
      // A small lane, so that the overflow policy has its part in it.
      TaskPool pool = builder(limit).laneCapacity(8).build();
      Gauge gauge = new Gauge();
      AtomicInteger refused = new AtomicInteger();
      List<Call> submitters = new ArrayList<>();
      for (int s = 0; s < 3; s++) {
        submitters.add(
            Call.start(
                () -> {
                  for (int i = 0; i < 300; i++) {
                    try {
                      if (i % 3 == 0) {
                        pool.submit(gauge.task(i % 50)).cancel(i % 2 == 0);
                      } else {
                        pool.execute(gauge.task(i % 50));
                      }
                    } catch (RejectedExecutionException _) {
                      refused.incrementAndGet();
                    }
                  }
                  return null;
                }));
      }
      for (Call submitter : submitters) {
        assertThat(submitter.thrown()).isNull();
      }
      PoolSnapshot end = Balance.close(pool);
      assertThat(gauge.most.get()).isBetween(1, limit);
      assertThat(end.rejected()).isEqualTo(refused.get());
      assertThat(end.submitted()).isEqualTo(900 - refused.get());
      assertThat(end.failed()).isZero();
    }
  }

  /** By hand if it does not move by itself. */
  @Test
  default void aLimitThatMovesStaysInItsRangeAndLosesNoTask() throws Exception {
    TaskPool pool = builder(2, 1, 6).laneCapacity(64).build();
    Gauge gauge = new Gauge();
    AtomicInteger refused = new AtomicInteger();
    Call submitter =
        Call.start(
            () -> {
              for (int i = 0; i < 1000; i++) {
                try {
                  pool.execute(gauge.task(i % 100));
                } catch (RejectedExecutionException _) {
                  refused.incrementAndGet();
                }
              }
              return null;
            });
    if (combination().hasFixedSize()) {
      for (int i = 0; i < 100; i++) {
        assertThat(pool.resize(1 + (i * 5) % 6)).isBetween(1, 6);
        assertThat(pool.snapshot().limit()).isBetween(1, 6);
      }
    }
    assertThat(submitter.thrown()).isNull();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.limit()).isBetween(1, 6);
    assertThat(gauge.most.get()).isBetween(1, 6);
    assertThat(gauge.runs).hasValue(1000 - refused.get());
    assertThat(end.completed()).isEqualTo(1000 - refused.get());
  }

  @Test
  default void limitAndLaneAreAcceptedAndNotOneMore() throws Exception {
    for (int[] size : new int[][] {{1, 1}, {2, 1}, {1, 3}, {4, 2}, {3, 8}}) {
      int limit = size[0];
      int lane = size[1];
      TaskPool pool = builder(limit).laneCapacity(lane).build();
      CountDownLatch gate = new CountDownLatch(1);
      Gauge gauge = new Gauge();
      Runnable task =
          () -> {
            gauge.enter();
            PoolUnderTest.awaitQuietly(gate);
            gauge.leave();
          };
      for (int i = 0; i < limit + lane; i++) {
        pool.execute(task);
      }
      PoolSnapshot full = pool.snapshot();
      assertThat(full.running()).isEqualTo(limit);
      assertThat(full.queued()).isEqualTo(lane);
      Balance.check(full);
      while (gauge.now.get() < limit) {
        Thread.onSpinWait(); // until the threads of all that run have arrived
      }
      int more = oneMore(pool, task, gate);
      PoolSnapshot end = Balance.close(pool);
      assertThat(gauge.runs).hasValue(limit + lane + more);
      assertThat(gauge.most.get()).isEqualTo(limit);
      assertThat(end.completed()).isEqualTo(limit + lane + more);
    }
  }

  /** Submits to a full pool, sees the overflow, opens the gate; answers how many were accepted. */
  private static int oneMore(TaskPool pool, Runnable task, CountDownLatch gate) throws Exception {
    if (pool.config().overflow() instanceof Overflow.Reject) {
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> pool.execute(task));
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> pool.submit(task));
      assertThat(pool.snapshot().rejected()).isEqualTo(2);
      gate.countDown();
      return 0;
    }
    Call submitter =
        Call.start(
            () -> {
              pool.execute(task);
              return null;
            });
    while (pool.snapshot().blocked() == 0) {
      Thread.onSpinWait();
    }
    gate.countDown();
    assertThat(submitter.thrown()).isNull();
    return 1;
  }

  @Test
  default void theBooksBalanceWhateverBecameOfTheTasks() throws Exception {
    TaskPool pool = builder(2).laneCapacity(200).onFailure((task, failure) -> {}).build();
    CountDownLatch gate = PoolUnderTest.occupy(pool, 2);
    for (int i = 0; i < 30; i++) {
      pool.execute(() -> {});
      pool.execute(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      pool.submit(() -> "");
      pool.submit(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      pool.submit(() -> "").cancel(true);
    }
    PoolSnapshot held = pool.snapshot();
    Balance.check(held);
    assertThat(held.submitted()).isEqualTo(152);
    assertThat(held.queued()).isEqualTo(120);
    assertThat(held.cancelled()).isEqualTo(30);
    gate.countDown();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.submitted()).isEqualTo(152);
    assertThat(end.completed()).isEqualTo(62);
    assertThat(end.failed()).isEqualTo(60);
    assertThat(end.cancelled()).isEqualTo(30);
    assertThat(end.dropped()).isZero();
  }

  @Test
  default void theBooksBalanceAfterShutdownNow() throws Exception {
    TaskPool pool = builder(2).laneCapacity(200).build();
    Blocker blocker = new Blocker(2);
    pool.execute(blocker::run);
    pool.submit(blocker);
    awaitSurely(blocker.started);
    for (int i = 0; i < 50; i++) {
      pool.execute(() -> {});
      pool.submit(() -> "").cancel(false);
      pool.submit(() -> "");
    }
    assertThat(pool.shutdownNow()).hasSize(100);
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.submitted()).isEqualTo(152);
    assertThat(end.dropped()).isEqualTo(100);
    assertThat(end.cancelled()).isEqualTo(50);
    assertThat(end.completed()).isEqualTo(1);
    assertThat(end.failed()).isEqualTo(1);
  }

  @Test
  default void threadsAreNamedOfTheChosenKindAndEndWithThePool() throws Exception {
    TaskPool pool = builder(3).name("desk").laneCapacity(1000).build();
    boolean virtual =
        pool.config().workers() instanceof Workers.Virtual
            || pool.config().workers() instanceof Workers.Channel;
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Set<String> names = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 200; i++) {
      pool.execute(
          () -> {
            threads.add(Thread.currentThread());
            names.add(Thread.currentThread().getName());
          });
    }
    pool.close();
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(SURELY))).as("%s has ended", thread).isTrue();
    }
    assertThat(names).isNotEmpty().allMatch(name -> name.matches("desk-[0-9]+"));
    assertThat(threads).allMatch(thread -> thread.isVirtual() == virtual);
    PoolSnapshot end = pool.snapshot();
    assertThat(end.threadsStarted()).isGreaterThanOrEqualTo(threads.size());
    switch (pool.config().workers()) {
      case Workers.Virtual(int tasksPerThread, Duration _) -> {
        if (tasksPerThread == 1) {
          assertThat(threads).hasSize(200);
          assertThat(end.threadsStarted()).isEqualTo(200);
        }
      }
      case Workers.Static _, Workers.Ring _ -> {
        assertThat(threads.size()).isLessThanOrEqualTo(3);
        assertThat(end.threadsStarted()).isEqualTo(3);
      }
      case Workers.Elastic _, Workers.Channel _ -> assertThat(names.size()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  default void threadsBeyondThoseKeptEndWhileThePoolIsOpen() throws Exception {
    TaskPool pool = builder(3).laneCapacity(8).build();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch together = new CountDownLatch(3);
    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(
          pool.submit(
              () -> {
                threads.add(Thread.currentThread());
                together.countDown();
                PoolUnderTest.awaitQuietly(together);
              }));
    }
    for (Future<?> task : tasks) {
      task.get();
    }
    assertThat(threads).hasSize(3);
    int kept =
        switch (pool.config().workers()) {
          case Workers.Virtual _ -> 0;
          case Workers.Static _, Workers.Ring _, Workers.Channel _ -> 3;
          case Workers.Elastic(int preheated, Duration _) -> preheated;
        };
    while (threads.stream().filter(Thread::isAlive).count() > kept) {
      Thread.onSpinWait();
    }
    assertThat(pool.submit(() -> "alive").get()).isEqualTo("alive");
    assertThat(threads.stream().filter(Thread::isAlive).count()).isLessThanOrEqualTo(kept);
    Balance.close(pool);
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(SURELY))).as("%s has ended", thread).isTrue();
    }
  }
}
