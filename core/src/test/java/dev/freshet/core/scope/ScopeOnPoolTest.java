package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.ContextCapture;
import dev.freshet.core.DrainReport;
import dev.freshet.core.Overflow;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a scope makes of a pool's limit, lane, refusals and end. */
@Timeout(60)
class ScopeOnPoolTest {
  private static final ScopeOptions SECOND =
      ScopeOptions.none().name("page").deadline(Duration.ofSeconds(1));

  private final ManualTime time = new ManualTime();

  /** Keeps a grant until the gate opens or it is interrupted. */
  private static CountDownLatch occupy(ExecutorService pool) throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    pool.execute(
        () -> {
          started.countDown();
          ScopeContract.awaitQuietly(gate);
        });
    started.await();
    return gate;
  }

  /* --- nested --- */

  static List<Workers> workers() {
    return List.of(
        Workers.virtual(), Workers.platform(), Workers.elastic(1, Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @MethodSource("workers")
  void nestedScopesAtLimitOne(Workers workers) throws Exception {
    try (TaskPool pool = TaskPool.builder().limit(1).workers(workers).build()) {
      assertThat(pool.submit(() -> fibonacci(pool, 10)).get()).isEqualTo(55);
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
        scope.fork(() -> fibonacci(pool, 10));
        assertThat(scope.join()).containsExactly(55);
      }
    }
  }

  private static int fibonacci(TaskPool pool, int n) throws Exception {
    if (n < 2) {
      return n;
    }
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
      scope.fork(() -> fibonacci(pool, n - 1));
      scope.fork(() -> fibonacci(pool, n - 2));
      int sum = 0;
      for (int part : scope.join()) {
        sum += part;
      }
      return sum;
    }
  }

  @Test
  void takingAndTheBoundHelpAtLimitOneToo() throws Exception {
    try (TaskPool pool = TaskPool.of(1)) {
      int sum =
          pool.submit(
                  () -> {
                    int total = 0;
                    try (Scope<Integer> scope =
                        Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().limit(2))) {
                      for (int i = 1; i <= 10; i++) {
                        int n = i;
                        scope.fork(() -> n);
                      }
                      for (Fork<? extends Integer> f = scope.take(); f != null; f = scope.take()) {
                        total += f.get();
                      }
                    }
                    return total;
                  })
              .get();
      assertThat(sum).isEqualTo(55);
    }
  }

  @Test
  void aHelpedForkCannotUseItsOwnersScope() throws Exception {
    try (TaskPool pool = TaskPool.of(1)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(
              pool.submit(
                      () -> {
                        try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
                          scope.fork(() -> scope.join().size());
                          return scope.join();
                        }
                      })
                  ::get)
          .withRootCauseInstanceOf(WrongThreadException.class);
    }
  }

  @Test
  void aHelpedForkSeesItsOwnDeadlineAndLeavesTheHelpersAlone() throws Exception {
    try (TaskPool pool = TaskPool.of(1)) {
      List<Deadline> seen =
          pool.submit(
                  () ->
                      Deadline.callWithin(
                          Deadline.after(time, Duration.ofSeconds(5)),
                          () -> {
                            try (Scope<Deadline> scope =
                                Scope.open(pool, Policy.FAIL_FAST, SECOND, time)) {
                              scope.fork(Deadline::current);
                              return List.of(
                                  scope.join().getFirst(), scope.deadline(), Deadline.current());
                            }
                          }))
              .get();
      assertThat(seen.getFirst()).isSameAs(seen.get(1));
      assertThat(seen.getLast().remaining()).isEqualTo(Duration.ofSeconds(5));
    }
  }

  @Test
  void aCancelReachesTheLowestOfThreeScopesAtLimitOne() throws Exception {
    Blocker blocker = new Blocker(1);
    IllegalStateException cause = new IllegalStateException("client gone");
    try (TaskPool pool = TaskPool.of(1)) {
      try (Scope<Integer> top = Scope.open(pool, Policy.FAIL_FAST)) {
        top.fork(() -> inScope(pool, () -> inScope(pool, blocker)));
        blocker.started.await();
        top.cancel(cause);
        assertThatExceptionOfType(ScopeCancelledException.class)
            .isThrownBy(top::join)
            .withCause(cause);
      }
      assertThat(blocker.interrupted).hasValue(1);
    }
  }

  private static int inScope(TaskPool pool, java.util.concurrent.Callable<Integer> body)
      throws InterruptedException {
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
      scope.fork(body);
      return scope.join().getFirst();
    }
  }

  /* --- the lane --- */

  @Test
  void queuedForksOfACancelledScopeNeverRunAndLeaveTheLane() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    try (TaskPool pool = TaskPool.of(1)) {
      CountDownLatch gate = occupy(pool);
      Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST);
      try (scope) {
        for (int i = 0; i < 100; i++) {
          scope.fork(ran::incrementAndGet);
        }
        assertThat(pool.snapshot().queued()).isEqualTo(100);
        scope.cancel(new IllegalStateException("enough"));
        assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
      }
      assertThat(pool.snapshot().queued()).isZero();
      assertThat(pool.snapshot().cancelled()).isEqualTo(100);
      assertThat(scope.outcomes())
          .allMatch(o -> o instanceof Outcome.Cancelled<Integer> c && !c.started());
      gate.countDown();
    }
    assertThat(ran).hasValue(0);
  }

  @Test
  void theDeadlineEndsAWaitForRoomInTheLane() throws Exception {
    try (TaskPool pool = TaskPool.builder().limit(1).laneCapacity(1).build()) {
      CountDownLatch gate = occupy(pool);
      pool.execute(() -> {});
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST, SECOND, time)) {
        Thread timer =
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (pool.snapshot().blocked() == 0) {
                        Thread.onSpinWait();
                      }
                      time.pass(Duration.ofSeconds(1));
                    });
        Fork<Integer> fork = scope.fork(() -> 1);
        timer.join();
        assertThat(fork.isDone()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(scope::join);
      }
      gate.countDown();
    }
  }

  @Test
  void aRefusedForkIsNone() throws Exception {
    try (TaskPool pool =
        TaskPool.builder().limit(1).laneCapacity(1).overflow(Overflow.reject()).build()) {
      CountDownLatch gate = occupy(pool);
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
        scope.fork(() -> 1);
        assertThatExceptionOfType(RejectedExecutionException.class)
            .isThrownBy(() -> scope.fork(() -> 2));
        gate.countDown();
        assertThat(scope.join()).containsExactly(1);
      }
    }
  }

  @Test
  void aForkThatRunsOnItsOwnerEndsAtTheDeadlineToo() throws Exception {
    Blocker blocker = new Blocker(1);
    try (TaskPool pool =
        TaskPool.builder().limit(1).laneCapacity(1).overflow(Overflow.callerRuns()).build()) {
      CountDownLatch gate = occupy(pool);
      pool.execute(() -> {});
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST, SECOND, time)) {
        Thread timer =
            Thread.ofPlatform()
                .start(
                    () -> {
                      ScopeContract.awaitQuietly(blocker.started);
                      time.pass(Duration.ofSeconds(1));
                    });
        scope.fork(blocker);
        timer.join();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(scope::join);
      }
      gate.countDown();
    }
    assertThat(blocker.interrupted).hasValue(1);
  }

  @Test
  void anExecutorThatRunsOnTheCallerWillDo() throws Exception {
    IOException failure = new IOException("on purpose");
    try (Scope<Integer> scope = Scope.open(Runnable::run, Policy.FAIL_FAST)) {
      scope.fork(() -> 1);
      scope.fork(
          () -> {
            throw failure;
          });
      Fork<Integer> late = scope.fork(() -> 3);
      assertThat(late.outcome()).isEqualTo(new Outcome.Cancelled<>(failure, false));
      assertThatExceptionOfType(ScopeFailedException.class)
          .isThrownBy(scope::join)
          .withCause(failure);
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /* --- forks the pool gives up --- */

  @Test
  void aForkThrownOutOfTheLaneFails() throws Exception {
    try (TaskPool pool =
        TaskPool.builder().limit(1).laneCapacity(1).overflow(Overflow.discardOldest()).build()) {
      CountDownLatch gate = occupy(pool);
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
        scope.fork(() -> 1);
        pool.execute(() -> {});
        assertThatExceptionOfType(ScopeFailedException.class)
            .isThrownBy(scope::join)
            .withCauseInstanceOf(RejectedExecutionException.class);
      }
      gate.countDown();
    }
  }

  @Test
  void aPoolThatStopsLeavesNoScopeWaiting() throws Exception {
    TaskPool pool = TaskPool.of(1);
    occupy(pool);
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_LATE)) {
      scope.fork("never", () -> 1);
      DrainReport report = pool.drain(Duration.ZERO);
      assertThat(report.dropped()).hasSize(1);
      assertThat(report.dropped().getFirst().name()).isEqualTo("never");
      assertThatExceptionOfType(ScopeFailedException.class)
          .isThrownBy(scope::join)
          .havingCause()
          .isInstanceOf(RejectedExecutionException.class)
          .withMessageContaining("never never ran");
    }
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aForeignPoolThatStopsLeavesNoScopeWaiting() throws Exception {
    ExecutorService pool =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    occupy(pool);
    try (Scope<Integer> scope = Scope.open(pool, Policy.COLLECT)) {
      scope.fork(() -> 1);
      assertThat(pool.shutdownNow()).hasSize(1);
      assertThat(scope.join()).isEmpty();
      assertThat(scope.outcomes().getFirst())
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              f -> assertThat(f.failure()).isInstanceOf(RejectedExecutionException.class));
    }
  }

  @Test
  void closeDoesNotWaitForForksThatAStoppedPoolDropped() throws Exception {
    TaskPool pool = TaskPool.of(1);
    occupy(pool);
    List<Runnable> dropped = new ArrayList<>();
    AtomicInteger ran = new AtomicInteger();
    try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
      scope.fork(ran::incrementAndGet);
      dropped.addAll(pool.shutdownNow());
      scope.cancel(new IllegalStateException("enough"));
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
    dropped.forEach(Runnable::run);
    assertThat(ran).hasValue(0);
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /* --- what a pool does with forks --- */

  @Test
  void thePoolCarriesWhatItWasBuiltToCarry() throws Exception {
    ScopedValue<String> tenant = ScopedValue.newInstance();
    try (TaskPool pool =
            TaskPool.builder().limit(2).context(ContextCapture.ofScopedValue(tenant)).build();
        TaskPool plain = TaskPool.of(2)) {
      ScopedValue.where(tenant, "acme")
          .call(
              () -> {
                try (Scope<String> scope = Scope.open(pool, Policy.FAIL_FAST)) {
                  scope.fork(tenant::get);
                  assertThat(scope.join()).containsExactly("acme");
                }
                try (Scope<Boolean> scope = Scope.open(plain, Policy.FAIL_FAST)) {
                  scope.fork(tenant::isBound);
                  assertThat(scope.join()).containsExactly(false);
                }
                return null;
              });
    }
  }

  @Test
  void thePoolsFiguresCountForks() throws Exception {
    TaskPool pool = TaskPool.of(2);
    try (Scope<Integer> scope = Scope.open(pool, Policy.COLLECT)) {
      scope.fork(() -> 1);
      scope.fork(
          () -> {
            throw new IOException("on purpose");
          });
      scope.join();
    }
    pool.close();
    assertThat(pool.snapshot().completed()).isOne();
    assertThat(pool.snapshot().failed()).isOne();
  }

  @Test
  void aWorkerIsNotInterruptedAfterItsForkWasCancelled() throws Exception {
    Blocker blocker = new Blocker(1);
    ExecutorService pool =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    try (pool) {
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
        scope.fork(blocker);
        blocker.started.await();
        scope.cancel(new IllegalStateException("enough"));
        assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
      }
      assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    }
  }

  @Test
  void aWorkerKnowsThatItIsOne() throws Exception {
    try (TaskPool pool = TaskPool.of(1);
        TaskPool other = TaskPool.of(1)) {
      assertThat(pool.isOwnWorker()).isFalse();
      TaskHandle<Boolean> inside = pool.submit(pool::isOwnWorker);
      TaskHandle<Boolean> elsewhere = pool.submit(other::isOwnWorker);
      assertThat(inside.get()).isTrue();
      assertThat(elsewhere.get()).isFalse();
    }
  }

  /* --- arguments --- */
}
