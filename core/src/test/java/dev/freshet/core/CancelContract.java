package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitStubbornly;
import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Cancelling a task: before, while and after it runs. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface CancelContract extends PoolUnderTest {
  private static void assertCancelled(Future<?> future) {
    assertThat(future.isCancelled()).isTrue();
    assertThat(future.isDone()).isTrue();
    assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> future.get(1, TimeUnit.MINUTES));
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> future.get(0, TimeUnit.MINUTES));
    assertThatIllegalStateException().isThrownBy(future::resultNow);
    assertThatIllegalStateException().isThrownBy(future::exceptionNow);
    assertThat(future.cancel(true)).isFalse();
    assertThat(future.cancel(false)).isFalse();
  }

  @Test
  default void aTaskCancelledWhileItWaitsNeverRuns() throws Exception {
    for (boolean interrupt : new boolean[] {false, true}) {
      CountDownLatch gate = occupy(4);
      AtomicBoolean ran = new AtomicBoolean();
      AtomicInteger others = new AtomicInteger();
      pool().execute(others::incrementAndGet);
      Future<?> future = pool().submit(() -> ran.set(true));
      pool().execute(others::incrementAndGet);
      assertThat(future.cancel(interrupt)).isTrue();
      assertCancelled(future);
      gate.countDown();
      while (others.get() < 2) {
        Thread.onSpinWait();
      }
      assertThat(ran).isFalse();
      assertCancelled(future);
    }
    terminate(pool());
  }

  @Test
  default void aPoolOfCancelledTasksTerminates() throws Exception {
    CountDownLatch gate = occupy(4);
    AtomicInteger runs = new AtomicInteger();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      futures.add(pool().submit(runs::incrementAndGet));
    }
    assertThat(futures).allMatch(future -> future.cancel(false));
    gate.countDown();
    terminate(pool());
    assertThat(runs).hasValue(0);
  }

  @Test
  default void cancelWithInterruptInterruptsTheRunningTask() throws Exception {
    Blocker blocker = new Blocker();
    Future<?> future = pool().submit(blocker);
    awaitSurely(blocker.started);
    assertThat(future.cancel(true)).isTrue();
    awaitSurely(blocker.interrupted);
    assertCancelled(future);
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
    awaitSurely(started);
    assertThat(future.cancel(false)).isTrue();
    assertCancelled(future);
    assertThat(interrupted).isNotDone();
    gate.countDown();
    assertThat(interrupted.get(SURELY, TimeUnit.SECONDS)).isFalse();
    assertCancelled(future);
  }

  @Test
  default void aHandleIsDoneThoughItsTaskDoesNotCare() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    Future<?> future =
        pool()
            .submit(
                () -> {
                  started.countDown();
                  awaitStubbornly(gate);
                  ended.set(true);
                });
    awaitSurely(started);
    assertThat(future.cancel(true)).isTrue();
    assertCancelled(future);
    pool().shutdown();
    assertThat(pool().isTerminated()).isFalse();
    assertThat(pool().awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    gate.countDown();
    terminate(pool());
    assertThat(ended).isTrue();
  }

  @Test
  default void cancelReleasesEveryWaiter() throws Exception {
    CountDownLatch gate = occupy(4);
    Future<?> future = pool().submit(() -> "");
    List<Call> waiters = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waiters.add(
          i % 2 == 0 ? Call.start(future::get) : Call.start(() -> future.get(1, TimeUnit.DAYS)));
    }
    waiters.forEach(Call::awaitWaiting);
    future.cancel(true);
    for (Call waiter : waiters) {
      assertThat(waiter.thrown()).isInstanceOf(CancellationException.class);
      assertThat(waiter.staysInterrupted()).isFalse();
    }
    gate.countDown();
  }

  @Test
  default void ofManyCancelsOneSucceeds() throws Exception {
    CountDownLatch gate = occupy(4);
    for (int round = 0; round < 20; round++) {
      Future<?> future = pool().submit(() -> "");
      CyclicBarrier start = new CyclicBarrier(2);
      AtomicInteger successes = new AtomicInteger();
      List<Call> calls = new ArrayList<>();
      for (boolean interrupt : new boolean[] {false, true}) {
        calls.add(
            Call.start(
                () -> {
                  start.await();
                  return future.cancel(interrupt) ? successes.incrementAndGet() : 0;
                }));
      }
      for (Call call : calls) {
        assertThat(call.thrown()).isNull();
      }
      assertThat(successes).hasValue(1);
      assertCancelled(future);
    }
    gate.countDown();
  }

  /** Whoever wins, the answer of cancel, the state and the run fit together. */
  @Test
  default void cancelAndRunAgreeWhenTheyRace() throws Exception {
    ExecutorService one = create(1);
    for (int round = 0; round < 300; round++) {
      AtomicInteger runs = new AtomicInteger();
      Future<Integer> future = one.submit(runs::incrementAndGet);
      if (round % 3 == 0) {
        Thread.onSpinWait();
      }
      boolean cancelled = future.cancel(round % 2 == 0);
      assertThat(future.isDone()).isTrue();
      assertThat(future.isCancelled()).isEqualTo(cancelled);
      if (cancelled) {
        assertCancelled(future);
      } else {
        assertThat(future.get()).isEqualTo(1);
      }
      assertThat(runs.get()).isLessThanOrEqualTo(1);
    }
    terminate(one);
  }

  @Test
  default void aCancelInterruptsNoOtherTask() throws Exception {
    ExecutorService one = create(1);
    AtomicInteger leaks = new AtomicInteger();
    List<Future<?>> victims = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      victims.add(one.submit(() -> {}));
      one.execute(
          () -> {
            if (Thread.currentThread().isInterrupted()) {
              leaks.incrementAndGet();
            }
          });
      victims.get(i * 4 / 5).cancel(true);
      victims.getLast().cancel(true);
    }
    terminate(one);
    assertThat(leaks).hasValue(0);
  }

  @Test
  default void theNextTaskOfAnInterruptedWorkerIsNotInterrupted() throws Exception {
    ExecutorService one = create(1);
    for (int i = 0; i < 20; i++) {
      Blocker blocker = new Blocker();
      Future<?> future = one.submit(blocker);
      awaitSurely(blocker.started);
      Future<Boolean> next = one.submit(() -> Thread.currentThread().isInterrupted());
      future.cancel(true);
      assertThat(next.get(SURELY, TimeUnit.SECONDS)).isFalse();
    }
    terminate(one);
  }

  @Test
  default void aTaskMayCancelItself() throws Exception {
    CompletableFuture<Future<?>> own = new CompletableFuture<>();
    CompletableFuture<Boolean> seen = new CompletableFuture<>();
    Future<?> future =
        pool()
            .submit(
                () -> {
                  boolean cancelled = own.get().cancel(true);
                  return seen.complete(cancelled && Thread.currentThread().isInterrupted());
                });
    own.complete(future);
    assertThat(seen.get(SURELY, TimeUnit.SECONDS)).isTrue();
    assertCancelled(future);
  }

  @Test
  default void aTaskMayCancelAnother() throws Exception {
    Blocker blocker = new Blocker();
    Future<?> running = pool().submit(blocker);
    awaitSurely(blocker.started);
    assertThat(pool().submit(() -> running.cancel(true)).get(SURELY, TimeUnit.SECONDS)).isTrue();
    awaitSurely(blocker.interrupted);
    assertCancelled(running);
  }
}
