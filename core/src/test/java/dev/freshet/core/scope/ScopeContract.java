package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scope promises on any pool with room for four tasks at once. */
@Timeout(60)
@SuppressWarnings("ThreadPriorityCheck") // a yield gives others an occasion, nothing rests on it
abstract class ScopeContract {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ScopeOptions TWO_SECONDS =
      ScopeOptions.none().name("page").deadline(Duration.ofSeconds(2));

  private final ManualTime time = new ManualTime();
  private ExecutorService pool;

  /** Runs at least four tasks at once. */
  abstract ExecutorService create();

  @BeforeEach
  void open() {
    pool = create();
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    assertThat(OpenScopes.innermost()).isNull();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(time.armed()).isZero();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).as("%s", pool).isTrue();
  }

  private <T> Scope<T> scope(Policy policy) {
    return Scope.open(pool, policy);
  }

  private <T> Scope<T> timed(Policy policy) {
    return Scope.open(pool, policy, TWO_SECONDS, time);
  }

  private static Integer fail(Exception failure) throws Exception {
    throw failure;
  }

  /* --- policies --- */

  @Test
  void resultsComeInTheOrderOfForking() throws Exception {
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      List<Fork<Integer>> forks = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int n = i;
        forks.add(scope.fork(() -> n));
        expected.add(n);
      }
      assertThat(scope.join()).isEqualTo(expected);
      assertThat(scope.state()).isEqualTo(Scope.State.DONE);
      assertThat(scope.isCancelled()).isFalse();
      assertThat(forks).allMatch(Fork::isDone);
      assertThat(forks.get(7).get()).isEqualTo(7);
      assertThat(forks.get(7).name()).isEqualTo("fork 8");
      assertThat(scope.outcomes().get(7)).isEqualTo(new Outcome.Success<>(7));
    }
  }

  @Test
  void anEmptyScopeJoinsAtOnce() throws Exception {
    for (Policy policy : List.of(Policy.FAIL_FAST, Policy.FAIL_LATE, Policy.COLLECT)) {
      try (Scope<Integer> scope = scope(policy)) {
        assertThat(scope.join()).isEmpty();
        assertThat(scope.state()).isEqualTo(Scope.State.DONE);
      }
    }
    Scope<Integer> unused = scope(Policy.FAIL_FAST);
    unused.close();
    assertThat(unused.state()).isEqualTo(Scope.State.DONE);
    try (Scope<Integer> race = scope(Policy.FIRST_SUCCESS)) {
      assertThatIllegalStateException()
          .isThrownBy(race::join)
          .withMessageContaining("without a fork");
    }
  }

  @Test
  void theFirstFailureCancelsTheOthers() throws Exception {
    Blocker blocker = new Blocker(2);
    IOException failure = new IOException("on purpose");
    Fork<Integer> blocked;
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      blocked = scope.fork(blocker);
      scope.fork(blocker);
      blocker.started.await();
      scope.fork("payment", () -> fail(failure));
      assertThatExceptionOfType(ScopeFailedException.class)
          .isThrownBy(scope::join)
          .withCause(failure)
          .withMessageEndingWith("payment failed")
          .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
      assertThat(scope.cancelCause()).isSameAs(failure);
      assertThat(scope.state()).isEqualTo(Scope.State.CANCELLED);
    }
    assertThat(blocker.interrupted).hasValue(2);
    assertThat(blocked.outcome()).isEqualTo(new Outcome.Cancelled<Integer>(failure, true));
    assertThatIllegalStateException().isThrownBy(blocked::get).withCause(failure);
  }

  @Test
  void allFailuresAreCollected() throws Exception {
    IOException first = new IOException("first");
    IOException second = new IOException("second");
    AtomicInteger ran = new AtomicInteger();
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_LATE, TWO_SECONDS)) {
      scope.fork(ran::incrementAndGet);
      Fork<Integer> failed = scope.fork(() -> fail(first));
      scope.fork(() -> fail(second));
      scope.fork(() -> fail(first));
      scope.fork(ran::incrementAndGet);
      assertThatExceptionOfType(ScopeFailedException.class)
          .isThrownBy(scope::join)
          .withCause(first)
          .withMessage("scope page: 3 of 5 forks failed, fork 2 first")
          .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(second));
      assertThatIllegalStateException().isThrownBy(failed::get).withCause(first);
      assertThat(failed.outcome()).isEqualTo(new Outcome.Failure<Integer>(first));
    }
    assertThat(ran).hasValue(2);
  }

  @Test
  void failingLateWithoutAFailureIsSuccess() throws Exception {
    try (Scope<Integer> scope = scope(Policy.FAIL_LATE)) {
      scope.fork(() -> 1);
      scope.fork(() -> 2);
      assertThat(scope.join()).containsExactly(1, 2);
    }
  }

  @Test
  void theFirstSuccessCancelsTheOthers() throws Exception {
    Blocker blocker = new Blocker(2);
    try (Scope<Integer> scope = scope(Policy.FIRST_SUCCESS)) {
      scope.fork(blocker);
      scope.fork(blocker);
      blocker.started.await();
      scope.fork(() -> fail(new IOException("not this one")));
      scope.fork(() -> 42);
      assertThat(scope.join()).containsExactly(42);
      assertThat(scope.state()).isEqualTo(Scope.State.DONE);
      assertThat(scope.cancelCause())
          .isInstanceOf(CancellationException.class)
          .hasMessage("fork 4 succeeded first");
    }
    assertThat(blocker.interrupted).hasValue(2);
  }

  @Test
  void withoutASuccessAllFailuresAreTold() throws Exception {
    IOException first = new IOException("first");
    IOException second = new IOException("second");
    try (Scope<Integer> scope = scope(Policy.FIRST_SUCCESS)) {
      scope.fork(() -> fail(first));
      scope.fork(() -> fail(second));
      assertThatExceptionOfType(ScopeFailedException.class)
          .isThrownBy(scope::join)
          .withCause(first)
          .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(second));
    }
  }

  @Test
  void collectTakesWhateverComes() throws Exception {
    IOException failure = new IOException("on purpose");
    IllegalStateException cause = new IllegalStateException("enough");
    Blocker blocker = new Blocker(1);
    try (Scope<Integer> scope = scope(Policy.COLLECT)) {
      scope.fork(() -> 1);
      scope.fork(() -> fail(failure));
      scope.fork(blocker);
      scope.fork(
          () -> {
            blocker.started.await();
            scope.cancel(cause);
            return 4;
          });
      assertThat(scope.join()).contains(4);
      assertThat(scope.outcomes())
          .hasSize(4)
          .contains(new Outcome.Cancelled<>(cause, true), new Outcome.Success<>(4));
      assertThat(scope.state()).isEqualTo(Scope.State.CANCELLED);
    }
  }

  @Test
  void collectWithoutACancelHasAllOutcomes() throws Exception {
    IOException failure = new IOException("on purpose");
    try (Scope<Integer> scope = scope(Policy.COLLECT)) {
      scope.fork(() -> 1);
      scope.fork(() -> fail(failure));
      assertThat(scope.join()).containsExactly(1);
      assertThat(scope.outcomes())
          .containsExactly(new Outcome.Success<>(1), new Outcome.Failure<>(failure));
    }
  }

  /* --- taking --- */

  @Test
  void resultsAreTakenInTheOrderOfTheirEnds() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      Fork<Integer> slow =
          scope.fork(
              () -> {
                gate.await();
                return 1;
              });
      Fork<Integer> quick = scope.fork(() -> 2);
      assertThat(scope.take()).isSameAs(quick);
      gate.countDown();
      assertThat(scope.take()).isSameAs(slow);
      assertThat(scope.take()).isNull();
      Fork<Integer> another = scope.fork(() -> 3);
      assertThat(scope.take()).isSameAs(another);
      assertThat(scope.take()).isNull();
      assertThat(scope.join()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void whoTookAllNeedNotJoin() throws Exception {
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      int sum = 0;
      for (int i = 1; i <= 50; i++) {
        int n = i;
        scope.fork(() -> n);
      }
      for (Fork<? extends Integer> fork = scope.take(); fork != null; fork = scope.take()) {
        sum += fork.get();
      }
      assertThat(sum).isEqualTo(1275);
    }
  }

  @Test
  void takingEndsWithTheScope() throws Exception {
    Blocker blocker = new Blocker(1);
    IOException failure = new IOException("on purpose");
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      scope.fork(blocker);
      blocker.started.await();
      scope.fork(() -> fail(failure));
      assertThatExceptionOfType(ScopeFailedException.class)
          .isThrownBy(scope::take)
          .withCause(failure);
      assertThatExceptionOfType(ScopeFailedException.class).isThrownBy(scope::take);
      assertThatExceptionOfType(ScopeFailedException.class).isThrownBy(scope::join);
    }
    assertThat(blocker.interrupted).hasValue(1);
  }

  /* --- the bound --- */

  @Test
  void neverMoreForksThanTheBound() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().limit(2))) {
      for (int i = 0; i < 200; i++) {
        scope.fork(
            () -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              Thread.yield();
              return now.decrementAndGet();
            });
      }
      assertThat(scope.join()).hasSize(200);
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void aCancelEndsTheWaitForTheBound() throws Exception {
    Blocker blocker = new Blocker(1);
    IllegalStateException cause = new IllegalStateException("enough");
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().limit(1))) {
      scope.fork(blocker);
      blocker.started.await();
      Thread owner = Thread.currentThread();
      Thread canceller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (owner.getState() != Thread.State.TIMED_WAITING) {
                      Thread.onSpinWait();
                    }
                    scope.cancel(cause);
                  });
      Fork<Integer> second = scope.fork(() -> 2);
      canceller.join();
      assertThat(second.outcome()).isEqualTo(new Outcome.Cancelled<>(cause, false));
      assertThatExceptionOfType(ScopeCancelledException.class)
          .isThrownBy(scope::join)
          .withCause(cause);
    }
  }

  @Test
  void anInterruptOfTheWaitForTheBoundCancels() throws Exception {
    Blocker blocker = new Blocker(1);
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().limit(1))) {
      scope.fork(blocker);
      blocker.started.await();
      Thread.currentThread().interrupt();
      scope.fork(() -> 2);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(scope.cancelCause()).isInstanceOf(InterruptedException.class);
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
  }

  /* --- cancelling --- */

  @Test
  void aCancelReachesForksAndOwner() throws Exception {
    Blocker blocker = new Blocker(3);
    IllegalStateException cause = new IllegalStateException("client gone");
    try (Scope<Integer> scope = scope(Policy.FAIL_LATE)) {
      scope.fork(blocker);
      scope.fork(blocker);
      scope.fork(blocker);
      Thread canceller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    awaitQuietly(blocker.started);
                    assertThat(scope.cancel(cause)).isTrue();
                    assertThat(scope.cancel(new IllegalStateException("too late"))).isFalse();
                  });
      assertThatExceptionOfType(ScopeCancelledException.class)
          .isThrownBy(scope::join)
          .withCause(cause)
          .withMessageEndingWith("was cancelled");
      canceller.join();
      assertThat(scope.cancelCause()).isSameAs(cause);
      assertThatIllegalStateException().isThrownBy(() -> scope.fork(() -> 1));
    }
    assertThat(blocker.interrupted).hasValue(3);
  }

  @Test
  void aForkOfACancelledScopeNeverRuns() throws Exception {
    IllegalStateException cause = new IllegalStateException("before it began");
    AtomicInteger ran = new AtomicInteger();
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      scope.cancel(cause);
      Fork<Integer> fork = scope.fork(ran::incrementAndGet);
      assertThat(fork.outcome()).isEqualTo(new Outcome.Cancelled<>(cause, false));
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
    assertThat(ran).hasValue(0);
  }

  @Test
  void theForkThatCancelsIsNotInterrupted() throws Exception {
    Blocker blocker = new Blocker(1);
    IllegalStateException cause = new IllegalStateException("enough");
    Fork<Integer> fork;
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      scope.fork(blocker);
      fork =
          scope.fork(
              () -> {
                blocker.started.await();
                scope.cancel(cause);
                return Thread.currentThread().isInterrupted() ? 1 : 0;
              });
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
    assertThat(fork.get()).isZero();
    assertThat(blocker.interrupted).hasValue(1);
  }

  @Test
  void aForkSeesTheCause() throws Exception {
    IllegalStateException cause = new IllegalStateException("enough");
    AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      scope.fork(
          () -> {
            started.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              seen.set(scope.cancelCause());
            }
            return 1;
          });
      started.await();
      scope.cancel(cause);
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
    assertThat(seen).hasValue(cause);
  }

  @Test
  void anAlarmEndsAForkThatIsDeafToInterrupts() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch rung = new CountDownLatch(1);
    Fork<Integer> fork;
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      fork =
          scope.fork(
              () -> {
                try (Alarm _ = Scope.onCancel(rung::countDown)) {
                  started.countDown();
                  awaitStubbornly(rung);
                }
                return 7;
              });
      started.await();
      scope.cancel(new IllegalStateException("enough"));
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
    assertThat(fork.get()).isEqualTo(7);
  }

  @Test
  void anAlarmRingsAtTheInnermostDeadline() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    try (Scope<Integer> scope = timed(Policy.FAIL_FAST)) {
      CountDownLatch rung = new CountDownLatch(1);
      scope.fork(
          () ->
              Deadline.callWithin(
                  Deadline.after(time, SECOND),
                  () -> {
                    try (Alarm _ = Scope.onCancel(rung::countDown)) {
                      started.countDown();
                      rung.await();
                    }
                    return 1;
                  }));
      started.await();
      time.pass(SECOND);
      assertThat(scope.join()).containsExactly(1);
    }
  }

  @Test
  void anAlarmOfACancelledScopeRingsAtOnce() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Fork<Integer> fork;
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      fork =
          scope.fork(
              () -> {
                started.countDown();
                while (!scope.isCancelled()) {
                  Thread.onSpinWait();
                }
                CountDownLatch rung = new CountDownLatch(1);
                try (Alarm _ = Scope.onCancel(rung::countDown)) {
                  awaitStubbornly(rung);
                }
                return 1;
              });
      started.await();
      scope.cancel(new IllegalStateException("enough"));
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
    assertThat(fork.get()).isOne();
  }

  /* --- deadlines --- */

  @Test
  void theDeadlineEndsForksAndJoin() throws Exception {
    Blocker blocker = new Blocker(2);
    try (Scope<Integer> scope = timed(Policy.FAIL_FAST)) {
      CountDownLatch quick = new CountDownLatch(1);
      scope.fork(
          () -> {
            quick.countDown();
            return 1;
          });
      scope.fork("stock", blocker);
      scope.fork(blocker);
      quick.await();
      blocker.started.await();
      assertThat(scope.take()).isNotNull();
      time.pass(SECOND);
      assertThat(scope.state()).isEqualTo(Scope.State.OPEN);
      time.pass(SECOND);
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(scope::join)
          .withMessage("scope page: the deadline passed, 2 of 3 forks had not ended: stock, fork 3")
          .satisfies(e -> assertThat(e.unfinished()).containsExactly("stock", "fork 3"));
      assertThat(scope.state()).isEqualTo(Scope.State.DEADLINE_EXCEEDED);
      assertThat(scope.cancelCause()).isInstanceOf(DeadlineExceededException.class);
    }
    assertThat(blocker.interrupted).hasValue(2);
  }

  @Test
  void collectAnswersWhatThereIsAtTheDeadline() throws Exception {
    Blocker blocker = new Blocker(1);
    try (Scope<Integer> scope = timed(Policy.COLLECT)) {
      scope.fork(() -> 1);
      scope.fork(blocker);
      assertThat(scope.take()).isNotNull();
      blocker.started.await();
      time.pass(Duration.ofSeconds(2));
      assertThat(scope.join()).containsExactly(1);
      assertThat(scope.state()).isEqualTo(Scope.State.DEADLINE_EXCEEDED);
      assertThat(scope.outcomes().get(1)).isInstanceOf(Outcome.Cancelled.class);
    }
  }

  @Test
  void whatIsDoneInTimeLeavesNothingArmed() throws Exception {
    try (Scope<Integer> scope = timed(Policy.FAIL_FAST)) {
      assertThat(time.armed()).isOne();
      scope.fork(() -> 1);
      assertThat(scope.join()).containsExactly(1);
    }
    assertThat(time.armed()).isZero();
    time.pass(Duration.ofSeconds(5));
  }

  @Test
  void afterTheJoinTheDeadlineChangesNothing() throws Exception {
    try (Scope<Integer> scope = timed(Policy.FAIL_FAST)) {
      scope.fork(() -> 1);
      scope.join();
      time.pass(Duration.ofSeconds(5));
      assertThat(scope.state()).isEqualTo(Scope.State.DONE);
      assertThat(scope.cancel(new IllegalStateException("too late"))).isFalse();
    }
  }

  @Test
  void whatFailsAfterTheDeadlineFailsForIt() throws Exception {
    Fork<Integer> late;
    try (Scope<Integer> scope = timed(Policy.FAIL_FAST)) {
      late =
          scope.fork(
              () -> {
                time.passUnnoticed(Duration.ofSeconds(2));
                return fail(new IOException("timed out, as the other timer says"));
              });
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(scope::join)
          .satisfies(e -> assertThat(e.unfinished()).containsExactly("fork 1"));
    }
    assertThat(late.outcome()).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void underAPassedDeadlineNothingRuns() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    Deadline passed = Deadline.after(time, Duration.ZERO);
    Deadline.callWithin(
        passed,
        () -> {
          try (Scope<Integer> scope = timed(Policy.FAIL_FAST)) {
            scope.fork(ran::incrementAndGet);
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(scope::join);
          }
          return null;
        });
    assertThat(ran).hasValue(0);
  }

  @Test
  void deadlinesShrinkFromScopeToScope() throws Exception {
    try (Scope<Deadline> outer = timed(Policy.FAIL_FAST)) {
      assertThat(Deadline.current().isNone()).isTrue();
      Fork<Deadline> seen = outer.fork(Deadline::current);
      Fork<Deadline> longer =
          outer.fork(
              () -> {
                try (Scope<Deadline> inner =
                    Scope.open(
                        Runnable::run,
                        Policy.FAIL_FAST,
                        ScopeOptions.none().deadline(Duration.ofSeconds(50)),
                        time)) {
                  inner.fork(Deadline::current);
                  return inner.join().getFirst();
                }
              });
      Fork<Deadline> shorter =
          outer.fork(
              () -> {
                try (Scope<Deadline> inner =
                    Scope.open(
                        Runnable::run,
                        Policy.FAIL_FAST,
                        ScopeOptions.none().deadline(SECOND),
                        time)) {
                  inner.fork(Deadline::current);
                  return inner.join().getFirst();
                }
              });
      outer.join();
      assertThat(seen.get()).isSameAs(outer.deadline());
      assertThat(longer.get()).isSameAs(outer.deadline());
      assertThat(shorter.get().remaining()).isEqualTo(SECOND);
    }
  }

  @Test
  void aScopeInsideACancelledOneForksNothing() throws Exception {
    IllegalStateException cause = new IllegalStateException("enough");
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    Fork<Throwable> inner;
    try (Scope<Throwable> outer = scope(Policy.FAIL_FAST)) {
      inner =
          outer.fork(
              () -> {
                started.countDown();
                while (!outer.isCancelled()) {
                  Thread.onSpinWait();
                }
                try (Scope<Integer> nested = Scope.open(Runnable::run, Policy.COLLECT)) {
                  nested.fork(ran::incrementAndGet);
                  nested.join();
                  return nested.cancelCause() == null ? new AssertionError() : nested.cancelCause();
                }
              });
      started.await();
      outer.cancel(cause);
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(outer::join);
    }
    assertThat(inner.get()).isSameAs(cause);
    assertThat(ran).hasValue(0);
  }

  /* --- the end --- */

  @Test
  void closeCancelsAndWaitsForEveryFork() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    Scope<Integer> scope = scope(Policy.FAIL_FAST);
    scope.fork(
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            for (int i = 0; i < 100; i++) {
              Thread.yield();
            }
            ended.incrementAndGet();
          }
          return 1;
        });
    started.await();
    Thread.currentThread().interrupt();
    assertThatIllegalStateException()
        .isThrownBy(scope::close)
        .withMessageContaining("closed without a join");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).hasValue(1);
    assertThat(scope.state()).isEqualTo(Scope.State.CANCELLED);
    assertThat(scope.cancelCause()).isInstanceOf(CancellationException.class);
    scope.close();
  }

  @Test
  void anInterruptedJoinMayBeRepeated() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      scope.fork(
          () -> {
            gate.await();
            return 1;
          });
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(scope::join);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(scope.isCancelled()).isFalse();
      gate.countDown();
      assertThat(scope.join()).containsExactly(1);
    }
  }

  @Test
  void aJoinWithNothingLeftToWaitForIgnoresAnInterrupt() throws Exception {
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      scope.fork(() -> 1);
      while (scope.take() != null) {}
      Thread.currentThread().interrupt();
      assertThat(scope.join()).containsExactly(1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anUnfinishedForkHasNoOutcome() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      Fork<Integer> fork =
          scope.fork(
              () -> {
                gate.await();
                return 1;
              });
      assertThat(fork.isDone()).isFalse();
      assertThatIllegalStateException().isThrownBy(fork::get).withMessageContaining("not ended");
      assertThatIllegalStateException().isThrownBy(fork::outcome);
      assertThatIllegalStateException().isThrownBy(scope::outcomes);
      gate.countDown();
      scope.join();
      assertThat(fork).hasToString("fork 1[succeeded]");
    }
  }

  /* --- misuse --- */

  @Test
  void onlyTheOwnerForksJoinsTakesAndCloses() throws Exception {
    try (Scope<Integer> scope = scope(Policy.FAIL_LATE)) {
      List<Fork<Integer>> forks =
          List.of(
              scope.fork(
                  () -> {
                    scope.fork(() -> 1);
                    return 1;
                  }),
              scope.fork(() -> scope.join().size()),
              scope.fork(
                  () -> {
                    scope.take();
                    return 1;
                  }),
              scope.fork(
                  () -> {
                    AutoCloseable closing = scope;
                    closing.close();
                    return 1;
                  }));
      assertThatExceptionOfType(ScopeFailedException.class).isThrownBy(scope::join);
      assertThat(forks)
          .allSatisfy(
              fork ->
                  assertThat(fork.outcome())
                      .isInstanceOfSatisfying(
                          Outcome.Failure.class,
                          f -> assertThat(f.failure()).isInstanceOf(WrongThreadException.class)));
    }
  }

  @Test
  void afterJoinAndCloseNothingIsForkedOrJoined() throws Exception {
    Scope<Integer> scope = scope(Policy.FAIL_FAST);
    scope.fork(() -> 1);
    scope.join();
    assertThatIllegalStateException().isThrownBy(() -> scope.fork(() -> 2));
    assertThatIllegalStateException().isThrownBy(scope::join);
    assertThatIllegalStateException().isThrownBy(scope::take);
    scope.close();
    assertThatIllegalStateException().isThrownBy(() -> scope.fork(() -> 2));
    assertThatIllegalStateException().isThrownBy(scope::join);
    assertThat(scope.outcomes()).containsExactly(new Outcome.Success<>(1));
  }

  @Test
  void scopesAreClosedInOrder() throws Exception {
    Blocker blocker = new Blocker(1);
    Scope<Integer> outer = scope(Policy.FAIL_FAST);
    Scope<Integer> inner = Scope.open(pool, Policy.FAIL_FAST, TWO_SECONDS, time);
    inner.fork(blocker);
    blocker.started.await();
    assertThatIllegalStateException()
        .isThrownBy(outer::close)
        .withMessageContaining("was closed before scope page");
    assertThat(blocker.interrupted).hasValue(1);
    assertThat(inner.isCancelled()).isTrue();
    inner.close();
  }

  @Test
  void aForkThatLeavesAScopeOpenFails() throws Exception {
    Blocker blocker = new Blocker(1);
    try (Scope<Integer> scope = scope(Policy.FAIL_FAST)) {
      scope.fork(
          () -> {
            Scope<Integer> left = Scope.open(pool, Policy.FAIL_FAST, TWO_SECONDS, time);
            left.fork(blocker);
            blocker.started.await();
            return 1;
          });
      assertThatExceptionOfType(ScopeFailedException.class)
          .isThrownBy(scope::join)
          .havingCause()
          .isInstanceOf(IllegalStateException.class)
          .withMessageStartingWith("scope page was not closed by the fork");
      assertThat(blocker.interrupted).hasValue(1);
    }
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void awaitStubbornly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException _) {
        // A body that is deaf to interrupts.
      }
    }
  }
}
