package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks with a deadline. */
@Timeout(60)
class DeadlineTest {
  private static final TaskOptions SOON =
      TaskOptions.none().deadline(Duration.ofMillis(2)).name("soon");
  private static final TaskOptions LATE = TaskOptions.none().deadline(Duration.ofDays(1));

  /** What a pool's failure handler was told. */
  private record Told(Runnable task, Throwable failure) {}

  private static TaskExpiredException expiry(Future<?> handle) throws InterruptedException {
    try {
      handle.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TaskExpiredException expired) {
        return expired;
      }
    }
    throw new AssertionError("did not expire");
  }

  @Test
  void aTaskThatWaitsTooLongNeverRunsAndSaysSoAtOnce() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    AtomicBoolean ran = new AtomicBoolean();
    TaskHandle<?> late = pool.submit(() -> ran.set(true), SOON);
    CompletableFuture<Throwable> stage = new CompletableFuture<>();
    late.toCompletionStage().whenComplete((result, failure) -> stage.complete(failure));
    // The only grant is in use: nobody but the timer can know.
    TaskExpiredException expired = expiry(late);
    assertThat(expired.started()).isFalse();
    assertThat(expired).hasMessage("task soon never ran: it had not started within 2 ms");
    assertThat(stage.get()).isSameAs(expired);
    assertThat(late.state()).isEqualTo(Future.State.FAILED);
    assertThat(late.exceptionNow()).isSameAs(expired);
    assertThat(late.cancel(true)).isFalse();
    PoolSnapshot meanwhile = pool.snapshot();
    assertThat(meanwhile.queued()).isZero();
    assertThat(meanwhile.expired()).isEqualTo(1);
    Balance.check(meanwhile);
    occupier.letGo();
    PoolSnapshot end = Balance.close(pool);
    assertThat(ran).isFalse();
    assertThat(end.expired()).isEqualTo(1);
    assertThat(end.failed()).isZero();
    assertThat(end.completed()).isEqualTo(1);
  }

  @Test
  void aTaskThatRunsTooLongIsInterrupted() throws Exception {
    TaskPool pool = TaskPool.of(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    TaskHandle<String> late =
        pool.submit(
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.complete(true);
              }
              return "too late";
            },
            SOON);
    TaskExpiredException expired = expiry(late);
    // On a machine that stands still for 2 ms it may never start.
    if (expired.started()) {
      assertThat(interrupted.get()).isTrue();
      assertThat(expired).hasMessage("task soon was interrupted: it had not ended within 2 ms");
    }
    assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.expired()).isEqualTo(1);
    assertThat(end.completed()).isEqualTo(1);
  }

  @Test
  void aTaskInTimeIsLeftAlone() throws Exception {
    TaskPool pool = TaskPool.of(2);
    for (int i = 0; i < 1_000; i++) {
      assertThat(pool.submit(() -> 1, LATE).get()).isEqualTo(1);
    }
    assertThat(
            pool.submit(() -> 1, TaskOptions.none().deadline(Duration.ofSeconds(1L << 61))).get())
        .isEqualTo(1);
    assertThat(Balance.close(pool).completed()).isEqualTo(1_001);
  }

  @Test
  void plainTasksThatExpireAreToldToTheFailureHandler() throws Exception {
    BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .onFailure((task, failure) -> told.add(new Told(task, failure)))
            .build();
    Occupier occupier = Occupier.of(pool);
    AtomicInteger runs = new AtomicInteger();
    Runnable plain = runs::incrementAndGet;
    pool.execute(plain, SOON);
    Told first = told.take(); // the grant is still in use
    assertThat(first.task()).isSameAs(plain);
    assertThat(first.failure()).isInstanceOf(TaskExpiredException.class);
    occupier.letGo();
    IllegalStateException failure = new IllegalStateException("on purpose");
    Runnable failing =
        () -> {
          throw failure;
        };
    pool.execute(failing, LATE);
    pool.execute(plain, LATE.priority(1));
    PoolSnapshot end = Balance.close(pool);
    assertThat(told).containsExactly(new Told(failing, failure));
    assertThat(runs).hasValue(1);
    assertThat(end.expired()).isEqualTo(1);
    assertThat(end.failed()).isEqualTo(1);
    assertThat(end.completed()).isEqualTo(2);
  }

  @Test
  void aSlowFailureHandlerDoesNotHoldUpOtherDeadlines() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    TaskPool slow =
        TaskPool.builder()
            .limit(1)
            .onFailure((task, failure) -> PoolUnderTest.awaitQuietly(gate))
            .build();
    TaskPool other = TaskPool.of(1);
    Occupier first = Occupier.of(slow);
    Occupier second = Occupier.of(other);
    slow.execute(() -> {}, SOON);
    assertThat(expiry(slow.submit(() -> {}, SOON)).started()).isFalse();
    assertThat(expiry(other.submit(() -> {}, SOON)).started()).isFalse();
    gate.countDown();
    first.letGo();
    second.letGo();
    Balance.close(slow);
    Balance.close(other);
  }

  @Test
  void aDeadlineEndsTheWaitForRoom() throws Exception {
    TaskPool pool = TaskPool.builder().limit(1).laneCapacity(1).build();
    Occupier occupier = Occupier.of(pool);
    pool.execute(() -> {});
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> {}, SOON))
        .withMessageContaining(Refusal.EXPIRED.text());
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.execute(() -> {}, SOON));
    occupier.letGo();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.rejected()).isEqualTo(2);
    assertThat(end.expired()).isZero();
  }

  @Test
  void aTaskThatRunsOnItsCallerIsInterruptedThere() throws Exception {
    TaskPool pool =
        TaskPool.builder().limit(1).laneCapacity(1).overflow(Overflow.callerRuns()).build();
    Occupier occupier = Occupier.of(pool);
    pool.execute(() -> {});
    TaskHandle<?> late =
        pool.submit(
            () -> {
              new CountDownLatch(1).await();
              return null;
            },
            SOON);
    expiry(late);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    occupier.letGo();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.expired()).isEqualTo(1);
    assertThat(end.callerRan()).isEqualTo(1);
  }

  @Test
  void aHandleGivenUpStillLearnsOfItsDeadlineButIsNotCounted() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Occupier occupier = Occupier.of(pool);
    TaskHandle<?> handle = pool.submit(() -> {}, SOON.deadline(Duration.ofMillis(200)));
    AtomicInteger runs = new AtomicInteger();
    Runnable plain = runs::incrementAndGet;
    pool.execute(plain, LATE);
    List<Runnable> dropped = pool.shutdownNow();
    assertThat(dropped).endsWith(plain);
    expiry(handle);
    occupier.letGo();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.dropped() + end.expired()).isEqualTo(2);
    assertThat(runs).hasValue(0);
  }

  @Test
  void aNestedWaitDoesNotRunWhatExpired() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicBoolean ran = new AtomicBoolean();
    TaskHandle<TaskExpiredException> outer =
        pool.submit(
            () -> {
              TaskOptions now = TaskOptions.none().deadline(Duration.ofNanos(1));
              return expiry(pool.submit(() -> ran.set(true), now));
            });
    assertThat(outer.get().started()).isFalse();
    assertThat(Balance.close(pool).expired()).isEqualTo(1);
    assertThat(ran).isFalse();
  }

  @Test
  void aNestedTaskThatExpiresLeavesItsHelperAlone() throws Exception {
    TaskPool pool = TaskPool.of(1);
    TaskHandle<Boolean> outer =
        pool.submit(
            () -> {
              expiry(
                  pool.submit(
                      () -> {
                        new CountDownLatch(1).await();
                        return null;
                      },
                      SOON));
              return Thread.currentThread().isInterrupted();
            });
    assertThat(outer.get()).isFalse();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.expired()).isEqualTo(1);
    assertThat(end.completed()).isEqualTo(1);
  }

  @Test
  void badOptionsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskOptions.none().deadline(Duration.ZERO))
        .withMessageStartingWith("deadline: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskOptions.none().priority(-2))
        .withMessageStartingWith("priority: ");
  }

  @Test
  void theMessageTellsShortAndLongTimes() {
    assertThat(new TaskExpiredException("a", Duration.ofNanos(1_500), true))
        .hasMessageEndingWith("within 1500 ns");
    assertThat(new TaskExpiredException("a", Duration.ofMinutes(2), true))
        .hasMessageEndingWith("within 120 s");
  }
}
