package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of submit and of the handles it answers. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface FutureContract extends PoolUnderTest {
  @Test
  default void submitCallableAnswersItsResult() throws Exception {
    assertThat(pool().submit(() -> "result").get()).isEqualTo("result");
    assertThat(pool().submit(() -> null).get()).isNull();
  }

  @Test
  default void submitRunnableAnswersNullOrTheGivenResult() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    assertThat(pool().submit(() -> ran.set(true)).get()).isNull();
    assertThat(ran).isTrue();
    assertThat(pool().submit(() -> {}, "fixed").get()).isEqualTo("fixed");
  }

  @Test
  default void failureReachesTheCaller() {
    IllegalStateException failure = new IllegalStateException("on purpose");
    Future<?> future =
        pool()
            .submit(
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
  default void errorReachesTheCaller() {
    AssertionError failure = new AssertionError("on purpose");
    Future<?> future =
        pool()
            .submit(
                () -> {
                  throw failure;
                });
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get).withCause(failure);
  }

  @Test
  default void futureTellsItsState() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Future<String> future =
        pool()
            .submit(
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
  default void cancelOfAWaitingTaskKeepsItFromRunning() throws Exception {
    CountDownLatch gate = occupy(4);
    AtomicBoolean ran = new AtomicBoolean();
    Future<?> future = pool().submit(() -> ran.set(true));
    assertThat(future.cancel(false)).isTrue();
    assertThat(future.cancel(true)).isFalse();
    assertThat(future.isCancelled()).isTrue();
    assertThat(future.isDone()).isTrue();
    assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
    gate.countDown();
    pool().submit(() -> {}).get();
    pool().shutdown();
    assertThat(pool().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isFalse();
  }

  @Test
  default void cancelWithInterruptInterruptsTheRunningTask() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Future<?> future =
        pool()
            .submit(
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
  default void cancelWithoutInterruptLetsTheRunningTaskEnd() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Future<?> future =
        pool()
            .submit(
                () -> {
                  started.countDown();
                  PoolUnderTest.awaitQuietly(gate);
                  interrupted.complete(Thread.currentThread().isInterrupted());
                });
    started.await();
    assertThat(future.cancel(false)).isTrue();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
    gate.countDown();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  default void getIsInterruptible() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<?> future = pool().submit(() -> {});
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
  default void manyThreadsWaitForOneFuture() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Future<String> future =
        pool()
            .submit(
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
}
