package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code java.util.concurrent} documents of an ExecutorService; every kind of pool passes. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
abstract class ExecutorServiceContract {
  private ExecutorService pool;

  /** A pool that runs at least {@code limit} tasks at once and queues a thousand more. */
  abstract ExecutorService create(int limit);

  @BeforeEach
  final void open() {
    pool = create(4);
  }

  @AfterEach
  final void end() throws InterruptedException {
    pool.shutdownNow();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps every worker busy until the latch opens. */
  private CountDownLatch occupy(int workers) throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(workers);
    for (int i = 0; i < workers; i++) {
      pool.execute(
          () -> {
            started.countDown();
            awaitQuietly(gate);
          });
    }
    started.await();
    return gate;
  }

  @Test
  void executesEveryTaskOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 500; i++) {
      pool.execute(runs::incrementAndGet);
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(500);
  }

  @Test
  void executeHappensBeforeTheTaskAndTheTaskBeforeGet() throws Exception {
    int[] box = new int[1];
    for (int i = 1; i < 200; i++) {
      box[0] = i;
      assertThat(pool.submit(() -> box[0] *= 2).get()).isEqualTo(2 * i);
      assertThat(box[0]).isEqualTo(2 * i);
    }
  }

  @Test
  void submitCallableAnswersItsResult() throws Exception {
    assertThat(pool.submit(() -> "result").get()).isEqualTo("result");
    assertThat(pool.submit(() -> null).get()).isNull();
  }

  @Test
  void submitRunnableAnswersNullOrTheGivenResult() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    assertThat(pool.submit(() -> ran.set(true)).get()).isNull();
    assertThat(ran).isTrue();
    assertThat(pool.submit(() -> {}, "fixed").get()).isEqualTo("fixed");
  }

  @Test
  void nullTasksAreRefusedOpenOrShutDown() {
    for (int round = 0; round < 2; round++) {
      assertThatNullPointerException().isThrownBy(() -> pool.execute(null));
      assertThatNullPointerException().isThrownBy(() -> pool.submit((Runnable) null));
      assertThatNullPointerException().isThrownBy(() -> pool.submit((Callable<?>) null));
      assertThatNullPointerException().isThrownBy(() -> pool.submit(null, "result"));
      assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(null));
      assertThatNullPointerException().isThrownBy(() -> pool.invokeAny(null));
      List<Callable<String>> withNull = new ArrayList<>();
      withNull.add(() -> "a");
      withNull.add(null);
      assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(withNull));
      assertThatNullPointerException()
          .isThrownBy(() -> pool.invokeAll(List.<Callable<String>>of(() -> ""), 1, null));
      assertThatNullPointerException()
          .isThrownBy(() -> pool.invokeAny(List.<Callable<String>>of(() -> ""), 1, null));
      pool.shutdown();
    }
  }

  @Test
  void failureReachesTheCaller() {
    IllegalStateException failure = new IllegalStateException("on purpose");
    Future<?> future =
        pool.submit(
            () -> {
              throw failure;
            });
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get).withCause(failure);
    assertThat(future.isDone()).isTrue();
    assertThat(future.isCancelled()).isFalse();
    assertThat(future.state()).isEqualTo(Future.State.FAILED);
    assertThat(future.exceptionNow()).isSameAs(failure);
  }

  @Test
  void errorReachesTheCaller() {
    AssertionError failure = new AssertionError("on purpose");
    Future<?> future =
        pool.submit(
            () -> {
              throw failure;
            });
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get).withCause(failure);
  }

  @Test
  void futureTellsItsState() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Future<String> future =
        pool.submit(
            () -> {
              gate.await();
              return "done";
            });
    assertThat(future.isDone()).isFalse();
    assertThat(future.state()).isEqualTo(Future.State.RUNNING);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(future::resultNow);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(future::exceptionNow);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS));
    gate.countDown();
    assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
    assertThat(future.resultNow()).isEqualTo("done");
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(future::exceptionNow);
    assertThat(future.cancel(true)).isFalse();
  }

  @Test
  void cancelOfAWaitingTaskKeepsItFromRunning() throws Exception {
    CountDownLatch gate = occupy(4);
    AtomicBoolean ran = new AtomicBoolean();
    Future<?> future = pool.submit(() -> ran.set(true));
    assertThat(future.cancel(false)).isTrue();
    assertThat(future.cancel(true)).isFalse();
    assertThat(future.isCancelled()).isTrue();
    assertThat(future.isDone()).isTrue();
    assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
    gate.countDown();
    pool.submit(() -> {}).get();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isFalse();
  }

  @Test
  void cancelWithInterruptInterruptsTheRunningTask() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Future<?> future =
        pool.submit(
            () -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
                interrupted.complete(false);
              } catch (InterruptedException e) {
                interrupted.complete(true);
              }
            });
    started.await();
    assertThat(future.cancel(true)).isTrue();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
  }

  @Test
  void cancelWithoutInterruptLetsTheRunningTaskEnd() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Future<?> future =
        pool.submit(
            () -> {
              started.countDown();
              awaitQuietly(gate);
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    started.await();
    assertThat(future.cancel(false)).isTrue();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
    gate.countDown();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void getIsInterruptible() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<?> future = pool.submit(() -> {});
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(future::get);
    assertThat(Thread.interrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> future.get(30, TimeUnit.SECONDS));
    gate.countDown();
    future.get();
  }

  @Test
  void manyThreadsWaitForOneFuture() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Future<String> future =
        pool.submit(
            () -> {
              gate.await();
              return "shared";
            });
    List<CompletableFuture<String>> seen = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<String> result = new CompletableFuture<>();
      seen.add(result);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  result.complete(future.get());
                } catch (Exception e) {
                  result.completeExceptionally(e);
                }
              });
    }
    gate.countDown();
    for (CompletableFuture<String> result : seen) {
      assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("shared");
    }
  }

  @Test
  void shutdownLetsAcceptedTasksRunAndRefusesNewOnes() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> waiting = pool.submit(() -> "ran");
    pool.shutdown();
    pool.shutdown();
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.isTerminated()).isFalse();
    assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(pool.awaitTermination(0, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(pool.awaitTermination(-1, TimeUnit.MILLISECONDS)).isFalse();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.execute(() -> {}));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> "no"));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.invokeAll(List.<Callable<String>>of(() -> "no")));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.invokeAny(List.<Callable<String>>of(() -> "no")));
    gate.countDown();
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("ran");
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anIdlePoolTerminatesAtOnce() throws Exception {
    assertThat(pool.isShutdown()).isFalse();
    assertThat(pool.isTerminated()).isFalse();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(pool.shutdownNow()).isEmpty();
  }

  @Test
  void awaitTerminationIsInterruptible() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> pool.awaitTermination(30, TimeUnit.SECONDS));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void shutdownNowInterruptsRunningTasksAndReturnsWaitingOnes() throws Exception {
    CountDownLatch started = new CountDownLatch(4);
    CountDownLatch interrupted = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      pool.execute(
          () -> {
            started.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
          });
    }
    started.await();
    Runnable plain = () -> {};
    pool.execute(plain);
    Future<String> handled = pool.submit(() -> "by hand");
    List<Runnable> never = pool.shutdownNow();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(never).hasSize(2).first().isSameAs(plain);
    assertThat(handled.isDone()).isFalse();
    never.get(1).run();
    assertThat(handled.get(30, TimeUnit.SECONDS)).isEqualTo("by hand");
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closeWaitsForAcceptedTasks() {
    AtomicInteger runs = new AtomicInteger();
    try (ExecutorService closing = create(2)) {
      for (int i = 0; i < 100; i++) {
        closing.execute(runs::incrementAndGet);
      }
    }
    assertThat(runs).hasValue(100);
  }

  @Test
  void interruptedCloseStopsTasksAndKeepsTheInterrupt() throws Exception {
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    ExecutorService closing = create(1);
    closing.execute(
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            stopped.complete(true);
          }
        });
    started.await();
    Thread.currentThread().interrupt();
    closing.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(closing.isTerminated()).isTrue();
  }

  @Test
  void invokeAllAnswersInOrderWithEveryOutcome() throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      tasks.add(
          () -> {
            if (number % 10 == 3) {
              throw new IllegalStateException("task " + number);
            }
            return number;
          });
    }
    List<Future<Integer>> futures = pool.invokeAll(tasks);
    assertThat(futures).hasSize(50).allMatch(Future::isDone);
    for (int i = 0; i < 50; i++) {
      Future<Integer> future = futures.get(i);
      if (i % 10 == 3) {
        assertThat(future.exceptionNow()).hasMessage("task " + i);
      } else {
        assertThat(future.get()).isEqualTo(i);
      }
    }
    assertThat(pool.invokeAll(List.<Callable<String>>of())).isEmpty();
  }

  @Test
  void timedInvokeAllCancelsWhatIsNotDone() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<Callable<String>> tasks =
        List.of(
            () -> "quick",
            () -> {
              never.await();
              return "slow";
            });
    List<Future<String>> futures = pool.invokeAll(tasks, 200, TimeUnit.MILLISECONDS);
    assertThat(futures).hasSize(2).allMatch(Future::isDone);
    assertThat(futures.get(1).isCancelled()).isTrue();
    List<Future<String>> none = pool.invokeAll(tasks, 0, TimeUnit.MILLISECONDS);
    assertThat(none).hasSize(2).allMatch(Future::isCancelled);
    List<Future<String>> all =
        pool.invokeAll(List.<Callable<String>>of(() -> "a", () -> "b"), 30, TimeUnit.SECONDS);
    assertThat(all).extracting(Future::get).containsExactly("a", "b");
  }

  @Test
  void interruptedInvokeAllCancelsItsTasks() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    pool.invokeAll(
                        List.<Callable<String>>of(
                            () -> {
                              started.countDown();
                              try {
                                new CountDownLatch(1).await();
                              } catch (InterruptedException e) {
                                cancelled.complete(true);
                              }
                              return "";
                            }));
                    interrupted.complete(false);
                  } catch (InterruptedException e) {
                    interrupted.complete(true);
                  }
                });
    started.await();
    caller.interrupt();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelled.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void invokeAnyAnswersASuccessAndCancelsTheRest() throws Exception {
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    String result =
        pool.invokeAny(
            List.<Callable<String>>of(
                () -> {
                  throw new IllegalStateException("loser");
                },
                () -> {
                  started.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    cancelled.complete(true);
                  }
                  return "never";
                },
                () -> {
                  started.await();
                  return "winner";
                }));
    assertThat(result).isEqualTo("winner");
    assertThat(cancelled.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void invokeAnyThrowsTheFailureWhenAllFail() {
    Callable<String> failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.invokeAny(List.of(failing, failing)))
        .withCauseInstanceOf(IllegalStateException.class);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.invokeAny(List.of(failing), 30, TimeUnit.SECONDS))
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void invokeAnyOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.invokeAny(List.<Callable<String>>of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.invokeAny(List.<Callable<String>>of(), 1, TimeUnit.SECONDS));
  }

  @Test
  void timedInvokeAnyTimesOut() {
    Callable<String> slow =
        () -> {
          new CountDownLatch(1).await();
          return "";
        };
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> pool.invokeAny(List.of(slow, slow), 20, TimeUnit.MILLISECONDS));
  }

  @Test
  void servesAsTheExecutorOfACompletableFuture() throws Exception {
    assertThat(
            CompletableFuture.supplyAsync(() -> 20, pool)
                .thenApplyAsync(n -> n + 1, pool)
                .thenCombineAsync(
                    CompletableFuture.supplyAsync(() -> 2, pool), (a, b) -> a * b, pool)
                .get(30, TimeUnit.SECONDS))
        .isEqualTo(42);
  }

  @Test
  void tasksMaySubmitTasks() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1 + 10 + 100);
    pool.execute(
        () -> {
          for (int i = 0; i < 10; i++) {
            pool.execute(
                () -> {
                  for (int j = 0; j < 10; j++) {
                    pool.execute(
                        () -> {
                          runs.incrementAndGet();
                          done.countDown();
                        });
                  }
                  done.countDown();
                });
          }
          done.countDown();
        });
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(100);
  }
}
