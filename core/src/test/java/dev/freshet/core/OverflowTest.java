package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class OverflowTest {
  private static final class Blocker implements Runnable {
    final CountDownLatch gate = new CountDownLatch(1);
    final AtomicInteger runs = new AtomicInteger();

    @Override
    public void run() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      runs.incrementAndGet();
    }
  }

  private static TaskPool pool(int limit, int lane, Overflow overflow) {
    return TaskPool.builder().limit(limit).laneCapacity(lane).overflow(overflow).build();
  }

  /** Blocks when the pool is full until somebody waits in the turnstile. */
  private static void awaitBlocked(TaskPool pool, int submitters) {
    while (pool.snapshot().blocked() < submitters) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "1,3", "2,1", "3,5", "4,2", "16,1", "64,64", "100,7"})
  void acceptsExactlyLimitPlusLane(int limit, int lane) throws Exception {
    for (int round = 0; round < 200; round++) {
      TaskPool pool = pool(limit, lane, Overflow.reject());
      Blocker blocker = new Blocker();
      for (int i = 0; i < limit + lane; i++) {
        pool.execute(blocker);
      }
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> pool.execute(blocker))
          .withMessageContaining("lane is full");
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> pool.submit(blocker));
      PoolSnapshot full = pool.snapshot();
      assertThat(full.running()).isEqualTo(limit);
      assertThat(full.queued()).isEqualTo(lane);
      Balance.check(full);
      blocker.gate.countDown();
      PoolSnapshot end = Balance.close(pool);
      assertThat(blocker.runs).hasValue(limit + lane);
      assertThat(end.completed()).isEqualTo(limit + lane);
      assertThat(end.rejected()).isEqualTo(2);
    }
  }

  @RepeatedTest(20)
  void acceptsTheNextTwoRightAfterATaskAtLimitAndLaneOfOne() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.reject());
    for (int i = 0; i < 200; i++) {
      // A worker that has just told the result may still hold the grant: the lane takes the task.
      pool.submit(() -> {}).get();
      pool.submit(() -> {}).get();
    }
    assertThat(Balance.close(pool).rejected()).isZero();
  }

  @Test
  void keepsOrderAtLimitOne() throws Exception {
    for (int lane : new int[] {1, 2, 7, 1024}) {
      TaskPool pool = pool(1, lane, Overflow.block());
      List<Integer> order = new ArrayList<>(); // confined to one task at a time
      for (int i = 0; i < 20_000; i++) {
        int number = i;
        pool.execute(() -> order.add(number));
      }
      Balance.close(pool);
      assertThat(order).hasSize(20_000).isSorted();
    }
  }

  @Test
  void blockWaitsForRoom() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    List<Thread> submitters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Thread submitter = new Thread(() -> pool.execute(blocker));
      submitter.start();
      submitters.add(submitter);
      awaitBlocked(pool, i + 1);
    }
    blocker.gate.countDown();
    for (Thread submitter : submitters) {
      submitter.join();
    }
    assertThat(Balance.close(pool).completed()).isEqualTo(7);
  }

  /** One place at a time, so that no two submitters are awake and may overtake each other. */
  @Test
  void blockedSubmittersEnterInOrder() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block());
    Semaphore permits = new Semaphore(0);
    List<Integer> order = new ArrayList<>();
    pool.execute(permits::acquireUninterruptibly);
    pool.execute(permits::acquireUninterruptibly);
    List<Thread> submitters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      Runnable task =
          () -> {
            permits.acquireUninterruptibly();
            order.add(number);
          };
      submitters.add(Thread.ofVirtual().start(() -> pool.execute(task)));
      awaitBlocked(pool, i + 1);
    }
    for (int left = 9; left >= 0; left--) {
      permits.release();
      while (pool.snapshot().blocked() > left) {
        Thread.onSpinWait();
      }
    }
    permits.release(2);
    for (Thread submitter : submitters) {
      submitter.join();
    }
    Balance.close(pool);
    assertThat(order).hasSize(10).isSorted();
  }

  @Test
  void blockWithTimeoutRefusesInTheEnd() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block(Duration.ofMillis(5)));
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.execute(blocker))
        .withMessageContaining("in time");
    blocker.gate.countDown();
    assertThat(Balance.close(pool).rejected()).isEqualTo(1);
  }

  @Test
  void interruptedSubmitterIsRefusedAndStaysInterrupted() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.execute(blocker))
        .withMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    blocker.gate.countDown();
    Balance.close(pool);
  }

  @Test
  void shutdownRefusesBlockedSubmitters() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    List<CompletableFuture<Boolean>> refused = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CompletableFuture<Boolean> result = new CompletableFuture<>();
      refused.add(result);
      new Thread(
              () -> {
                try {
                  pool.execute(blocker);
                  result.complete(false);
                } catch (RejectedExecutionException e) {
                  result.complete(true);
                }
              })
          .start();
    }
    awaitBlocked(pool, 4);
    pool.shutdown();
    for (CompletableFuture<Boolean> result : refused) {
      assertThat(result.get(30, TimeUnit.SECONDS)).isTrue();
    }
    blocker.gate.countDown();
    assertThat(Balance.close(pool).completed()).isEqualTo(2);
  }

  @Test
  void aTaskNeverBlocksOnItsOwnLane() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block());
    AtomicInteger runs = new AtomicInteger();
    pool.submit(
            () -> {
              for (int i = 0; i < 100; i++) {
                pool.execute(runs::incrementAndGet);
              }
            })
        .get(30, TimeUnit.SECONDS);
    Balance.close(pool);
    assertThat(runs).hasValue(100);
  }

  @Test
  void callerRunsOnTheSubmittersThread() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.callerRuns());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    pool.execute(() -> ranOn.set(Thread.currentThread()));
    assertThat(ranOn).hasValue(Thread.currentThread());
    Future<String> handled = pool.submit(() -> "here");
    assertThat(handled.resultNow()).isEqualTo("here");
    Future<?> failed =
        pool.submit(
            () -> {
              throw new IllegalStateException("on purpose");
            });
    assertThat(failed.exceptionNow()).hasMessage("on purpose");
    blocker.gate.countDown();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.callerRan()).isEqualTo(3);
    assertThat(end.completed()).isEqualTo(4);
    assertThat(end.failed()).isEqualTo(1);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.execute(() -> {}));
  }

  @Test
  void discardOldestMakesRoomAndCancelsTheHandle() throws Exception {
    TaskPool pool = pool(1, 2, Overflow.discardOldest());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    Future<String> oldest = pool.submit(() -> "oldest");
    AtomicBoolean second = new AtomicBoolean();
    pool.execute(() -> second.set(true));
    Future<String> third = pool.submit(() -> "third");
    assertThat(oldest.isCancelled()).isTrue();
    Future<String> fourth = pool.submit(() -> "fourth");
    blocker.gate.countDown();
    assertThat(third.get()).isEqualTo("third");
    assertThat(fourth.get()).isEqualTo("fourth");
    PoolSnapshot end = Balance.close(pool);
    assertThat(second).isFalse();
    assertThat(end.dropped()).isEqualTo(2);
    assertThat(end.cancelled()).isZero();
  }

  @Test
  void fallbackGetsTheTask() throws Exception {
    List<Runnable> diverted = new ArrayList<>();
    TaskPool pool = pool(1, 1, Overflow.fallback(diverted::add));
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    Runnable plain = () -> {};
    pool.execute(plain);
    Future<String> handled = pool.submit(() -> "elsewhere");
    assertThat(diverted).hasSize(2).first().isSameAs(plain);
    diverted.get(1).run();
    assertThat(handled.get()).isEqualTo("elsewhere");
    blocker.gate.countDown();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.diverted()).isEqualTo(2);
    assertThat(end.completed()).isEqualTo(2);
  }

  @Test
  void aFullLaneOfCancelledTasksStillRefuses() throws Exception {
    TaskPool pool = pool(1, 4, Overflow.reject());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    for (int i = 0; i < 4; i++) {
      assertThat(pool.submit(() -> {}).cancel(false)).isTrue();
    }
    assertThat(pool.snapshot().queued()).isZero();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.execute(() -> {}));
    blocker.gate.countDown();
    assertThat(Balance.close(pool).cancelled()).isEqualTo(4);
  }

  @Test
  void badTimeoutsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Overflow.block(Duration.ZERO))
        .withMessageContaining("timeout");
    assertThatIllegalArgumentException().isThrownBy(() -> Overflow.block(Duration.ofSeconds(-1)));
    assertThat(new Overflow.Block(Duration.ofSeconds(Long.MAX_VALUE)).timeoutNanos())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void fallbackGetsAHandleGivenToExecuteItself() throws Exception {
    List<Runnable> diverted = new ArrayList<>();
    TaskPool pool = pool(1, 1, Overflow.fallback(diverted::add));
    TaskPool other = TaskPool.of(1);
    Runnable handle = (Runnable) other.submit(() -> "elsewhere");
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    pool.execute(handle);
    assertThat(diverted).singleElement().isSameAs(handle);
    blocker.gate.countDown();
    Balance.close(other);
    Balance.close(pool);
  }

  @Test
  void timedInvokesDoNotWaitLongerForRoomThanTheyMay() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    List<Callable<String>> tasks = List.of(() -> "a", () -> "b");
    assertThat(pool.invokeAll(tasks, 1, TimeUnit.MILLISECONDS))
        .hasSize(2)
        .allMatch(Future::isCancelled);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> pool.invokeAny(tasks, 1, TimeUnit.MILLISECONDS));
    blocker.gate.countDown();
    assertThat(Balance.close(pool).submitted()).isEqualTo(2);
  }

  @Test
  void theTimeoutOfThePolicyHoldsForInvokesAsWell() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block(Duration.ofMillis(1)));
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    List<Callable<String>> tasks = List.of(() -> "a", () -> "b");
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.invokeAll(tasks));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.invokeAny(tasks, 1, TimeUnit.DAYS));
    blocker.gate.countDown();
    assertThat(Balance.close(pool).rejected()).isEqualTo(2);
  }

  @Test
  void invokesThatWaitForRoomAreInterruptible() throws Exception {
    TaskPool pool = pool(1, 1, Overflow.block());
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    pool.execute(blocker);
    List<Callable<String>> tasks = List.of(() -> "a", () -> "b");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> pool.invokeAll(tasks));
    assertThat(Thread.interrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> pool.invokeAny(tasks));
    assertThat(Thread.interrupted()).isFalse();
    blocker.gate.countDown();
    assertThat(Balance.close(pool).submitted()).isEqualTo(2);
  }
}
