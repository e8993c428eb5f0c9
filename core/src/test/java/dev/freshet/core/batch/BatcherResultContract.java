package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results, failures and handles, whatever the mode. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored")
abstract class BatcherResultContract {
  static final Duration LONG = Duration.ofSeconds(60);

  final TaskPool pool = TaskPool.of(1);
  final Backend backend = new Backend(true);
  private @Nullable Batcher<String, Integer, String> open;

  /** The policy under test. */
  abstract BatchPolicy policy();

  BatcherBuilder<String, Integer, String> builder(BatchFunction<String, Integer, String> function) {
    return Batcher.builder(pool, function).policy(policy()).name("b");
  }

  Batcher<String, Integer, String> opened(BatcherBuilder<String, Integer, String> builder) {
    Batcher<String, Integer, String> batcher = builder.build();
    open = batcher;
    return batcher;
  }

  Batcher<String, Integer, String> opened(BatchFunction<String, Integer, String> function) {
    return opened(builder(function));
  }

  @AfterEach
  void end() {
    if (open != null) {
      open.close();
      pool.close(); // a ticket for items that were withdrawn may still be its
      BatchSnapshot end = open.snapshot();
      assertThat(end.keys()).isZero();
      assertThat(end.waiting()).isZero();
      assertThat(end.running()).isZero();
      assertThat(end.succeeded() + end.failed() + end.cancelled() + end.expired())
          .isEqualTo(end.accepted());
    }
    pool.close();
  }

