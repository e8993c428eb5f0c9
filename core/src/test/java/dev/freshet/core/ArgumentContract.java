package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitStubbornly;
import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Null arguments and refused tasks, in every state of a pool. */
@SuppressWarnings("FutureReturnValueIgnored") // the calls fail
interface ArgumentContract extends PoolUnderTest {
  /** The states, each with a pool in it. */
  enum Stage {
    OPEN {
      @Override
      void enter(ExecutorService pool, CountDownLatch gate) {}
    },
    SHUT_DOWN {
      @Override
      void enter(ExecutorService pool, CountDownLatch gate) throws InterruptedException {
        keepBusy(pool, gate);
        pool.shutdown();
      }
    },
    STOPPED {
      @Override
      void enter(ExecutorService pool, CountDownLatch gate) throws InterruptedException {
        keepBusy(pool, gate);
        pool.shutdownNow();
      }
    },
    TERMINATED {
      @Override
      void enter(ExecutorService pool, CountDownLatch gate) throws InterruptedException {
        terminate(pool);
      }
    },
    CLOSED {
      @Override
      void enter(ExecutorService pool, CountDownLatch gate) {
        pool.close();
      }
    };

    abstract void enter(ExecutorService pool, CountDownLatch gate) throws InterruptedException;

    private static void keepBusy(ExecutorService pool, CountDownLatch gate)
        throws InterruptedException {
      CountDownLatch started = new CountDownLatch(1);
      pool.execute(
          () -> {
            started.countDown();
            awaitStubbornly(gate);
          });
      awaitSurely(started);
    }
  }

  /** What to try with a pool in a state. */
  @FunctionalInterface
  interface Attempt {
    void on(ExecutorService pool, Stage stage) throws Exception;
  }

  private void inEveryStage(Attempt attempt, Stage... stages) throws Exception {
    for (Stage stage : stages) {
      ExecutorService pool = create(2);
      CountDownLatch gate = new CountDownLatch(1);
      stage.enter(pool, gate);
      attempt.on(pool, stage);
      gate.countDown();
      terminate(pool);
    }
  }

  private static Callable<String> failingIfRun() {
    return () -> {
      throw new AssertionError("was refused, but ran");
    };
  }

  @Test
  default void nullsAreRefusedInEveryState() throws Exception {
    List<Callable<String>> tasks = List.of(failingIfRun());
    inEveryStage(
        (pool, stage) -> {
          Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
          calls.put("execute", () -> pool.execute(null));
          calls.put("submit a Runnable", () -> pool.submit((Runnable) null));
          calls.put("submit a Callable", () -> pool.submit((Callable<?>) null));
          calls.put("submit with a result", () -> pool.submit(null, "result"));
          calls.put("submit with a null result", () -> pool.submit(null, null));
          calls.put("invokeAll", () -> pool.invokeAll(null));
          calls.put("timed invokeAll", () -> pool.invokeAll(null, 1, TimeUnit.SECONDS));
          calls.put("late invokeAll", () -> pool.invokeAll(null, 0, TimeUnit.SECONDS));
          calls.put("invokeAll, unit", () -> pool.invokeAll(tasks, 1, null));
          calls.put("invokeAll, unit, no tasks", () -> pool.invokeAll(List.of(), 1, null));
          calls.put("invokeAny", () -> pool.invokeAny(null));
          calls.put("timed invokeAny", () -> pool.invokeAny(null, 1, TimeUnit.SECONDS));
          calls.put("late invokeAny", () -> pool.invokeAny(null, -1, TimeUnit.SECONDS));
          calls.put("invokeAny, unit", () -> pool.invokeAny(tasks, 1, null));
          calls.put("awaitTermination", () -> pool.awaitTermination(1, null));
          calls.put("late awaitTermination", () -> pool.awaitTermination(0, null));
          calls.forEach(
              (name, call) ->
                  assertThatThrownBy(call)
                      .as("%s, %s", name, stage)
                      .isInstanceOf(NullPointerException.class));
        },
        Stage.values());
  }

  @Test
  default void aNullAmongTheTasksIsRefused() {
    AtomicInteger runs = new AtomicInteger();
    Callable<Integer> task =
        () -> {
          runs.incrementAndGet();
          throw new IllegalStateException("no success, so invokeAny comes to the null");
        };
    for (int at = 0; at < 3; at++) {
      List<Callable<Integer>> tasks = Arrays.asList(task, task, task);
      tasks.set(at, null);
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("invokeAll", () -> pool().invokeAll(tasks));
      calls.put("timed invokeAll", () -> pool().invokeAll(tasks, 1, TimeUnit.MINUTES));
      calls.put("late invokeAll", () -> pool().invokeAll(tasks, 0, TimeUnit.MINUTES));
      calls.put("invokeAny", () -> pool().invokeAny(tasks));
      calls.put("timed invokeAny", () -> pool().invokeAny(tasks, 1, TimeUnit.MINUTES));
      String place = "null at " + at;
      calls.forEach(
          (name, call) ->
              assertThatThrownBy(call)
                  .as("%s, %s", name, place)
                  .isInstanceOf(NullPointerException.class));
    }
  }

  @Test
  default void everyWayToSubmitIsRefusedOnceShutDown() throws Exception {
    List<Callable<String>> tasks = List.of(failingIfRun(), failingIfRun());
    AtomicInteger runs = new AtomicInteger();
    inEveryStage(
        (pool, stage) -> {
          Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
          calls.put("execute", () -> pool.execute(runs::incrementAndGet));
          calls.put("submit a Runnable", () -> pool.submit((Runnable) runs::incrementAndGet));
          calls.put("submit a Callable", () -> pool.submit(() -> runs.incrementAndGet()));
          calls.put("submit with a result", () -> pool.submit(runs::incrementAndGet, ""));
          calls.put("invokeAll", () -> pool.invokeAll(tasks));
          calls.put("timed invokeAll", () -> pool.invokeAll(tasks, 1, TimeUnit.SECONDS));
          calls.put("invokeAny", () -> pool.invokeAny(tasks));
          calls.put("timed invokeAny", () -> pool.invokeAny(tasks, 1, TimeUnit.SECONDS));
          calls.forEach(
              (name, call) ->
                  assertThatThrownBy(call)
                      .as("%s, %s", name, stage)
                      .isInstanceOf(RejectedExecutionException.class));
        },
        Stage.SHUT_DOWN,
        Stage.STOPPED,
        Stage.TERMINATED,
        Stage.CLOSED);
    assertThat(runs).hasValue(0);
  }

  @Test
  default void aRefusalNeitherNeedsNorTouchesTheInterruptStatus() throws Exception {
    terminate(pool());
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool().execute(() -> {}));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool().submit(() -> ""));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  default void noTasksAreNoErrorForInvokeAllAndOneForInvokeAny() throws Exception {
    List<Callable<String>> none = List.of();
    inEveryStage(
        (pool, stage) -> {
          assertThat(pool.invokeAll(none)).isEmpty();
          assertThat(pool.invokeAll(none, 1, TimeUnit.SECONDS)).isEmpty();
          assertThat(pool.invokeAll(none, 0, TimeUnit.SECONDS)).isEmpty();
          assertThat(pool.invokeAll(none, -1, TimeUnit.SECONDS)).isEmpty();
          assertThatIllegalArgumentException().isThrownBy(() -> pool.invokeAny(none));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> pool.invokeAny(none, 1, TimeUnit.SECONDS));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> pool.invokeAny(none, 0, TimeUnit.SECONDS));
        },
        Stage.values());
  }
}
