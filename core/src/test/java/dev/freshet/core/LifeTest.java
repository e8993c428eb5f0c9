package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.freshet.core.ring.WaitStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Resize, pause, preheat and idle, for every kind of workers. */
@Timeout(60)
class LifeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  static List<Workers> kinds() {
    return List.of(
        Workers.virtual(),
        Workers.fresh(),
        Workers.platform(),
        Workers.elastic(0, Duration.ofMillis(1)),
        Workers.elastic(1, LONG),
        Workers.ring(WaitStrategy.park()),
        Workers.ring(WaitStrategy.busySpin()),
        Workers.channel());
  }

  private static TaskPool pool(Workers workers, int limit) {
    return TaskPool.builder().limit(limit).workers(workers).build();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void runsEveryTaskOnce(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 3);
    AtomicLong sum = new AtomicLong();
    for (int i = 1; i <= 100_000; i++) {
      int n = i;
      pool.execute(() -> sum.addAndGet(n));
    }
    assertThat(pool.awaitIdle(LONG)).isTrue();
    assertThat(sum).hasValue(100_000L * 100_001 / 2);
    assertThat(Balance.close(pool).completed()).isEqualTo(100_000);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aPausedPoolAcceptsAndRunsNothing(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 2);
    AtomicInteger ran = new AtomicInteger();
    pool.pause();
    assertThat(pool.isPaused()).isTrue();
    for (int i = 0; i < 10; i++) {
      pool.execute(ran::incrementAndGet);
    }
    assertThat(pool.snapshot().queued()).isEqualTo(10);
    assertThat(pool.awaitIdle(Duration.ZERO)).isFalse();
    assertThat(ran).hasValue(0);
    pool.resume();
    assertThat(pool.isPaused()).isFalse();
    assertThat(pool.awaitIdle(LONG)).isTrue();
    assertThat(ran).hasValue(10);
    Balance.close(pool);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aShutdownEndsAPause(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 2);
    AtomicInteger ran = new AtomicInteger();
    pool.pause();
    for (int i = 0; i < 10; i++) {
      pool.execute(ran::incrementAndGet);
    }
    assertThat(Balance.close(pool).completed()).isEqualTo(10);
    pool.pause();
    assertThat(pool.isPaused()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aHigherLimitStartsWhatWaits(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 1);
    CountDownLatch allRun = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      pool.execute(
          () -> {
            allRun.countDown();
            PoolUnderTest.awaitQuietly(allRun);
          });
    }
    assertThat(pool.resize(4)).isEqualTo(1);
    allRun.await();
    assertThat(pool.snapshot().limit()).isEqualTo(4);
    Balance.close(pool);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aLowerLimitHoldsAsSoonAsTasksEnd(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 8);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      pool.execute(
          () -> {
            started.countDown();
            PoolUnderTest.awaitQuietly(gate);
          });
    }
    started.await();
    pool.resize(2);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch first = new CountDownLatch(6);
    pool.pause(); // so that what follows starts after all eight have ended
    for (int i = 0; i < 1000; i++) {
      pool.execute(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            first.countDown();
            running.decrementAndGet();
          });
    }
    gate.countDown();
    while (pool.snapshot().running() > 0) {
      Thread.onSpinWait();
    }
    pool.resume();
    assertThat(pool.awaitIdle(LONG)).isTrue();
    assertThat(most.get()).isLessThanOrEqualTo(2);
    Balance.close(pool);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void resizingAndPausingLoseNothing(Workers workers) throws Exception {
    TaskPool pool = TaskPool.builder().limit(4).laneCapacity(64).workers(workers).build();
    AtomicInteger ran = new AtomicInteger();
    int each = 20_000;
    Phaser done = new Phaser(1);
    List<Thread> submitters = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      done.register();
      submitters.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      pool.execute(ran::incrementAndGet);
                    }
                    done.arriveAndDeregister();
                  }));
    }
    for (int i = 0; submitters.stream().anyMatch(Thread::isAlive); i++) {
      pool.resize(1 + i % 7);
      if (i % 5 == 0) {
        pool.pause();
        pool.resume();
      }
    }
    done.arriveAndAwaitAdvance();
    assertThat(pool.awaitIdle(LONG)).isTrue();
    assertThat(ran).hasValue(2 * each);
    assertThat(Balance.close(pool).completed()).isEqualTo(2L * each);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void platformThreadsEndWithThePool(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 4);
    pool.preheat(4);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 1000; i++) {
      pool.execute(() -> seen.add(Thread.currentThread()));
    }
    Balance.close(pool);
    for (Thread thread : seen) {
      assertThat(thread.join(LONG)).as("%s", thread).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aStoppedPausedPoolTerminates(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 2);
    pool.pause();
    Runnable task = () -> {};
    pool.execute(task);
    assertThat(pool.shutdownNow()).containsExactly(task);
    assertThat(Balance.close(pool).dropped()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void awaitIdleInsideATaskIsRefused(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 1);
    pool.submit(() -> assertThatIllegalStateException().isThrownBy(() -> pool.awaitIdle(LONG)))
        .get();
    Balance.close(pool);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void badNumbersAreRefused(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.resize(0))
        .withMessage("limit: 0 is out of range; allowed is 1 to 16777215");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.preheat(-1))
        .withMessageStartingWith("tasks: -1 is negative");
    assertThat(pool.snapshot().limit()).isEqualTo(2);
    Balance.close(pool);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void awaitIdleSeesARestThatIsOverAtOnce(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 1);
    AtomicBoolean enough = new AtomicBoolean();
    Thread busy =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!enough.get()) {
                    CountDownLatch ran = new CountDownLatch(1);
                    pool.execute(ran::countDown);
                    PoolUnderTest.awaitQuietly(ran); // at rest, or about to be, for a moment
                  }
                });
    assertThat(pool.awaitIdle(LONG)).isTrue();
    enough.set(true);
    assertThat(busy.join(LONG)).isTrue();
    Balance.close(pool);
  }
}