  static Throwable failure(Future<?> future) {
    ExecutionException thrown =
        catchThrowableOfType(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS));
    return Objects.requireNonNull(thrown.getCause());
  }

  /** Submits the items while the only worker is busy, so that they can go together. */
  List<TaskHandle<String>> together(Batcher<String, Integer, String> batcher, Integer... items)
      throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    pool.execute(
        () -> {
          begun.countDown();
          await(busy);
        });
    await(begun);
    List<TaskHandle<String>> handles = new ArrayList<>();
    for (Integer item : items) {
      handles.add(batcher.submit("k", item));
    }
    busy.countDown();
    return handles;
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /* --- results --- */

  @Test
  void eachCallerGetsItsOwnResult() throws Exception {
    Batcher<String, Integer, String> batcher = opened(new Backend(false));
    assertThat(batcher.call("a", 1)).isEqualTo("a1");
    List<TaskHandle<String>> handles = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      handles.add(batcher.submit("k" + i % 3, i));
    }
    for (int i = 0; i < 500; i++) {
      assertThat(handles.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("k" + i % 3 + i);
    }
    assertThat(batcher.snapshot().succeeded()).isEqualTo(501);
  }

  @Test
  void resultsByItem() throws Exception {
    Batcher<String, Integer, String> batcher =
        opened(
            (_, items) -> {
              Map<Integer, String> found = new HashMap<>();
              items.stream().filter(i -> i != 2).forEach(i -> found.put(i, "r" + i));
              return BatchResults.byItem(items, found);
            });
    List<TaskHandle<String>> handles = together(batcher, 1, 2, 3);
    assertThat(handles.get(0).get(60, TimeUnit.SECONDS)).isEqualTo("r1");
    assertThat(failure(handles.get(1)))
        .isInstanceOf(BatchResultException.class)
        .hasMessageContaining("batcher b, key k: the function returned no result for the item");
    assertThat(handles.get(2).get(60, TimeUnit.SECONDS)).isEqualTo("r3");
  }

  @Test
  void singleFailuresFailThoseItemsOnly() throws Exception {
    IOException bad = new IOException("bad");
    Batcher<String, Integer, String> batcher =
        opened(
            (_, items) -> {
              BatchResults<String> results = BatchResults.ofSize(items.size());
              for (int i = 0; i < items.size(); i++) {
                if (items.get(i) == 1) {
                  results.fail(i, bad);
                } else if (items.get(i) != 2) {
                  results.set(i, "ok");
                }
              }
              return results;
            });
    List<TaskHandle<String>> handles = together(batcher, 0, 1, 2, 3);
    assertThat(handles.get(0).get(60, TimeUnit.SECONDS)).isEqualTo("ok");
    assertThat(failure(handles.get(1))).isSameAs(bad);
    assertThat(failure(handles.get(2))).isInstanceOf(BatchResultException.class);
    assertThat(handles.get(3).get(60, TimeUnit.SECONDS)).isEqualTo("ok");
    assertThat(batcher.snapshot().failed()).isEqualTo(2);
    assertThat(batcher.snapshot().succeeded()).isEqualTo(2);
  }

  @Test
  void anotherNumberOfResultsFailsAll() throws Exception {
    Batcher<String, Integer, String> batcher =
        opened((_, items) -> BatchResults.ofSize(items.size() + 1));
    for (TaskHandle<String> handle : together(batcher, 1, 2)) {
      assertThat(failure(handle))
          .isInstanceOf(BatchResultException.class)
          .hasMessageMatching(".*returned (2 results for 1|3 results for 2|.*) items");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what callers without its checks can do
  void nullFailsAll() throws Exception {
    Batcher<String, Integer, String> batcher = opened((_, _) -> null);
    for (TaskHandle<String> handle : together(batcher, 1, 2)) {
      assertThat(failure(handle))
          .isInstanceOf(BatchResultException.class)
          .hasMessageContaining("returned null for");
    }
  }

  @Test
  void whatIsThrownFailsAllAndTheNextIsServed() throws Exception {
    Error thrown = new StackOverflowError("deep");
    Batcher<String, Integer, String> batcher =
        opened(
            (key, items) -> {
              if (key.equals("k")) {
                throw thrown;
              }
              return BatchResults.inOrder(items.stream().map(i -> key + i).toList());
            });
    for (TaskHandle<String> handle : together(batcher, 1, 2)) {
      assertThat(failure(handle)).isSameAs(thrown);
    }
    assertThat(batcher.call("ok", 3)).isEqualTo("ok3");
  }

  @Test
  void retriedSinglyOneBadItemFailsAlone() throws Exception {
    Batcher<String, Integer, String> batcher =
        opened(
            builder(
                    (_, items) -> {
                      if (items.contains(2)) {
                        throw new IllegalStateException("poison");
                      }
                      return BatchResults.inOrder(items.stream().map(i -> "r" + i).toList());
                    })
                .retrySingly(true));
    List<TaskHandle<String>> handles = together(batcher, 1, 2, 3);
    assertThat(handles.get(0).get(60, TimeUnit.SECONDS)).isEqualTo("r1");
    assertThat(failure(handles.get(1))).hasMessage("poison");
    assertThat(handles.get(2).get(60, TimeUnit.SECONDS)).isEqualTo("r3");
  }

  @Test
  void theListMayBeKeptAndNotChanged() throws Exception {
    List<List<Integer>> kept = new ArrayList<>();
    Batcher<String, Integer, String> batcher =
        opened(
            (_, items) -> {
              kept.add(items);
              return BatchResults.inOrder(items.stream().map(String::valueOf).toList());
            });
    assertThat(batcher.call("a", 1)).isEqualTo("1");
    assertThat(kept.getFirst()).containsExactly(1);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> kept.getFirst().set(0, 2));
  }

  /* --- the handle --- */

  @Test
  void theStageEndsWithTheItemAndByNobodyElse() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> handle = batcher.submit("a", 1);
    CompletableFuture<String> copy = handle.toCompletionStage().toCompletableFuture();
    copy.complete("forged");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> ((CompletableFuture<String>) handle).complete("forged"));
    assertThat((Object) handle.toCompletionStage()).isSameAs(handle.toCompletionStage());
    assertThat(handle.name()).isEqualTo("b");
    backend.next().letGo();
    assertThat(handle.get(60, TimeUnit.SECONDS)).isEqualTo("a1");
    assertThat(handle.toCompletionStage().thenApply(String::length).toCompletableFuture().get())
        .isEqualTo(2);
  }

  @Test
  void whoWaitsAndIsCancelledIsNeverSeen() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> first = batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> second = batcher.submit("a", 2);
    Exception why = new Exception("gone");
    assertThat(second.cancel(why)).isTrue();
    assertThat(second.cancel(true)).isFalse();
    assertThat(second.isCancelled()).isTrue();
    assertThat(second.state()).isEqualTo(Future.State.CANCELLED);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(second::get)
        .havingCause()
        .isSameAs(why);
    assertThat(batcher.snapshot().waiting()).isZero();
    call.letGo();
    assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo("a1");
    batcher.shutdown();
    assertThat(batcher.awaitTermination(LONG)).isTrue();
    assertThat(backend.isQuiet()).isTrue();
    assertThat(batcher.snapshot().cancelled()).isEqualTo(1);
  }

  @Test
  void fromACallUnderWayOnlyTheAnswerIsCancelled() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> handle = batcher.submit("a", 1);
    Backend.Call call = backend.next();
    assertThat(handle.cancel(true)).isTrue();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(handle::get).withNoCause();
    batcher.shutdown();
    assertThat(batcher.awaitTermination(Duration.ZERO)).isFalse(); // the call is under way
    call.letGo();
    assertThat(batcher.awaitTermination(LONG)).isTrue();
    assertThat(batcher.snapshot().cancelled()).isEqualTo(1);
    assertThat(batcher.snapshot().succeeded()).isZero();
  }

  @Test
  void aDeadlineEndsWhoWaits() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> first = batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> late = batcher.submit("a", 2, Duration.ofMillis(1));
    assertThat(failure(late))
        .isInstanceOfSatisfying(TaskExpiredException.class, e -> assertThat(e.started()).isFalse());
    assertThat(batcher.snapshot().waiting()).isZero();
    call.letGo();
    assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo("a1");
    assertThat(batcher.snapshot().expired()).isEqualTo(1);
  }

  @Test
  void aDeadlineEndsTheWaitForACallUnderWay() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> late = batcher.submit("a", 1, Duration.ofMillis(20));
    Backend.Call call = backend.next();
    assertThat(failure(late)).isInstanceOf(TaskExpiredException.class);
    call.letGo();
  }

  @Test
  void aDeadlineThatIsMetIsForgotten() throws Exception {
    Batcher<String, Integer, String> batcher = opened(new Backend(false));
    assertThat(batcher.call("a", 1, Duration.ofDays(100_000))).isEqualTo("a1");
  }

  @Test
  void anInterruptedCallerCancelsItsItem() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    batcher.call("a", 1);
                  } catch (Throwable t) {
                    thrown.complete(t);
                  }
                });
    Backend.Call call = backend.next();
    caller.interrupt();
    assertThat(thrown.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    call.letGo();
    assertThat(batcher.snapshot().cancelled()).isEqualTo(1);
  }
}
