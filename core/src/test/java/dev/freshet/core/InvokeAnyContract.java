package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of invokeAny. */
interface InvokeAnyContract extends PoolUnderTest {
  private static Callable<String> failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    };
  }

  private <T> T any(List<Callable<T>> tasks, boolean timed) throws Exception {
    return timed ? pool().invokeAny(tasks, 1, TimeUnit.DAYS) : pool().invokeAny(tasks);
  }

  @Test
  default void invokeAnyAnswersOneOfTheResults() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      String either = any(List.of(() -> "a", () -> "b"), timed);
      assertThat(either).isIn("a", "b");
      String only = any(List.of(() -> "only"), timed);
      assertThat(only).isEqualTo("only");
      Callable<String> nothing = () -> null;
      assertThat(any(List.of(nothing), timed)).as("null is a result").isNull();
    }
  }

  @Test
  default void invokeAnyFindsTheOneThatSucceeds() throws Exception {
    for (int at : new int[] {0, 20, 40}) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i <= 40; i++) {
        tasks.add(i == at ? () -> "found" : failing(new IllegalStateException("task " + i)));
      }
      assertThat(any(tasks, false)).isEqualTo("found");
      assertThat(any(tasks, true)).isEqualTo("found");
    }
  }

  @Test
  default void invokeAnyWaitsForALateSuccess() throws Exception {
    CountDownLatch failed = new CountDownLatch(2);
    Callable<String> loser =
        () -> {
          failed.countDown();
          throw new IllegalStateException("on purpose");
        };
    Callable<String> late =
        () -> {
          failed.await();
          return "late";
        };
    assertThat(pool().invokeAny(List.of(late, loser, loser))).isEqualTo("late");
  }

  @Test
  default void invokeAnyCancelsTheRest() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      Blocker blocker = new Blocker(3);
      List<Callable<String>> tasks = new ArrayList<>(Collections.nCopies(3, blocker));
      tasks.add(
          () -> {
            blocker.started.await();
            return "winner";
          });
      assertThat(any(tasks, timed)).isEqualTo("winner");
      awaitSurely(blocker.interrupted);
    }
    terminate(pool());
  }

  @Test
  default void invokeAnyThrowsAFailureWhenAllFail() {
    Throwable[] failures = {
      new IllegalStateException("unchecked"),
      new IOException("checked"),
      new AssertionError("error"),
      new InterruptedException("interrupted, says the task"),
      new CancellationException("cancelled, says the task")
    };
    for (boolean timed : new boolean[] {false, true}) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (Throwable failure : failures) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> any(List.of(failing(failure)), timed))
            .withCause(failure);
        tasks.add(failing(failure));
      }
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> any(tasks, timed))
          .satisfies(e -> assertThat(e.getCause()).isIn((Object[]) failures));
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  default void timedInvokeAnyTimesOutAndCancels() throws Exception {
    for (long millis = 5; ; millis *= 4) {
      Blocker blocker = new Blocker(2);
      long start = System.nanoTime();
      long timeout = millis;
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(
              () -> pool().invokeAny(List.of(blocker, blocker), timeout, TimeUnit.MILLISECONDS));
      assertThat(System.nanoTime() - start)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
      if (blocker.hasStarted()) { // otherwise the machine is too slow for that time
        awaitSurely(blocker.interrupted);
        terminate(pool());
        return;
      }
    }
  }

  @Test
  default void timedInvokeAnyTimesOutThoughSomeFailed() {
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(
            () ->
                pool()
                    .invokeAny(
                        List.of(failing(new IllegalStateException("early")), new Blocker()),
                        5,
                        TimeUnit.MILLISECONDS));
  }

  /** Also with the smallest long: less than no time, not an overflow that waits for ever. */
  @Test
  default void invokeAnyWithoutTimeLeftTimesOut() throws Exception {
    for (TimeUnit unit : List.of(TimeUnit.NANOSECONDS, TimeUnit.DAYS)) {
      for (long over : OVER) {
        Call call =
            Call.start(() -> pool().invokeAny(List.of(new Blocker(), new Blocker()), over, unit));
        assertThat(call.thrown()).as("%d %s", over, unit).isInstanceOf(TimeoutException.class);
      }
    }
    String found = pool().invokeAny(List.of(() -> "a"), Long.MAX_VALUE, TimeUnit.DAYS);
    assertThat(found).isEqualTo("a");
    terminate(pool());
  }

  @Test
  default void invokeAnyIsInterruptibleBeforeItWaits() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      Call call = Call.startInterrupted(() -> any(List.of(new Blocker(), new Blocker()), timed));
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      assertThat(call.staysInterrupted()).isFalse();
    }
    terminate(pool());
  }

  @Test
  default void interruptedInvokeAnyCancelsWhatRuns() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      Blocker blocker = new Blocker(2);
      Call call = Call.start(() -> any(List.of(blocker, blocker), timed));
      awaitSurely(blocker.started);
      call.awaitWaiting().interrupt();
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      assertThat(call.staysInterrupted()).isFalse();
      awaitSurely(blocker.interrupted);
    }
    terminate(pool());
  }

  @Test
  default void interruptedInvokeAnyCancelsWhatWaits() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      CountDownLatch gate = occupy(4);
      AtomicInteger runs = new AtomicInteger();
      Call call =
          Call.start(() -> any(Collections.nCopies(5, () -> "" + runs.incrementAndGet()), timed));
      call.awaitWaiting().interrupt();
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      assertThat(call.staysInterrupted()).isFalse();
      gate.countDown();
      assertThat(pool().submit(runs::get).get(SURELY, TimeUnit.SECONDS)).isZero();
    }
    terminate(pool());
  }

  @Test
  default void shutdownNowInterruptsTheTasksOfInvokeAny() throws Exception {
    Blocker blocker = new Blocker(4);
    Call call = Call.start(() -> pool().invokeAny(Collections.nCopies(4, blocker)));
    awaitSurely(blocker.started);
    assertThat(pool().shutdownNow()).isEmpty();
    assertThat(call.thrown())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  default void aTaskMayInvokeAny() throws Exception {
    assertThat(
            pool()
                .submit(
                    () ->
                        pool()
                            .invokeAny(
                                List.of(
                                    failing(new IllegalStateException("loser")), () -> "winner")))
                .get(SURELY, TimeUnit.SECONDS))
        .isEqualTo("winner");
  }
}
