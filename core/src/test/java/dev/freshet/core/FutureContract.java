package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of submit and of the handles it answers. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface FutureContract extends PoolUnderTest {
  @Test
  default void submitCallableAnswersItsResult() throws Exception {
    assertThat(pool().submit(() -> "result").get()).isEqualTo("result");
    Future<Object> nothing = pool().submit(() -> null);
    assertThat(nothing.get()).isNull();
    assertThat(nothing.resultNow()).isNull();
  }

  @Test
  default void submitRunnableAnswersNullOrTheGivenResult() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    assertThat(pool().submit(() -> ran.set(true)).get()).isNull();
    assertThat(ran).isTrue();
    AtomicInteger runs = new AtomicInteger();
    assertThat(pool().submit(runs::incrementAndGet, "fixed").get()).isEqualTo("fixed");
    assertThat(pool().<Object>submit(runs::incrementAndGet, null).get()).isNull();
    assertThat(runs).hasValue(2);
  }

  /** What a task throws is the cause, whatever it is and whenever somebody asks. */
  @Test
  default void everyFailureReachesTheCaller() {
    List<Throwable> failures =
        List.of(
            new IllegalStateException("unchecked"),
            new IOException("checked"),
            new AssertionError("error"),
            new InterruptedException("interrupted, says the task"),
            new CancellationException("cancelled, says the task"),
            new TimeoutException("late, says the task"));
    for (Throwable failure : failures) {
      Callable<String> task =
          () -> {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (Exception) failure;
          };
      Future<String> future = pool().submit(task);
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(future::get)
            .withCause(failure);
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> future.get(0, TimeUnit.SECONDS))
            .withCause(failure);
      }
      assertThat(future.isDone()).isTrue();
      assertThat(future.isCancelled()).isFalse();
      assertThat(future.state()).isEqualTo(Future.State.FAILED);
      assertThat(future.exceptionNow()).isSameAs(failure);
      assertThatIllegalStateException().isThrownBy(future::resultNow);
      assertThat(future.cancel(true)).isFalse();
      assertThat(future.state()).isEqualTo(Future.State.FAILED);
    }
  }

  @Test
  default void aFailedRunnableDoesNotAnswerTheGivenResult() {
    RuntimeException failure = new IllegalStateException("on purpose");
    Runnable task =
        () -> {
          throw failure;
        };
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool().submit(task, "fixed").get())
        .withCause(failure);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool().submit(task).get())
        .withCause(failure);
  }

  @Test
  default void futureTellsItsState() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Future<String> running =
        pool()
            .submit(
                () -> {
                  gate.await();
                  return "done";
                });
    List<CountDownLatch> busy = List.of(occupy(3));
    Future<String> waiting = pool().submit(() -> "done");
    for (Future<String> future : List.of(running, waiting)) {
      assertThat(future.isDone()).isFalse();
      assertThat(future.isCancelled()).isFalse();
      assertThat(future.state()).isEqualTo(Future.State.RUNNING);
      assertThatIllegalStateException().isThrownBy(future::resultNow);
      assertThatIllegalStateException().isThrownBy(future::exceptionNow);
    }
    gate.countDown();
    busy.forEach(CountDownLatch::countDown);
    for (Future<String> future : List.of(running, waiting)) {
      assertThat(future.get(SURELY, TimeUnit.SECONDS)).isEqualTo("done");
      assertThat(future.isDone()).isTrue();
      assertThat(future.isCancelled()).isFalse();
      assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
      assertThat(future.resultNow()).isEqualTo("done");
      assertThatIllegalStateException().isThrownBy(future::exceptionNow);
      assertThat(future.cancel(true)).isFalse();
      assertThat(future.cancel(false)).isFalse();
      assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
    }
  }

  @Test
  default void timedGetTimesOutAndLeavesTheTaskAlone() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> future = pool().submit(() -> "in the end");
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS));
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000);
    }
    assertThat(future.isDone()).isFalse();
    gate.countDown();
    assertThat(future.get(SURELY, TimeUnit.SECONDS)).isEqualTo("in the end");
  }

  /** Also with the smallest long: less than no time, not an overflow that waits for ever. */
  @Test
  default void getWithoutTimeLeftDoesNotWait() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> future = pool().submit(() -> "in the end");
    for (TimeUnit unit : List.of(TimeUnit.NANOSECONDS, TimeUnit.SECONDS)) {
      for (long over : OVER) {
        Call get = Call.start(() -> future.get(over, unit));
        assertThat(get.thrown()).as("%d %s", over, unit).isInstanceOf(TimeoutException.class);
      }
    }
    gate.countDown();
    assertThat(future.get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo("in the end");
    for (long over : OVER) {
      assertThat(future.get(over, TimeUnit.NANOSECONDS)).isEqualTo("in the end");
    }
  }

  @Test
  default void getNeedsAUnit() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> future = pool().submit(() -> "");
    assertThatNullPointerException().isThrownBy(() -> future.get(1, null));
    gate.countDown();
    future.get();
    assertThatNullPointerException().isThrownBy(() -> future.get(1, null));
  }

  @Test
  default void getIsInterruptibleBeforeItWaits() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<?> future = pool().submit(() -> {});
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(future::get);
    assertThat(Thread.interrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> future.get(SURELY, TimeUnit.SECONDS));
    assertThat(Thread.interrupted()).isFalse();
    gate.countDown();
    future.get();
  }

  @Test
  default void getIsInterruptibleWhileItWaitsAndTheTaskGoesOn() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> future = pool().submit(() -> "in the end");
    List<Call> calls =
        List.of(Call.start(future::get), Call.start(() -> future.get(1, TimeUnit.DAYS)));
    Call patient = Call.start(future::get);
    for (Call call : calls) {
      call.awaitWaiting().interrupt();
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      assertThat(call.staysInterrupted()).isFalse();
    }
    assertThat(future.isDone()).isFalse();
    gate.countDown();
    assertThat(patient.thrown()).isNull();
    assertThat(future.get()).isEqualTo("in the end");
  }

  /** Nothing is waited for, so nothing is thrown and the status is nobody's business. */
  @Test
  default void aDoneFutureAnswersAnInterruptedThread() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> waiting = pool().submit(() -> "");
    Future<String> cancelled = pool().submit(() -> "");
    cancelled.cancel(false);
    Thread.currentThread().interrupt();
    assertThat(waiting.state()).isEqualTo(Future.State.RUNNING);
    assertThatIllegalStateException().isThrownBy(waiting::resultNow);
    assertThatIllegalStateException().isThrownBy(waiting::exceptionNow);
    assertThat(cancelled.state()).isEqualTo(Future.State.CANCELLED);
    assertThatIllegalStateException().isThrownBy(cancelled::resultNow);
    assertThatIllegalStateException().isThrownBy(cancelled::exceptionNow);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(cancelled::get);
    assertThat(Thread.interrupted()).isTrue();
    gate.countDown();
    Future<String> done = pool().submit(() -> "done");
    Future<String> failed =
        pool()
            .submit(
                () -> {
                  throw new IllegalStateException("on purpose");
                });
    done.get();
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(failed::get);
    Thread.currentThread().interrupt();
    assertThat(done.get()).isEqualTo("done");
    assertThat(done.get(1, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(done.resultNow()).isEqualTo("done");
    assertThat(done.state()).isEqualTo(Future.State.SUCCESS);
    assertThatIllegalStateException().isThrownBy(done::exceptionNow);
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(failed::get);
    assertThat(failed.exceptionNow()).hasMessage("on purpose");
    assertThat(failed.state()).isEqualTo(Future.State.FAILED);
    assertThat(Thread.interrupted()).isTrue();
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
      assertThat(result.get(SURELY, TimeUnit.SECONDS)).isEqualTo("shared");
    }
  }

  @Test
  default void aTaskMayAskForItsOwnHandle() throws Exception {
    CompletableFuture<Future<String>> own = new CompletableFuture<>();
    Future<String> future =
        pool()
            .submit(
                () -> {
                  Future<String> me = own.get();
                  assertThatExceptionOfType(TimeoutException.class)
                      .isThrownBy(() -> me.get(0, TimeUnit.SECONDS));
                  return me.state() + " " + me.isDone();
                });
    own.complete(future);
    assertThat(future.get(SURELY, TimeUnit.SECONDS)).isEqualTo("RUNNING false");
  }
}
