package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All ways into a pool at once: accepted tasks run once or are accounted, refused ones never. */
@Timeout(300)
@SuppressWarnings({"FutureReturnValueIgnored", "ThreadPriorityCheck"})
class SubmitStressTest {
  private interface Body {
    void run() throws Exception;
  }

  private static void inParallel(int threads, Body body) throws InterruptedException {
    List<Thread> all = new ArrayList<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < threads; i++) {
      Runnable task =
          () -> {
            try {
              body.run();
            } catch (Throwable t) {
              failures.add(t);
            }
          };
      all.add(i % 2 == 0 ? Thread.ofPlatform().start(task) : Thread.ofVirtual().start(task));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,1,block", "2,16,block", "3,64,reject", "1,8,callerRuns", "2,4,reject"})
  void acceptedTasksRunOnceAndRefusedOnesNever(int limit, int lane, String policy)
      throws Exception {
    Overflow overflow =
        switch (policy) {
          case "block" -> Overflow.block();
          case "reject" -> Overflow.reject();
          default -> Overflow.callerRuns();
        };
    TaskPool pool = TaskPool.builder().limit(limit).laneCapacity(lane).overflow(overflow).build();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicLong runs = new AtomicLong();
    AtomicLong accepted = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    boolean counts = !policy.equals("callerRuns"); // the caller's runs are beyond the limit
    Runnable task =
        () -> {
          int now = inside.incrementAndGet();
          if (counts) {
            most.accumulateAndGet(now, Math::max);
          }
          runs.incrementAndGet();
          inside.decrementAndGet();
        };
    Callable<Integer> body =
        () -> {
          task.run();
          return 1;
        };
    TaskOptions options = TaskOptions.none().priority(1).deadline(Duration.ofDays(1));
    inParallel(
        6,
        () -> {
          for (int i = 0; i < 1_500; i++) {
            int n = 1;
            int in = 0;
            try {
              switch (i % 6) {
                case 0 -> in = pool.tryExecute(task).isEmpty() ? 1 : 0;
                case 1 -> in = pool.trySubmit(body) instanceof Submission.Accepted ? 1 : 0;
                case 2 -> {
                  Duration patience = Duration.ofNanos(ThreadLocalRandom.current().nextInt(50_000));
                  in =
                      pool.trySubmit(body, options, patience) instanceof Submission.Accepted
                          ? 1
                          : 0;
                }
                case 3 -> {
                  n = 17;
                  pool.executeAll(Collections.nCopies(n, task));
                  in = n;
                }
                case 4 -> {
                  n = 5;
                  in = pool.submitAll(Collections.nCopies(n, body)).size();
                }
                default -> {
                  pool.execute(task, options);
                  in = 1;
                }
              }
            } catch (BulkRejectedException e) {
              in = e.accepted();
            } catch (RejectedExecutionException e) {
              in = 0;
            }
            accepted.addAndGet(in);
            refused.addAndGet(n - in);
          }
        });
    PoolSnapshot end = Balance.close(pool);
    assertThat(runs.get()).isEqualTo(accepted.get());
    assertThat(end.submitted()).isEqualTo(accepted.get());
    assertThat(end.completed()).isEqualTo(accepted.get());
    assertThat(end.rejected()).isEqualTo(refused.get());
    assertThat(most.get()).isLessThanOrEqualTo(limit);
  }

  /** Worker, timer and canceller all want to end the same tasks. */
  @ParameterizedTest
  @CsvSource({"1,true", "3,true", "2,false"})
  void everyTaskEndsInOneWayHoweverManyWouldEndIt(int limit, boolean virtual) throws Exception {
    TaskPool pool =
        TaskPool.builder()
            .limit(limit)
            .laneCapacity(256)
            .workers(virtual ? Workers.virtual() : Workers.platform())
            .build();
    LongAdder started = new LongAdder();
    ConcurrentLinkedQueue<Future.State> ends = new ConcurrentLinkedQueue<>();
    AtomicLong expired = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    inParallel(
        4,
        () -> {
          ThreadLocalRandom random = ThreadLocalRandom.current();
          List<TaskHandle<Boolean>> handles = new ArrayList<>();
          for (int i = 0; i < 2_500; i++) {
            int kind = i % 5;
            TaskOptions options =
                TaskOptions.none().deadline(Duration.ofNanos(1 + random.nextInt(3_000_000)));
            Callable<Boolean> body =
                () -> {
                  started.increment();
                  if (kind == 0) {
                    Thread.yield();
                  } else if (kind == 1) {
                    new CountDownLatch(1).await(); // until it expires or is cancelled
                  } else if (kind == 2) {
                    throw new IllegalStateException("on purpose");
                  }
                  return Thread.currentThread().isInterrupted();
                };
            try {
              TaskHandle<Boolean> handle = pool.submit(body, options);
              handles.add(handle);
              if (kind == 3) {
                handle.cancel(i % 2 == 0);
              }
            } catch (RejectedExecutionException e) {
              refused.incrementAndGet();
            }
          }
          for (TaskHandle<Boolean> handle : handles) {
            try {
              handle.get();
            } catch (ExecutionException e) {
              if (e.getCause() instanceof TaskExpiredException) {
                expired.incrementAndGet();
              }
            } catch (java.util.concurrent.CancellationException e) {
              assertThat(handle.isCancelled()).isTrue();
            }
            ends.add(handle.state());
          }
        });
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.completed()).isEqualTo(Collections.frequency(ends, Future.State.SUCCESS));
    assertThat(end.cancelled()).isEqualTo(Collections.frequency(ends, Future.State.CANCELLED));
    assertThat(end.expired()).isEqualTo(expired.get());
    assertThat(end.failed() + end.expired())
        .isEqualTo(Collections.frequency(ends, Future.State.FAILED));
    assertThat(end.rejected()).isEqualTo(refused.get());
    assertThat(end.submitted() + end.rejected()).isEqualTo(10_000);
    assertThat(started.sum()).isBetween(end.completed() + end.failed(), end.submitted());
    assertThat(pool.snapshot().dropped()).isZero();
  }

