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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scope answers, on any pool with room for four tasks at once. */
@Timeout(60)
@SuppressWarnings("ThreadPriorityCheck") // a yield gives others an occasion, nothing rests on it
abstract class ScopeResultContract {
  static final Duration SECOND = Duration.ofSeconds(1);
  static final ScopeOptions TWO_SECONDS =
      ScopeOptions.none().name("page").deadline(Duration.ofSeconds(2));

  final ManualTime time = new ManualTime();
  ExecutorService pool;

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

  final <T> Scope<T> scope(Policy policy) {
    return Scope.open(pool, policy);
  }

  final <T> Scope<T> timed(Policy policy) {
    return Scope.open(pool, policy, TWO_SECONDS, time);
  }

  static Integer fail(Exception failure) throws Exception {
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
