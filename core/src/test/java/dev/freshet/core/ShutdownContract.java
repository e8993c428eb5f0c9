package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitStubbornly;
import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of shutdown and shutdownNow. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface ShutdownContract extends PoolUnderTest {
  @Test
  default void shutdownLetsAcceptedTasksRun() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<String> waiting = pool().submit(() -> "ran");
    AtomicInteger runs = new AtomicInteger();
    pool().execute(runs::incrementAndGet);
    pool().shutdown();
    pool().shutdown();
    assertThat(pool().isShutdown()).isTrue();
    assertThat(pool().isTerminated()).isFalse();
    gate.countDown();
    assertThat(waiting.get(SURELY, TimeUnit.SECONDS)).isEqualTo("ran");
    assertThat(pool().awaitTermination(SURELY, TimeUnit.SECONDS)).isTrue();
    assertThat(pool().isTerminated()).isTrue();
    assertThat(runs).hasValue(1);
  }

  @Test
  default void shutdownInterruptsNobody() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    Future<Boolean> interrupted =
        pool()
            .submit(
                () -> {
                  started.countDown();
                  PoolUnderTest.awaitQuietly(gate);
                  return Thread.currentThread().isInterrupted();
                });
    awaitSurely(started);
    pool().shutdown();
    gate.countDown();
    assertThat(interrupted.get(SURELY, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  default void anUnusedPoolTerminatesAtOnce() throws Exception {
    assertThat(pool().isShutdown()).isFalse();
    assertThat(pool().isTerminated()).isFalse();
    pool().shutdown();
    assertThat(pool().isShutdown()).isTrue();
    assertThat(pool().isTerminated()).isTrue();
    assertThat(pool().awaitTermination(0, TimeUnit.SECONDS)).isTrue();
    assertThat(pool().shutdownNow()).isEmpty();
    pool().shutdown();
    assertThat(pool().isTerminated()).isTrue();
    ExecutorService stopped = create(1);
    assertThat(stopped.shutdownNow()).isEmpty();
    assertThat(stopped.isShutdown()).isTrue();
    assertThat(stopped.isTerminated()).isTrue();
  }

  @Test
  default void aPoolAtRestIsNotTerminated() throws Exception {
    pool().submit(() -> {}).get();
    assertThat(pool().isShutdown()).isFalse();
    assertThat(pool().isTerminated()).isFalse();
    assertThat(pool().awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    terminate(pool());
  }

  @Test
  default void shutdownNowInterruptsWhatRunsAndReturnsWhatWaits() throws Exception {
    Blocker blocker = new Blocker(4);
    Future<String> handled = pool().submit(blocker);
    for (int i = 0; i < 3; i++) {
      pool().execute(blocker::run);
    }
    awaitSurely(blocker.started);
    AtomicInteger runs = new AtomicInteger();
    Set<Runnable> waiting = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Runnable task = new FutureTask<>(runs::incrementAndGet);
      waiting.add(task);
      pool().execute(task);
    }
    List<Runnable> never = pool().shutdownNow();
    assertThat(never).hasSize(20).containsExactlyInAnyOrderElementsOf(waiting);
    assertThat(pool().isShutdown()).isTrue();
    awaitSurely(blocker.interrupted);
    assertThat(pool().awaitTermination(SURELY, TimeUnit.SECONDS)).isTrue();
    assertThat(handled.exceptionNow()).isInstanceOf(InterruptedException.class);
    assertThat(runs).hasValue(0);
    assertThat(pool().shutdownNow()).isEmpty();
  }

  /** What execute was given comes back as it was; what submit was given as its handle. */
  @Test
  default void shutdownNowReturnsTheVeryObjects() throws Exception {
    CountDownLatch gate = occupy(4);
    Runnable plain = () -> {};
    Runnable task = new FutureTask<>(() -> 1);
    Future<Integer> handle = pool().submit(() -> 2);
    Future<Integer> other = pool().submit(() -> 3);
    pool().execute(plain);
    pool().execute(task);
    pool().execute((Runnable) handle);
    List<Runnable> never = pool().shutdownNow();
    assertThat(never)
        .containsExactlyInAnyOrder(
            (Runnable) handle, (Runnable) other, plain, task, (Runnable) handle);
    assertThat(handle.isDone()).isFalse();
    assertThat(other.isDone()).isFalse();
    never.forEach(Runnable::run);
    assertThat(handle.get(SURELY, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(other.get(SURELY, TimeUnit.SECONDS)).isEqualTo(3);
    gate.countDown();
    terminate(pool());
  }

  @Test
  default void whatShutdownNowReturnedCanBeCancelled() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<Integer> handle = pool().submit(() -> 2);
    Call waiter = Call.start(handle::get).awaitWaiting();
    assertThat(pool().shutdownNow()).hasSize(1);
    assertThat(handle.cancel(false)).isTrue();
    assertThat(waiter.thrown()).isInstanceOf(CancellationException.class);
    gate.countDown();
    terminate(pool());
  }

  @Test
  default void shutdownNowDoesNotWaitAndMayComeAgain() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    Future<String> stubborn =
        pool()
            .submit(
                () -> {
                  started.countDown();
                  awaitStubbornly(gate);
                  return "ended";
                });
    awaitSurely(started);
    pool().shutdown();
    assertThat(pool().shutdownNow()).isEmpty();
    assertThat(pool().shutdownNow()).isEmpty();
    pool().shutdown();
    assertThat(pool().isShutdown()).isTrue();
    assertThat(pool().isTerminated()).isFalse();
    assertThat(stubborn.isDone()).isFalse();
    gate.countDown();
    assertThat(stubborn.get(SURELY, TimeUnit.SECONDS)).isEqualTo("ended");
    terminate(pool());
  }

  @Test
  default void shutdownNowAfterShutdownGivesUpWhatWaits() throws Exception {
    CountDownLatch gate = occupy(4);
    AtomicInteger runs = new AtomicInteger();
    pool().execute(runs::incrementAndGet);
    pool().shutdown();
    assertThat(pool().shutdownNow()).hasSize(1);
    gate.countDown();
    terminate(pool());
    assertThat(runs).hasValue(0);
  }

  @Test
  default void aTaskMayShutItsPoolDown() throws Exception {
    Future<Boolean> interrupted =
        pool()
            .submit(
                () -> {
                  pool().shutdown();
                  boolean shutDown = pool().isShutdown() && !pool().isTerminated();
                  boolean none = pool().shutdownNow().isEmpty();
                  return shutDown && none && Thread.currentThread().isInterrupted();
                });
    assertThat(interrupted.get(SURELY, TimeUnit.SECONDS)).isTrue();
    terminate(pool());
  }

  @Test
  default void aTaskOfAPoolThatWasShutDownCannotSubmit() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Future<?> late =
        pool()
            .submit(
                () -> {
                  PoolUnderTest.awaitQuietly(gate);
                  pool().execute(() -> {});
                });
    Future<?> waiting =
        pool()
            .submit(
                () -> {
                  PoolUnderTest.awaitQuietly(gate);
                  return pool().submit(() -> "");
                });
    pool().shutdown();
    gate.countDown();
    terminate(pool());
    assertThat(late.exceptionNow()).isInstanceOf(RejectedExecutionException.class);
    assertThat(waiting.exceptionNow()).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  default void shuttingDownDoesNotTouchTheInterruptStatus() throws Exception {
    CountDownLatch gate = occupy(4);
    pool().execute(() -> {});
    Thread.currentThread().interrupt();
    pool().shutdown();
    assertThat(pool().isShutdown()).isTrue();
    assertThat(pool().isTerminated()).isFalse();
    assertThat(pool().shutdownNow()).hasSize(1);
    assertThat(Thread.interrupted()).isTrue();
    gate.countDown();
    terminate(pool());
  }

  /** Each task is refused, run, or returned, exactly one of them. */
  @Test
  default void tasksThatMeetAShutdownAreRefusedRunOrReturned() throws Exception {
    for (boolean now : new boolean[] {false, true}) {
      for (int round = 0; round < 10; round++) {
        raceWithShutdown(create(2), now);
      }
    }
  }

  private void raceWithShutdown(ExecutorService racing, boolean now) throws Exception {
    int each = 200;
    AtomicIntegerArray fates = new AtomicIntegerArray(2 * each);
    CountDownLatch midway = new CountDownLatch(1);
    List<Call> submitters = new ArrayList<>();
    for (int s = 0; s < 2; s++) {
      int from = s * each;
      submitters.add(
          Call.start(
              () -> {
                for (int i = from; i < from + each; i++) {
                  int number = i;
                  try {
                    racing.execute(new Numbered(number, fates));
                  } catch (RejectedExecutionException _) {
                    fates.incrementAndGet(number);
                  }
                  if (i == from + each / 4) {
                    midway.countDown();
                  }
                }
                return null;
              }));
    }
    awaitSurely(midway);
    if (now) {
      for (Runnable returned : racing.shutdownNow()) {
        returned.run();
      }
    }
    terminate(racing);
    for (Call submitter : submitters) {
      assertThat(submitter.thrown()).isNull();
    }
    for (int i = 0; i < fates.length(); i++) {
      assertThat(fates.get(i)).as("fates of task %d, shutdownNow: %s", i, now).isEqualTo(1);
    }
  }

  /** Counts its runs. */
  record Numbered(int number, AtomicIntegerArray runs) implements Runnable {
    @Override
    public void run() {
      runs.incrementAndGet(number);
    }
  }

  @Test
  default void tasksThatWaitAreReturnedOnceThoughManyStopThePool() throws Exception {
    CountDownLatch gate = occupy(4);
    AtomicIntegerArray returned = new AtomicIntegerArray(500);
    for (int i = 0; i < 500; i++) {
      pool().execute(new Numbered(i, returned));
    }
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(
          Call.start(
              () -> {
                pool().shutdownNow().forEach(Runnable::run);
                return null;
              }));
    }
    for (Call call : calls) {
      assertThat(call.thrown()).isNull();
    }
    gate.countDown();
    terminate(pool());
    for (int i = 0; i < 500; i++) {
      assertThat(returned.get(i)).as("task %d", i).isEqualTo(1);
    }
  }
}
