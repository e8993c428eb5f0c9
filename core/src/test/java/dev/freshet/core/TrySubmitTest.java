package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Submitting with an outcome instead of an exception. */
@Timeout(60)
class TrySubmitTest {
  private static final TaskOptions NONE = TaskOptions.none();
  private static final Duration LONG = Duration.ofDays(1);

  static List<Overflow> policies() {
    return List.of(
        Overflow.block(),
        Overflow.reject(),
        Overflow.callerRuns(),
        Overflow.discardOldest(),
        Overflow.fallback(
            task -> {
              throw new AssertionError("diverted");
            }));
  }

  private static TaskPool pool(int lane, Overflow overflow) {
    return TaskPool.builder().limit(1).laneCapacity(lane).overflow(overflow).build();
  }

  private static <V> Refusal why(Submission<V> answer) {
    return switch (answer) {
      case Submission.Accepted<V> accepted -> throw new AssertionError("" + accepted);
      case Submission.Refused<V>(Refusal why) -> why;
    };
  }

  private static <V> TaskHandle<V> handle(Submission<V> answer) {
    return switch (answer) {
      case Submission.Accepted<V>(TaskHandle<V> handle) -> handle;
      case Submission.Refused<V>(Refusal why) -> throw new AssertionError("" + why);
    };
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aFullPoolAnswersAtOnceWhateverItsPolicy(Overflow policy) throws Exception {
    TaskPool pool = pool(2, policy);
    Occupier occupier = Occupier.of(pool);
    AtomicInteger runs = new AtomicInteger();
    assertThat(pool.tryExecute(runs::incrementAndGet)).isEmpty();
    TaskHandle<Integer> second = handle(pool.trySubmit(runs::incrementAndGet));
    assertThat(pool.tryExecute(runs::incrementAndGet)).contains(Refusal.LANE_FULL);
    assertThat(why(pool.trySubmit(runs::incrementAndGet))).isEqualTo(Refusal.LANE_FULL);
    assertThat(why(pool.trySubmit(runs::incrementAndGet, NONE.priority(1))))
        .isEqualTo(Refusal.LANE_FULL);
    assertThat(why(pool.trySubmit(runs::incrementAndGet, NONE, Duration.ZERO)))
        .isEqualTo(Refusal.LANE_FULL);
    assertThat(why(pool.trySubmit(runs::incrementAndGet, NONE, Duration.ofNanos(-1))))
        .isEqualTo(Refusal.LANE_FULL);
    Balance.check(pool.snapshot());
    occupier.letGo();
    assertThat(second.get()).isEqualTo(2);
    assertThat(handle(pool.trySubmit(runs::incrementAndGet, NONE.name("third"))).get())
        .isEqualTo(3);
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.rejected()).isEqualTo(5);
    assertThat(end.submitted()).isEqualTo(4);
    assertThat(runs).hasValue(3);
  }

  @Test
  void aPoolThatWasShutDownSaysSo() throws Exception {
    TaskPool pool = pool(1, Overflow.block());
    pool.shutdown();
    assertThat(pool.tryExecute(() -> {})).contains(Refusal.SHUT_DOWN);
    assertThat(why(pool.trySubmit(() -> 1))).isEqualTo(Refusal.SHUT_DOWN);
    assertThat(why(pool.trySubmit(() -> 1, NONE, LONG))).isEqualTo(Refusal.SHUT_DOWN);
    assertThat(Balance.close(pool).rejected()).isEqualTo(3);
  }

