package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The pool as the executor of the JDK's own helpers. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface CompositionContract extends PoolUnderTest {
  @Test
  default void servesCompletableFutures() throws Exception {
    assertThat(
            CompletableFuture.supplyAsync(() -> 20, pool())
                .thenApplyAsync(n -> n + 1, pool())
                .thenCombineAsync(
                    CompletableFuture.supplyAsync(() -> 2, pool()), (a, b) -> a * b, pool())
                .thenComposeAsync(n -> CompletableFuture.supplyAsync(() -> n, pool()), pool())
                .get(SURELY, TimeUnit.SECONDS))
        .isEqualTo(42);
    AtomicInteger runs = new AtomicInteger();
    List<CompletableFuture<Void>> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(
          CompletableFuture.runAsync(runs::incrementAndGet, pool())
              .thenRunAsync(runs::incrementAndGet, pool()));
    }
    CompletableFuture.allOf(many.toArray(CompletableFuture[]::new)).get(SURELY, TimeUnit.SECONDS);
    assertThat(runs).hasValue(200);
  }

  @Test
  default void servesFailingCompletableFutures() throws Exception {
    RuntimeException failure = new IllegalStateException("on purpose");
    CompletableFuture<String> failed =
        CompletableFuture.supplyAsync(
            () -> {
              throw failure;
            },
            pool());
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> failed.get(SURELY, TimeUnit.SECONDS))
        .withCause(failure);
    assertThat(
            failed
                .exceptionallyAsync(e -> "instead of " + e.getCause(), pool())
                .get(SURELY, TimeUnit.SECONDS))
        .isEqualTo("instead of " + failure);
  }

  @Test
  default void aRefusalEndsACompletableFuture() throws Exception {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> dependent = source.thenApplyAsync(s -> s, pool());
    terminate(pool());
    source.complete("too late");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(dependent::join)
        .withCauseInstanceOf(RejectedExecutionException.class);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> CompletableFuture.supplyAsync(() -> "", pool()));
  }

  @Test
  default void servesDelayedExecutors() throws Exception {
    CountDownLatch ran = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      CompletableFuture.delayedExecutor(i, TimeUnit.MICROSECONDS, pool()).execute(ran::countDown);
    }
    awaitSurely(ran);
  }

  @Test
  @SuppressWarnings("CollectionUndefinedEquality") // handles are equal if they are the same
  default void servesACompletionService() throws Exception {
    ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool());
    assertThat(service.poll()).isNull();
    Set<Future<Integer>> submitted = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      submitted.add(service.submit(() -> number));
    }
    submitted.add(service.submit(() -> {}, 100));
    Set<Integer> results = new HashSet<>();
    for (int i = 0; i <= 100; i++) {
      Future<Integer> next = service.poll(SURELY, TimeUnit.SECONDS);
      assertThat(next.isDone()).isTrue();
      assertThat(submitted.remove(next)).as("each comes once").isTrue();
      results.add(next.get());
    }
    assertThat(results).hasSize(101);
    assertThat(service.poll()).isNull();
    service.submit(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertThat(service.poll(SURELY, TimeUnit.SECONDS).exceptionNow()).hasMessage("on purpose");
    terminate(pool());
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> service.submit(() -> 1));
  }

  @Test
  default void runsFutureTasks() throws Exception {
    CountDownLatch gate = occupy(4);
    FutureTask<String> task = new FutureTask<>(() -> "ran");
    FutureTask<String> cancelled = new FutureTask<>(() -> "ran");
    pool().execute(task);
    pool().execute(cancelled);
    cancelled.cancel(true);
    gate.countDown();
    assertThat(task.get(SURELY, TimeUnit.SECONDS)).isEqualTo("ran");
    Blocker blocker = new Blocker();
    FutureTask<String> running = new FutureTask<>(blocker);
    Future<?> handle = pool().submit(running);
    awaitSurely(blocker.started);
    running.cancel(true);
    awaitSurely(blocker.interrupted);
    assertThat(handle.get(SURELY, TimeUnit.SECONDS)).isNull();
  }

  @Test
  default void servesThroughTheWrappersOfExecutors() throws Exception {
    ExecutorService wrapped = Executors.unconfigurableExecutorService(pool());
    assertThat(wrapped.submit(Executors.callable(() -> {}, "adapted")).get()).isEqualTo("adapted");
    String any = wrapped.invokeAny(List.of(() -> "any"));
    assertThat(any).isEqualTo("any");
    wrapped.close();
    assertThat(pool().isTerminated()).isTrue();
  }

  @Test
  default void servesAPublisher() throws Exception {
    List<Integer> seen = new ArrayList<>(); // one consumer, one item at a time
    CompletableFuture<Void> consumed;
    try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(pool(), 16)) {
      consumed = publisher.consume(seen::add);
      for (int i = 0; i < 500; i++) {
        publisher.submit(i);
      }
    }
    consumed.get(SURELY, TimeUnit.SECONDS);
    assertThat(seen).hasSize(500).isSorted();
  }
}
