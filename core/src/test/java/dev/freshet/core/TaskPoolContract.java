package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a {@link TaskPool} adds to ExecutorService where that leaves it open. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface TaskPoolContract extends PoolUnderTest {
  /** Nulls are found before the first task is accepted, and before the state is looked at. */
  @Test
  default void aNullAmongTheTasksKeepsAllFromRunning() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    for (int state = 0; state < 2; state++) {
      for (int at = 0; at < 3; at++) {
        List<Callable<Integer>> tasks =
            Arrays.asList(runs::incrementAndGet, runs::incrementAndGet, runs::incrementAndGet);
        tasks.set(at, null);
        assertThatNullPointerException().isThrownBy(() -> pool().invokeAny(tasks));
        assertThatNullPointerException().isThrownBy(() -> pool().invokeAll(tasks));
        assertThatNullPointerException()
            .isThrownBy(() -> pool().invokeAny(tasks, 1, TimeUnit.DAYS));
        assertThatNullPointerException()
            .isThrownBy(() -> pool().invokeAll(tasks, 1, TimeUnit.DAYS));
      }
      terminate(pool());
    }
    assertThat(runs).hasValue(0);
  }

  /** None of those that wait takes the place of one that is cancelled while it runs. */
  @Test
  default void whatWaitsIsCancelledBeforeWhatRuns() throws Exception {
    for (int round = 0; round < 10; round++) {
      AtomicInteger runs = new AtomicInteger();
      Blocker running = new Blocker(4);
      List<Callable<String>> tasks = new ArrayList<>(Collections.nCopies(4, running));
      tasks.addAll(Collections.nCopies(4, () -> "" + runs.incrementAndGet()));
      boolean all = round % 2 == 0;
      Call call = Call.start(() -> all ? pool().invokeAll(tasks) : pool().invokeAny(tasks));
      awaitSurely(running.started);
      call.awaitWaiting().interrupt();
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      awaitSurely(running.interrupted);
      assertThat(pool().submit(runs::get).get(SURELY, TimeUnit.SECONDS)).isZero();
    }
    terminate(pool());
  }

  /** Elsewhere it waits for itself until somebody interrupts it. */
  @Test
  default void closeInsideATaskIsRefusedAndShutsNothingDown() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              try {
                pool().submit(() -> pool().close()).get(SURELY, TimeUnit.SECONDS);
              } catch (ExecutionException e) {
                throw e.getCause();
              }
            })
        .withMessageContaining("close");
    assertThat(pool().isShutdown()).isFalse();
  }

  @Test
  default void shutdownNowReturnsNoCancelledTasks() throws Exception {
    CountDownLatch gate = occupy(4);
    Runnable plain = () -> {};
    pool().execute(plain);
    pool().submit(() -> "").cancel(false);
    assertThat(pool().shutdownNow()).containsExactly(plain);
    gate.countDown();
  }

  @Test
  default void aTaskMayWaitForItsOwnPoolAtLimitOne() throws Exception {
    ExecutorService one = create(1);
    Future<Integer> outer =
        one.submit(
            () -> {
              int sum = one.submit(() -> 1).get();
              sum += one.submit(() -> 2).get(1, TimeUnit.DAYS);
              for (Future<Integer> part :
                  one.invokeAll(List.<Callable<Integer>>of(() -> 3, () -> 4))) {
                sum += part.resultNow();
              }
              return sum + one.invokeAny(List.<Callable<Integer>>of(() -> 5));
            });
    assertThat(outer.get(SURELY, TimeUnit.SECONDS)).isEqualTo(15);
    terminate(one);
  }

  @Test
  default void aTaskFindsItsThreadAsIfItWereNew() throws Exception {
    ExecutorService one = create(1);
    AtomicInteger leaks = new AtomicInteger();
    Thread.UncaughtExceptionHandler own = (thread, failure) -> {};
    for (int i = 0; i < 100; i++) {
      one.execute(
          () -> {
            Thread me = Thread.currentThread();
            if (me.getName().equals("renamed")
                || own.equals(me.getUncaughtExceptionHandler())
                || me.getContextClassLoader() == null
                || me.isInterrupted()) {
              leaks.incrementAndGet();
            }
            me.setName("renamed");
            me.setUncaughtExceptionHandler(own);
            me.setContextClassLoader(null);
            me.interrupt();
          });
    }
    terminate(one);
    assertThat(leaks).hasValue(0);
  }

  @Test
  default void aTaskInheritsNothingFromItsSubmitter() throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("mine");
    try (ExecutorService fresh = create(1)) {
      assertThat(fresh.submit(local::get).get()).isNull();
    } finally {
      local.remove();
    }
  }

  /** A thread that a task gave away may be interrupted by anybody at any time. */
  @Test
  default void anInterruptOfAWorkerAtRestReachesNoTask() throws Exception {
    ExecutorService one = create(1);
    for (int i = 0; i < 20; i++) {
      Thread worker = one.submit(() -> Thread.currentThread()).get();
      assertThat(((TaskPool) one).awaitIdle(Duration.ofSeconds(SURELY))).isTrue();
      worker.interrupt();
      assertThat(one.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    }
    terminate(one);
  }

  @Test
  default void awaitIdleReturnsWhenAllHaveEnded() throws Exception {
    TaskPool idle = (TaskPool) pool();
    assertThat(idle.awaitIdle(Duration.ZERO)).isTrue();
    CountDownLatch gate = occupy(4);
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      idle.execute(runs::incrementAndGet);
    }
    assertThat(idle.awaitIdle(Duration.ofMillis(1))).isFalse();
    Call waiter = Call.start(() -> idle.awaitIdle(Duration.ofDays(1)));
    waiter.awaitWaiting();
    gate.countDown();
    assertThat(waiter.thrown()).isNull();
    assertThat(idle.awaitIdle(Duration.ofSeconds(SURELY))).isTrue();
    assertThat(runs).hasValue(20);
    Balance.check(idle.snapshot());
    assertThat(idle.snapshot().running()).isZero();
  }

  @Test
  default void aPausedPoolKeepsWhatItIsGiven() throws Exception {
    TaskPool paused = (TaskPool) pool();
    paused.pause();
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      paused.execute(runs::incrementAndGet);
    }
    assertThat(paused.snapshot().queued()).isEqualTo(20);
    assertThat(paused.snapshot().running()).isZero();
    assertThat(runs).hasValue(0);
    paused.resume();
    assertThat(paused.awaitIdle(Duration.ofSeconds(SURELY))).isTrue();
    assertThat(runs).hasValue(20);
    paused.pause();
    Future<String> late = paused.submit(() -> "ran");
    paused.close(); // ends the pause
    assertThat(late.resultNow()).isEqualTo("ran");
    assertThat(Balance.close(paused).completed()).isEqualTo(21);
  }

  @Test
  default void drainTellsWhatWasDroppedAndWhatRuns() throws Exception {
    TaskPool drained = (TaskPool) pool();
    Blocker blocker = new Blocker(4);
    List<Future<String>> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(drained.submit(blocker));
    }
    awaitSurely(blocker.started);
    Runnable plain = () -> {};
    drained.execute(plain);
    Future<String> waiting = drained.submit(() -> "");
    DrainReport report = drained.drain(Duration.ofMillis(1));
    assertThat(report.complete()).isFalse();
    assertThat(report.dropped())
        .extracting(DroppedTask::task)
        .containsExactlyInAnyOrder(plain, (Runnable) waiting);
    assertThat(report.running())
        .hasSize(4)
        .allMatch(task -> task.thread().matches(drained.config().name() + "-[0-9]+"))
        .extracting(task -> (Object) task.handle())
        .containsExactlyInAnyOrderElementsOf(running);
    awaitSurely(blocker.interrupted);
    PoolSnapshot end = Balance.close(drained);
    assertThat(end.dropped()).isEqualTo(2);
    assertThat(end.failed()).isEqualTo(4);
  }
}
