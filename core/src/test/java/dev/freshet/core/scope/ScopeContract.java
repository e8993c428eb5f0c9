package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scope promises on any pool with room for four tasks at once. */
@Timeout(60)
@SuppressWarnings("ThreadPriorityCheck") // a yield gives others an occasion, nothing rests on it
abstract class ScopeContract extends ScopeCancelContract {
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
}
