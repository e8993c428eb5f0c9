package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of invokeAll. */
interface InvokeAllContract extends PoolUnderTest {
  @Test
  default void invokeAllAnswersInOrderWithEveryOutcome() throws Exception {
    Set<Callable<Integer>> tasks = new LinkedHashSet<>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      tasks.add(
          () -> {
            if (number % 10 == 3) {
              throw new IllegalStateException("task " + number);
            }
            return number;
          });
    }
    for (List<Future<Integer>> futures :
        List.of(
            pool().invokeAll(tasks),
            pool().invokeAll(tasks, SURELY, TimeUnit.SECONDS),
            pool().invokeAll(tasks, Long.MAX_VALUE, TimeUnit.DAYS))) {
      assertThat(futures).hasSize(50).allMatch(Future::isDone).noneMatch(Future::isCancelled);
      for (int i = 0; i < 50; i++) {
        Future<Integer> future = futures.get(i);
        if (i % 10 == 3) {
          assertThat(future.exceptionNow()).hasMessage("task " + i);
        } else {
          assertThat(future.get()).isEqualTo(i);
        }
      }
    }
  }

  @Test
  default void invokeAllRunsATaskGivenTwiceTwice() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    List<Future<Integer>> futures =
        pool().invokeAll(Collections.nCopies(200, runs::incrementAndGet));
    assertThat(futures).extracting(Future::resultNow).doesNotHaveDuplicates().hasSize(200);
    assertThat(runs).hasValue(200);
  }

  @Test
  default void invokeAllOfFailuresDoesNotThrow() throws Exception {
    Callable<String> failing =
        () -> {
          throw new AssertionError("on purpose");
        };
    assertThat(pool().invokeAll(List.of(failing, failing)))
        .extracting(Future::state)
        .containsExactly(Future.State.FAILED, Future.State.FAILED);
  }

  /** A machine may be too slow for any time-out, so it grows until the quick task made it. */
  @Test
  default void timedInvokeAllCancelsWhatIsNotDone() throws Exception {
    for (long millis = 5; ; millis *= 4) {
      Blocker blocker = new Blocker();
      long start = System.nanoTime();
      List<Future<String>> futures =
          pool()
              .invokeAll(
                  List.<Callable<String>>of(() -> "quick", blocker), millis, TimeUnit.MILLISECONDS);
      assertThat(System.nanoTime() - start)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
      assertThat(futures).hasSize(2).allMatch(Future::isDone);
      assertThat(futures.get(1).state()).isEqualTo(Future.State.CANCELLED);
      assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> futures.get(1).get());
      if (blocker.hasStarted()) {
        awaitSurely(blocker.interrupted);
      }
      if (!futures.get(0).isCancelled() && blocker.hasStarted()) {
        assertThat(futures.get(0).resultNow()).isEqualTo("quick");
        return;
      }
    }
  }

  /** Also with the smallest long: less than no time, not an overflow that waits for ever. */
  @Test
  default void invokeAllWithoutTimeLeftCancelsAll() throws Exception {
    for (TimeUnit unit : List.of(TimeUnit.NANOSECONDS, TimeUnit.DAYS)) {
      for (long over : OVER) {
        Call call =
            Call.start(
                () -> {
                  List<Future<String>> futures =
                      pool().invokeAll(List.of(new Blocker(), new Blocker()), over, unit);
                  return assertThat(futures).hasSize(2).allMatch(Future::isCancelled);
                });
        assertThat(call.thrown()).as("%d %s", over, unit).isNull();
      }
    }
  }

  @Test
  default void invokeAllIsInterruptibleBeforeItWaits() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    for (boolean timed : new boolean[] {false, true}) {
      List<Callable<String>> tasks = List.of(new Blocker(), new Blocker());
      Call call = Call.startInterrupted(() -> ended.addAndGet(all(tasks, timed).size()));
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      assertThat(call.staysInterrupted()).isFalse();
    }
    assertThat(ended).hasValue(0);
    terminate(pool());
  }

  @Test
  default void interruptedInvokeAllCancelsWhatRuns() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      Blocker running = new Blocker(4);
      Call call = Call.start(() -> all(Collections.nCopies(4, running), timed));
      awaitSurely(running.started);
      call.awaitWaiting().interrupt();
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      assertThat(call.staysInterrupted()).isFalse();
      awaitSurely(running.interrupted);
    }
    terminate(pool());
  }

  @Test
  default void interruptedInvokeAllCancelsWhatWaits() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      CountDownLatch gate = occupy(4);
      AtomicInteger runs = new AtomicInteger();
      Call call =
          Call.start(() -> all(Collections.nCopies(5, () -> "" + runs.incrementAndGet()), timed));
      call.awaitWaiting().interrupt();
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      assertThat(call.staysInterrupted()).isFalse();
      gate.countDown();
      assertThat(pool().submit(runs::get).get(SURELY, TimeUnit.SECONDS)).isZero();
    }
    terminate(pool());
  }

  private List<Future<String>> all(List<Callable<String>> tasks, boolean timed)
      throws InterruptedException {
    return timed ? pool().invokeAll(tasks, 1, TimeUnit.DAYS) : pool().invokeAll(tasks);
  }

  @Test
  default void shutdownLetsInvokeAllFinish() throws Exception {
    CountDownLatch gate = occupy(4);
    List<Future<String>> futures = new ArrayList<>();
    Call call =
        Call.start(() -> futures.addAll(pool().invokeAll(Collections.nCopies(9, () -> "ran"))));
    call.awaitWaiting();
    pool().shutdown();
    gate.countDown();
    @Nullable Throwable thrown = call.thrown();
    if (thrown == null) { // otherwise it was shut down while it submitted, and says so
      assertThat(futures).hasSize(9).allMatch(future -> future.resultNow().equals("ran"));
    } else {
      assertThat(thrown).isInstanceOf(RejectedExecutionException.class);
    }
    terminate(pool());
  }

  @Test
  default void shutdownNowInterruptsTheTasksOfInvokeAll() throws Exception {
    Blocker blocker = new Blocker(4);
    List<Future<String>> futures = new ArrayList<>();
    Call call = Call.start(() -> futures.addAll(pool().invokeAll(Collections.nCopies(4, blocker))));
    awaitSurely(blocker.started);
    assertThat(pool().shutdownNow()).isEmpty();
    assertThat(call.thrown()).isNull();
    assertThat(futures)
        .hasSize(4)
        .allMatch(future -> future.exceptionNow() instanceof InterruptedException);
  }

  @Test
  default void aTaskMayInvokeAll() throws Exception {
    Future<Integer> sum =
        pool()
            .submit(
                () -> {
                  int total = 0;
                  for (Future<Integer> part :
                      pool().invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2, () -> 3))) {
                    total += part.get();
                  }
                  return total;
                });
    assertThat(sum.get(SURELY, TimeUnit.SECONDS)).isEqualTo(6);
  }
}
