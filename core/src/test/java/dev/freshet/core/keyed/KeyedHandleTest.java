package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the handle of a task in a lane does. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // some handles are only there to wait
class KeyedHandleTest {
  private final TaskPool pool = TaskPool.of(1);
  private final KeyedLanes<String> lanes =
      KeyedLanes.<String>builder(pool).timeout(Duration.ofDays(1)).build();

  @AfterEach
  void end() throws Exception {
    Gate.letAllGo();
    Books.close(lanes);
    pool.close();
    assertThat(pool.snapshot().failed()).as("turns never throw").isZero();
  }

  @Test
  void aFailureReachesTheCaller() throws Exception {
    IOException failure = new IOException("on purpose");
    Callable<Integer> body =
        () -> {
          throw failure;
        };
    TaskHandle<Integer> handle = lanes.submit("a", body);
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(handle::get).withCause(failure);
    assertThat(handle.exceptionNow()).isSameAs(failure);
    assertThat(handle.name()).isEqualTo(body.getClass().getName());
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    handle.toCompletionStage().whenComplete((_, thrown) -> seen.complete(thrown));
    assertThat(seen.get()).isSameAs(failure);
    assertThat(Books.rest(lanes).failed()).isEqualTo(1);
  }

  @Test
  void aTaskThatWaitsIsCancelledAndKeepsItsPlaceOnly() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    TaskHandle<Integer> handle = lanes.submit("a", () -> 1);
    TaskHandle<Integer> next = lanes.submit("a", () -> 2);
    IOException why = new IOException("client gone");
    assertThat(handle.cancel(why)).isTrue();
    assertThat(handle.cancel(true)).isFalse();
    assertThat(handle.isCancelled()).isTrue();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(handle::get).withCause(why);
    KeyedSnapshot now = lanes.snapshot();
    Books.check(now);
    assertThat(now.cancelled()).isEqualTo(1);
    assertThat(now.queued()).isEqualTo(1);
    assertThat(lanes.depth("a")).isEqualTo(2);
    gate.letGo();
    assertThat(next.get()).isEqualTo(2);
    assertThat(Books.rest(lanes).completed()).isEqualTo(2);
  }

  @Test
  void aTaskThatRunsIsInterruptedAndTheNextIsNot() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    TaskHandle<String> handle =
        lanes.submit(
            "a",
            () -> {
              started.countDown();
              new CountDownLatch(1).await();
              return "nobody opens it";
            });
    Gate.await(started);
    TaskHandle<Boolean> next = lanes.submit("a", () -> Thread.currentThread().isInterrupted());
    assertThat(handle.cancel(true)).isTrue();
    assertThat(next.get()).isFalse();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(handle::get).withNoCause();
    KeyedSnapshot now = Books.rest(lanes);
    assertThat(now.cancelled()).isEqualTo(1);
    assertThat(now.failed()).isZero();
  }

  @Test
  void cancelNeedsACause() throws Exception {
    TaskHandle<Integer> handle = lanes.submit("a", () -> 1);
    assertThatNullPointerException().isThrownBy(() -> cancelWithNull(handle)).withMessage("cause");
    assertThat(handle.get()).isEqualTo(1);
    assertThat(handle.cancel(new IOException())).isFalse();
  }

  @SuppressWarnings("NullAway") // on purpose
  private static void cancelWithNull(TaskHandle<?> handle) {
    Throwable none = null;
    handle.cancel(none);
  }

  @Test
  void theStageIsOneAndOnlyTheTaskEndsIt() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    TaskHandle<Integer> handle = lanes.submit("a", () -> 7);
    CompletionStage<Integer> stage = handle.toCompletionStage();
    assertThat((Object) handle.toCompletionStage()).isSameAs(stage);
    CompletableFuture<Integer> copy = stage.toCompletableFuture();
    assertThatThrownBy(() -> ((CompletableFuture<Integer>) stage).complete(1))
        .isInstanceOf(UnsupportedOperationException.class);
    copy.complete(8);
    CompletableFuture<Integer> doubled = stage.thenApply(n -> 2 * n).toCompletableFuture();
    gate.letGo();
    assertThat(doubled.get()).isEqualTo(14);
    assertThat(handle.resultNow()).isEqualTo(7);
    assertThat(handle.taskClass()).isNull();
    assertThat(handle.callSite()).isEmpty();
  }

  @Test
  void theStageOfACancelledTaskHasTheCause() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    TaskHandle<Integer> handle = lanes.submit("a", () -> 7);
    IOException why = new IOException();
    CompletableFuture<Integer> dependent =
        handle.toCompletionStage().thenApply(n -> n).toCompletableFuture();
    handle.cancel(why);
    assertThatThrownBy(dependent::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(CancellationException.class)
        .hasCause(why);
    gate.letGo();
  }

  @Test
  void aTimedWaitEnds() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    Future<Integer> handle = lanes.submit("a", () -> 7);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> handle.get(1, TimeUnit.NANOSECONDS));
    gate.letGo();
    assertThat(handle.get(Gate.SURELY, TimeUnit.SECONDS)).isEqualTo(7);
  }

  /** It would wait for itself. */
  @Test
  void aTaskThatWaitsForItsOwnKeyIsToldSo() throws Exception {
    TaskHandle<Integer> outer =
        lanes.submit(
            "a",
            () -> {
              TaskHandle<Integer> inner = lanes.submit("a", () -> 1);
              assertThatExceptionOfType(IllegalStateException.class)
                  .isThrownBy(inner::get)
                  .withMessageContaining("same key, a");
              assertThatExceptionOfType(IllegalStateException.class)
                  .isThrownBy(() -> inner.get(1, TimeUnit.DAYS));
              assertThatExceptionOfType(TimeoutException.class)
                  .isThrownBy(() -> inner.get(0, TimeUnit.DAYS));
              return 2;
            });
    assertThat(outer.get()).isEqualTo(2);
    assertThat(Books.rest(lanes).completed()).isEqualTo(2);
  }

  /** The pool has one thread, which is taken by the task that waits. */
  @Test
  void aTaskMayWaitForOtherKeysAtLimitOne() throws Exception {
    Future<Integer> outer = lanes.submit("0", () -> chain(1));
    assertThat(outer.get(Gate.SURELY, TimeUnit.SECONDS)).isEqualTo(100);
    assertThat(Books.rest(lanes).completed()).isEqualTo(199);
  }

  private int chain(int n) throws Exception {
    if (n == 100) {
      return n;
    }
    lanes.execute("" + n, () -> {});
    return n % 2 == 0
        ? lanes.submit("" + n, () -> chain(n + 1)).get()
        : lanes.submit("" + n, () -> chain(n + 1)).get(1, TimeUnit.DAYS);
  }

  /** The nested task's key is being run further out on the same thread. */
  @Test
  void aCircleOfWaitsOnOneThreadIsToldSo() throws Exception {
    Future<Integer> outer =
        lanes.submit(
            "a",
            () ->
                lanes
                    .submit("b", () -> lanes.submit("a", () -> 1).get())
                    .get(Gate.SURELY, TimeUnit.SECONDS));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(outer::get)
        .withRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void trySubmitAnswersAHandle() throws Exception {
    switch (lanes.trySubmit("a", () -> 3)) {
      case Submission.Accepted<Integer>(TaskHandle<Integer> handle) ->
          assertThat(handle.get()).isEqualTo(3);
      case Submission.Refused<Integer> refused -> assertThat(refused).isNull();
    }
  }

  @Test
  void cancelRacesTheTurn() throws Exception {
    int cancelled = 0;
    for (int i = 0; i < 20_000; i++) {
      TaskHandle<Integer> handle = lanes.submit("a" + i % 3, () -> 1);
      cancelled += handle.cancel(i % 2 == 0) ? 1 : 0;
    }
    KeyedSnapshot now = Books.rest(lanes);
    assertThat(now.cancelled()).isEqualTo(cancelled);
    assertThat(now.completed()).isEqualTo(20_000 - cancelled);
  }
}
