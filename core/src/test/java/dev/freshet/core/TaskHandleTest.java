package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelling with a cause, stages, names and call sites. */
@Timeout(60)
class TaskHandleTest {
  private final RuntimeException gone = new IllegalStateException("the client has gone");

  private static void die() {
    throw new IllegalStateException("on purpose");
  }

  @Test
  void cancelKeepsTheCauseOfATaskThatWaits() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    TaskHandle<Integer> handle = pool.submit(() -> 1);
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    handle.toCompletionStage().whenComplete((result, failure) -> told.complete(failure));
    assertThat(handle.cancel(gone)).isTrue();
    assertThat(handle.cancel(gone)).isFalse();
    assertThat(handle.cancel(true)).isFalse();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(handle::get).withCause(gone);
    assertThat(told.get()).isInstanceOf(CancellationException.class).hasCause(gone);
    assertThat(handle.isCancelled()).isTrue();
    assertThat(handle).hasToString(handle.toString()).asString().endsWith("[cancelled]");
    occupier.letGo();
    assertThat(Balance.close(pool).cancelled()).isEqualTo(1);
  }

  @Test
  void cancelInterruptsATaskThatRunsAndKeepsTheCause() throws Exception {
    TaskPool pool = TaskPool.of(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    TaskHandle<?> handle =
        pool.submit(
            () -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    started.await();
    assertThat(handle.cancel(gone)).isTrue();
    interrupted.await();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(handle::get).withCause(gone);
    assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.cancelled()).isEqualTo(1);
    assertThat(end.completed()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void cancelWithoutACauseHasNone() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    TaskHandle<Integer> handle = pool.submit(() -> 1);
    assertThatNullPointerException()
        .isThrownBy(() -> handle.cancel((Throwable) null))
        .withMessageContaining("cause");
    assertThat(handle.cancel(false)).isTrue();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(handle::get).withNoCause();
    occupier.letGo();
    Balance.close(pool);
  }

  @Test
  void aTaskGivenUpAndRunByHandIsNotCountedWhenCancelled() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    CountDownLatch started = new CountDownLatch(1);
    TaskHandle<?> handle =
        pool.submit(
            () -> {
              started.countDown();
              new CountDownLatch(1).await();
              return null;
            });
    Runnable dropped = pool.shutdownNow().getFirst();
    assertThat(dropped).isSameAs(handle);
    Thread hand = Thread.ofVirtual().start(dropped);
    started.await();
    assertThat(handle.cancel(gone)).isTrue();
    hand.join();
    occupier.letGo();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.dropped()).isEqualTo(1);
    assertThat(end.cancelled()).isZero();
  }

  @Test
  void theStageIsOneAndEndsAsTheTaskEnds() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    TaskHandle<Integer> good = pool.submit(() -> 1);
    TaskHandle<?> bad = pool.submit(TaskHandleTest::die);
    CompletionStage<Integer> stage = good.toCompletionStage();
    assertThat((Object) good.toCompletionStage()).isSameAs(stage);
    CompletableFuture<Integer> doubled = new CompletableFuture<>();
    stage.thenAccept(n -> doubled.complete(2 * n));
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    bad.toCompletionStage().whenComplete((result, thrown) -> failure.complete(thrown));
    occupier.letGo();
    assertThat(doubled.get()).isEqualTo(2);
    assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
    assertThat((Object) good.toCompletionStage()).isSameAs(stage);
    // Asked for after the end:
    TaskHandle<Integer> ended = pool.submit(() -> 3);
    ended.get();
    assertThat(ended.toCompletionStage().toCompletableFuture().get()).isEqualTo(3);
    assertThat((Object) ended.toCompletionStage()).isSameAs(ended.toCompletionStage());
    Balance.close(pool);
  }

  @Test
  void nobodyButTheTaskEndsItsStage() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    TaskHandle<Integer> handle = pool.submit(() -> 1);
    CompletionStage<Integer> stage = handle.toCompletionStage();
    assertThat(stage.toCompletableFuture().cancel(true)).isTrue();
    assertThat(stage.toCompletableFuture().complete(7)).isTrue();
    CompletableFuture<Integer> itself = (CompletableFuture<Integer>) stage;
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> itself.complete(7));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> itself.cancel(true));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> itself.orTimeout(1, TimeUnit.NANOSECONDS));
    assertThat(handle.isDone()).isFalse();
    occupier.letGo();
    assertThat(handle.get()).isEqualTo(1);
    assertThat(stage.toCompletableFuture().get()).isEqualTo(1);
    Balance.close(pool);
  }

  /** Threads ask for the stage while the task ends and others wait and give up. */
  @Test
  void aStageIsNeitherLostNorDoubledWhenItRacesWithTheEnd() throws Exception {
    TaskPool pool = TaskPool.of(2);
    AtomicInteger told = new AtomicInteger();
    int rounds = 3_000;
    CyclicBarrier barrier = new CyclicBarrier(3);
    List<TaskHandle<Integer>> current = new ArrayList<>(List.of(pool.submit(() -> -1)));
    List<CompletionStage<Integer>> seen = new ArrayList<>();
    Thread watcher =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    meet(barrier);
                    CompletionStage<Integer> stage = current.getFirst().toCompletionStage();
                    stage.thenRun(told::incrementAndGet);
                    seen.add(stage);
                    meet(barrier);
                  }
                });
    Thread giver =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    meet(barrier);
                    try {
                      current.getFirst().get(1, TimeUnit.NANOSECONDS);
                    } catch (TimeoutException | ExecutionException | InterruptedException e) {
                      // looked, and gone
                    }
                    meet(barrier);
                  }
                });
    for (int i = 0; i < rounds; i++) {
      int number = i;
      current.set(0, pool.submit(() -> number));
      meet(barrier);
      CompletionStage<Integer> mine = current.getFirst().toCompletionStage();
      mine.thenRun(told::incrementAndGet);
      meet(barrier);
      assertThat((Object) seen.getLast()).isSameAs(mine);
      assertThat(mine.toCompletableFuture().get()).isEqualTo(i);
    }
    watcher.join();
    giver.join();
    Balance.close(pool);
    assertThat(told).hasValue(2 * rounds);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTaskHasTheNameOfItsOptionsOrOfItsClass() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    TaskOptions options = TaskOptions.none().name("checkout").taskClass("orders");
    TaskHandle<?> named = pool.submit(() -> {}, options);
    TaskHandle<?> runnable = pool.submit((Runnable) new Named());
    TaskHandle<?> ranked = pool.submit((Runnable) new Named(), TaskOptions.none().priority(1));
    TaskHandle<Integer> callable = pool.submit((Callable<Integer>) new Named());
    TaskHandle<?> cancelled = pool.submit((Runnable) new Named());
    cancelled.cancel(gone);
    for (int round = 0; round < 2; round++) { // while they wait, and when they have ended
      assertThat(named.name()).isEqualTo("checkout");
      assertThat(named.taskClass()).isEqualTo("orders");
      assertThat(List.of(runnable, ranked, callable, cancelled))
          .allMatch(handle -> handle.name().equals(Named.class.getName()))
          .allMatch(handle -> handle.taskClass() == null);
      occupier.letGo();
      callable.get();
    }
    Balance.close(pool);
  }

  private static final class Named implements Runnable, Callable<Integer> {
    @Override
    public void run() {}

    @Override
    public Integer call() {
      return 1;
    }
  }

  @Test
  void aFailureCarriesTheSubmittersStackIfThatIsKept() throws Exception {
    TaskPool pool = TaskPool.builder().limit(1).callSites(true).build();
    Callable<Integer> failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    List<TaskHandle<?>> handles = new ArrayList<>();
    handles.add(pool.submit(TaskHandleTest::die));
    handles.add(pool.submit(TaskHandleTest::die, "result"));
    handles.add(pool.submit(failing));
    handles.add(pool.submit(failing, TaskOptions.none().priority(1)));
    handles.add(pool.submit(TaskHandleTest::die, TaskOptions.none()));
    handles.addAll(pool.submitAll(List.of(failing, failing)));
    if (pool.trySubmit(failing) instanceof Submission.Accepted<Integer>(var handle)) {
      handles.add(handle);
    }
    assertThat(handles).hasSize(8);
    for (TaskHandle<?> handle : handles) {
      for (int i = 0; i < 2; i++) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, handle::get);
        assertThat(e.getCause()).hasMessage("on purpose").hasNoSuppressedExceptions();
        assertThat(e.getSuppressed()).hasSize(1);
        assertThat(e.getSuppressed()[0]).hasMessage("submitted here");
        assertThat(Optional.of(e.getSuppressed()[0].getStackTrace()[0].getMethodName()))
            .contains("aFailureCarriesTheSubmittersStackIfThatIsKept");
      }
      assertThat(handle.callSite().getFirst().getClassName())
          .isEqualTo(TaskHandleTest.class.getName());
    }
    Balance.close(pool);
  }

  @Test
  void noCallSiteIsKeptOtherwise() throws Exception {
    TaskPool pool = TaskPool.of(1);
    TaskHandle<?> handle = pool.submit(TaskHandleTest::die, TaskOptions.none().name("bad"));
    assertThat(catchThrowableOfType(ExecutionException.class, handle::get))
        .hasNoSuppressedExceptions();
    assertThat(handle.callSite()).isEmpty();
    Balance.close(pool);
  }

  @Test
  void aCompletableFutureOnOnePoolComposesAtLimitOneButItsJoinKeepsTheGrant() throws Exception {
    TaskPool pool = TaskPool.of(1);
    assertThat(
            CompletableFuture.supplyAsync(() -> 20, pool)
                .thenCompose(n -> CompletableFuture.supplyAsync(() -> n + 1, pool))
                .get())
        .isEqualTo(21);
    // A get of its own does not help, as the Javadoc says: only a handle's does.
    boolean timedOut =
        CompletableFuture.supplyAsync(
                () -> {
                  CompletableFuture<Integer> inner = CompletableFuture.supplyAsync(() -> 1, pool);
                  try {
                    inner.get(1, TimeUnit.MILLISECONDS);
                    return false;
                  } catch (TimeoutException e) {
                    return true;
                  } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                  }
                },
                pool)
            .get();
    assertThat(timedOut).isTrue();
    int helped =
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return pool.submit(() -> 1).get();
                  } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                  }
                },
                pool)
            .get();
    assertThat(helped).isEqualTo(1);
    Balance.close(pool);
  }
}