  @Test
  void patienceEndsWithTheTimeOrTheDeadline() throws Exception {
    TaskPool pool = pool(1, Overflow.reject());
    Occupier occupier = Occupier.of(pool);
    pool.execute(() -> {});
    Duration moment = Duration.ofMillis(2);
    assertThat(why(pool.trySubmit(() -> 1, NONE, moment))).isEqualTo(Refusal.TIMED_OUT);
    assertThat(why(pool.trySubmit(() -> 1, NONE.deadline(LONG), moment)))
        .isEqualTo(Refusal.TIMED_OUT);
    assertThat(why(pool.trySubmit(() -> 1, NONE.deadline(moment), LONG)))
        .isEqualTo(Refusal.EXPIRED);
    occupier.letGo();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.rejected()).isEqualTo(3);
    assertThat(end.expired()).isZero();
  }

  /** One place at a time, so that no two submitters are awake and may overtake each other. */
  @Test
  void thePatientEnterInOrderWhateverThePolicy() throws Exception {
    TaskPool pool = pool(1, Overflow.reject());
    Semaphore permits = new Semaphore(0);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    pool.execute(permits::acquireUninterruptibly);
    pool.execute(permits::acquireUninterruptibly);
    List<CompletableFuture<Submission<Boolean>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      Callable<Boolean> task =
          () -> {
            permits.acquireUninterruptibly();
            return order.add(number);
          };
      CompletableFuture<Submission<Boolean>> answer = new CompletableFuture<>();
      answers.add(answer);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  answer.complete(pool.trySubmit(task, NONE, LONG));
                } catch (InterruptedException e) {
                  answer.completeExceptionally(e);
                }
              });
      while (pool.snapshot().blocked() < i + 1) {
        Thread.onSpinWait();
      }
    }
    assertThat(pool.tryExecute(() -> {})).contains(Refusal.LANE_FULL);
    for (int left = 9; left >= 0; left--) {
      permits.release();
      while (pool.snapshot().blocked() > left) {
        Thread.onSpinWait();
      }
    }
    permits.release(2);
    for (CompletableFuture<Submission<Boolean>> answer : answers) {
      assertThat(handle(answer.get()).get()).isTrue();
    }
    Balance.close(pool);
    assertThat(order).hasSize(10).isSorted();
  }

  @Test
  void thePatientAreInterruptible() throws Exception {
    TaskPool pool = pool(1, Overflow.block());
    Occupier occupier = Occupier.of(pool);
    Thread.currentThread().interrupt();
    TaskHandle<Integer> entered = handle(pool.trySubmit(() -> 1, NONE, LONG));
    assertThat(Thread.currentThread().isInterrupted()).as("there was room: no wait").isTrue();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> pool.trySubmit(() -> 2, NONE, LONG));
    assertThat(Thread.interrupted()).isFalse();
    occupier.letGo();
    assertThat(entered.get()).isEqualTo(1);
    assertThat(Balance.close(pool).rejected()).isEqualTo(1);
  }

  @Test
  void shutdownAnswersThePatient() throws Exception {
    TaskPool pool = pool(1, Overflow.block());
    Occupier occupier = Occupier.of(pool);
    pool.execute(() -> {});
    CompletableFuture<Submission<Integer>> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(pool.trySubmit(() -> 1, NONE, LONG));
              } catch (InterruptedException e) {
                answer.completeExceptionally(e);
              }
            });
    while (pool.snapshot().blocked() < 1) {
      Thread.onSpinWait();
    }
    pool.shutdown();
    assertThat(why(answer.get())).isEqualTo(Refusal.SHUT_DOWN);
    occupier.letGo();
    Balance.close(pool);
  }

  @Test
  void aTaskDoesNotWaitForRoomInItsOwnPool() throws Exception {
    TaskPool pool = pool(1, Overflow.block());
    Refusal inside =
        pool.submit(
                () -> {
                  pool.execute(() -> {});
                  return why(pool.trySubmit(() -> 1, NONE, LONG));
                })
            .get();
    assertThat(inside).isEqualTo(Refusal.LANE_FULL);
    Balance.close(pool);
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void nullsAreRefused() throws Exception {
    TaskPool pool = pool(1, Overflow.block());
    assertThatNullPointerException()
        .isThrownBy(() -> pool.tryExecute(null))
        .withMessageContaining("task");
    assertThatNullPointerException().isThrownBy(() -> pool.trySubmit(null));
    assertThatNullPointerException().isThrownBy(() -> pool.trySubmit(null, NONE));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.trySubmit(() -> 1, null))
        .withMessageContaining("options");
    assertThatNullPointerException()
        .isThrownBy(() -> pool.trySubmit(() -> 1, NONE, null))
        .withMessageContaining("patience");
    assertThatNullPointerException()
        .isThrownBy(() -> pool.execute(() -> {}, null))
        .withMessageContaining("options");
    assertThatNullPointerException()
        .isThrownBy(() -> pool.submit((Callable<Integer>) () -> 1, null))
        .withMessageContaining("options");
    assertThat(pool.submit(() -> {}, null).get()).as("a null result").isNull();
    assertThat(Balance.close(pool).submitted()).isEqualTo(1);
  }
}
