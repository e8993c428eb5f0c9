package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of invokeAll and invokeAny. */
interface InvokeContract extends PoolUnderTest {
  @Test
  default void invokeAllAnswersInOrderWithEveryOutcome() throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
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
    List<Future<Integer>> futures = pool().invokeAll(tasks);
    assertThat(futures).hasSize(50).allMatch(Future::isDone);
    for (int i = 0; i < 50; i++) {
      Future<Integer> future = futures.get(i);
      if (i % 10 == 3) {
        assertThat(future.exceptionNow()).hasMessage("task " + i);
      } else {
        assertThat(future.get()).isEqualTo(i);
      }
    }
    assertThat(pool().invokeAll(List.<Callable<String>>of())).isEmpty();
  }

  @Test
  default void timedInvokeAllCancelsWhatIsNotDone() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<Callable<String>> tasks =
        List.of(
            () -> "quick",
            () -> {
              never.await();
              return "slow";
            });
    List<Future<String>> futures = pool().invokeAll(tasks, 200, TimeUnit.MILLISECONDS);
    assertThat(futures).hasSize(2).allMatch(Future::isDone);
    assertThat(futures.get(1).isCancelled()).isTrue();
    List<Future<String>> none = pool().invokeAll(tasks, 0, TimeUnit.MILLISECONDS);
    assertThat(none).hasSize(2).allMatch(Future::isCancelled);
    List<Future<String>> all =
        pool().invokeAll(List.<Callable<String>>of(() -> "a", () -> "b"), 30, TimeUnit.SECONDS);
    assertThat(all).extracting(Future::get).containsExactly("a", "b");
  }

  @Test
  default void interruptedInvokeAllCancelsItsTasks() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    pool()
                        .invokeAll(
                            List.<Callable<String>>of(
                                () -> {
                                  started.countDown();
                                  try {
                                    new CountDownLatch(1).await();
                                  } catch (InterruptedException e) {
                                    cancelled.complete(true);
                                  }
                                  return "";
                                }));
                    interrupted.complete(false);
                  } catch (InterruptedException e) {
                    interrupted.complete(true);
                  }
                });
    started.await();
    caller.interrupt();
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelled.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  default void invokeAnyAnswersASuccessAndCancelsTheRest() throws Exception {
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    String result =
        pool()
            .invokeAny(
                List.<Callable<String>>of(
                    () -> {
                      throw new IllegalStateException("loser");
                    },
                    () -> {
                      started.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        cancelled.complete(true);
                      }
                      return "never";
                    },
                    () -> {
                      started.await();
                      return "winner";
                    }));
    assertThat(result).isEqualTo("winner");
    assertThat(cancelled.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  default void invokeAnyThrowsTheFailureWhenAllFail() {
    Callable<String> failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool().invokeAny(List.of(failing, failing)))
        .withCauseInstanceOf(IllegalStateException.class);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool().invokeAny(List.of(failing), 30, TimeUnit.SECONDS))
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  default void invokeAnyOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool().invokeAny(List.<Callable<String>>of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool().invokeAny(List.<Callable<String>>of(), 1, TimeUnit.SECONDS));
  }

  @Test
  default void timedInvokeAnyTimesOut() {
    Callable<String> slow =
        () -> {
          new CountDownLatch(1).await();
          return "";
        };
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> pool().invokeAny(List.of(slow, slow), 20, TimeUnit.MILLISECONDS));
  }

  @Test
  default void aNullAmongTheTasksKeepsAllFromRunning() {
    AtomicInteger runs = new AtomicInteger();
    List<Callable<Integer>> tasks = new ArrayList<>();
    tasks.add(runs::incrementAndGet);
    tasks.add(null);
    assertThatNullPointerException().isThrownBy(() -> pool().invokeAny(tasks));
    assertThatNullPointerException().isThrownBy(() -> pool().invokeAll(tasks));
    pool().close();
    assertThat(runs).hasValue(0);
  }

  @Test
  default void timedInvokeAnyThatTimesOutCancelsItsTasks() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(2);
    CountDownLatch started = new CountDownLatch(2);
    Callable<String> slow =
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return "";
        };
    do {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> pool().invokeAny(List.of(slow, slow), 20, TimeUnit.MILLISECONDS));
    } while (started.getCount() > 0); // too slow a machine: cancelled before they started
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
