package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of the end of an ExecutorService. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface ShutdownContract extends PoolUnderTest {
  @Test
  default void shutdownLetsAcceptedTasksRunAndRefusesNewOnes() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> waiting = pool().submit(() -> "ran");
    pool().shutdown();
    pool().shutdown();
    assertThat(pool().isShutdown()).isTrue();
    assertThat(pool().isTerminated()).isFalse();
    assertThat(pool().awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(pool().awaitTermination(0, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(pool().awaitTermination(-1, TimeUnit.MILLISECONDS)).isFalse();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool().execute(() -> {}));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool().submit(() -> "no"));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool().invokeAll(List.<Callable<String>>of(() -> "no")));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool().invokeAny(List.<Callable<String>>of(() -> "no")));
    gate.countDown();
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("ran");
    assertThat(pool().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool().isTerminated()).isTrue();
    assertThat(pool().awaitTermination(0, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  default void anIdlePoolTerminatesAtOnce() throws Exception {
    assertThat(pool().isShutdown()).isFalse();
    assertThat(pool().isTerminated()).isFalse();
    pool().shutdown();
    assertThat(pool().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool().isTerminated()).isTrue();
    assertThat(pool().shutdownNow()).isEmpty();
  }

  @Test
  default void awaitTerminationIsInterruptible() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> pool().awaitTermination(30, TimeUnit.SECONDS));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  default void shutdownNowInterruptsRunningTasksAndReturnsWaitingOnes() throws Exception {
    CountDownLatch started = new CountDownLatch(4);
    CountDownLatch interrupted = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      pool()
          .execute(
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
    pool().execute(plain);
    Future<String> handled = pool().submit(() -> "by hand");
    List<Runnable> never = pool().shutdownNow();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(never).hasSize(2).first().isSameAs(plain);
    assertThat(handled.isDone()).isFalse();
    never.get(1).run();
    assertThat(handled.get(30, TimeUnit.SECONDS)).isEqualTo("by hand");
    assertThat(pool().isShutdown()).isTrue();
    assertThat(pool().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  default void closeWaitsForAcceptedTasks() {
    AtomicInteger runs = new AtomicInteger();
    try (ExecutorService closing = create(2)) {
      for (int i = 0; i < 100; i++) {
        closing.execute(runs::incrementAndGet);
      }
    }
    assertThat(runs).hasValue(100);
  }

  @Test
  default void interruptedCloseStopsTasksAndKeepsTheInterrupt() throws Exception {
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
  default void awaitTerminationOfATerminatedPoolDoesNotWait() throws Exception {
    pool().shutdown();
    assertThat(pool().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    Thread.currentThread().interrupt();
    assertThat(pool().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThatNullPointerException().isThrownBy(() -> pool().awaitTermination(1, null));
  }

  @Test
  default void shutdownNowReturnsTheVeryObjectsGivenToExecute() throws Exception {
    CountDownLatch gate = occupy(4);
    Runnable plain = () -> {};
    Runnable task = new FutureTask<>(() -> 1);
    Runnable handle = (Runnable) pool().submit(() -> 2);
    pool().execute(plain);
    pool().execute(task);
    pool().execute(handle);
    List<Runnable> never = pool().shutdownNow();
    assertThat(never).hasSize(4);
    assertThat(never.get(1)).isSameAs(plain);
    assertThat(never.get(2)).isSameAs(task);
    assertThat(never.get(3)).isSameAs(handle);
    gate.countDown();
  }

  @Test
  default void aTaskMayShutItsPoolDown() throws Exception {
    Future<Boolean> interrupted =
        pool()
            .submit(
                () -> {
                  pool().shutdown();
                  return pool().shutdownNow().isEmpty() && Thread.currentThread().isInterrupted();
                });
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }
}