  /** Deadlines that fire late or early must not interrupt the next task of the same worker. */
  @RepeatedTest(3)
  void anExpiryInterruptsNobodyElse() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicInteger leaks = new AtomicInteger();
    for (int i = 0; i < 300; i++) {
      TaskOptions options =
          TaskOptions.none()
              .deadline(Duration.ofNanos(1_000_000 + ThreadLocalRandom.current().nextInt(200_000)));
      long until = System.nanoTime() + 1_100_000;
      pool.submit(
          () -> {
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
          },
          options);
      pool.execute(
          () -> {
            if (Thread.currentThread().isInterrupted()) {
              leaks.incrementAndGet();
            }
          });
    }
    Balance.close(pool);
    assertThat(leaks).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void nestedWaitsWithOptionsAndBulkNeverDeadlock(int limit) throws Exception {
    TaskPool pool = TaskPool.builder().limit(limit).laneCapacity(8).build();
    assertThat(pool.submit(() -> tree(pool, 5)).get()).isEqualTo(364);
    Balance.close(pool);
  }

  private static int tree(TaskPool pool, int depth) throws Exception {
    if (depth == 0) {
      return 1;
    }
    TaskOptions options = TaskOptions.none().priority(depth).deadline(Duration.ofDays(1));
    TaskHandle<Integer> one = pool.submit(() -> tree(pool, depth - 1), options);
    Callable<Integer> branch = () -> tree(pool, depth - 1);
    int sum = 1;
    for (TaskHandle<Integer> handle : pool.submitAll(List.of(branch, branch))) {
      sum += handle.get();
    }
    return sum + one.get();
  }
}
