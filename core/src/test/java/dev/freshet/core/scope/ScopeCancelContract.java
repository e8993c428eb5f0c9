package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a scope is cancelled, by hand or by its deadline. */
@Timeout(60)
@SuppressWarnings("ThreadPriorityCheck") // a yield gives others an occasion, nothing rests on it
abstract class ScopeCancelContract extends ScopeResultContract {
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
}
