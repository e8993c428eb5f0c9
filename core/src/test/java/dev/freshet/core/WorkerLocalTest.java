package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Worker-local state: opened once, closed once, never shared by two tasks at a time. */
@Timeout(60)
class WorkerLocalTest {
  private static final class Desk {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger closed = new AtomicInteger();
    private long used; // plain: one task happens before the next
  }

  private final Queue<Desk> desks = new ConcurrentLinkedQueue<>();
  private final WorkerLocal<Desk> local =
      WorkerLocal.of(
          () -> {
            Desk desk = new Desk();
            desks.add(desk);
            return desk;
          },
          desk -> desk.closed.incrementAndGet());

  static List<Workers> kinds() {
    return LifeTest.kinds();
  }

  private TaskPool pool(Workers workers, int limit) {
    return TaskPool.builder()
        .limit(limit)
        .workers(workers)
        .workerLocal(local)
        .onFailure((task, failure) -> {})
        .build();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void oneStateForEachTaskAtOnceWhateverTasksThrow(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 3);
    AtomicInteger clashes = new AtomicInteger();
    for (int i = 0; i < 20_000; i++) {
      int n = i;
      pool.execute(
          () -> {
            Desk desk = local.get();
            if (!desk.busy.compareAndSet(false, true)) {
              clashes.incrementAndGet();
            }
            desk.used++;
            desk.busy.set(false);
            if (n % 7 == 0) {
              throw new IllegalStateException("on purpose");
            }
          });
    }
    Balance.close(pool);
    assertThat(clashes).hasValue(0);
    assertThat(desks.stream().mapToLong(desk -> desk.used).sum()).isEqualTo(20_000);
    assertThat(desks).allMatch(desk -> desk.closed.get() == 1);
    if (!(workers instanceof Workers.Elastic)) {
      assertThat(desks).hasSizeBetween(1, 5); // a grant more than the limit may be on its way back
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSameTaskGetsTheSameState(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 1);
    pool.submit(
            () -> {
              Desk desk = local.get();
              assertThat(local.get()).isSameAs(desk);
            })
        .get();
    Balance.close(pool);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void preheatOpensAndALowerLimitCloses(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 4);
    pool.preheat(4);
    if (!(workers instanceof Workers.Elastic(int _, Duration keepAlive))
        || keepAlive.toMillis() > 1) {
      assertThat(desks).hasSize(4);
      assertThat(desks).allMatch(desk -> desk.closed.get() == 0);
    }
    pool.resize(1);
    Set<Desk> open = ConcurrentHashMap.newKeySet();
    CountDownLatch ran = new CountDownLatch(1);
    pool.execute(
        () -> {
          open.add(local.get());
          ran.countDown();
        });
    ran.await();
    assertThat(desks.stream().filter(desk -> desk.closed.get() == 0).count())
        .isLessThanOrEqualTo(1);
    Balance.close(pool);
    assertThat(desks).allMatch(desk -> desk.closed.get() == 1);
  }

  @Test
  void aTaskThatHidesItsThreadStillGetsItsState() throws Exception {
    TaskPool pool = pool(Workers.virtual(), 1);
    pool.submit(
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
              assertThat(local.get()).isNotNull();
            })
        .get();
    Balance.close(pool);
  }

  @Test
  void anOpenerThatFailsFailsTheTaskAndIsTriedAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    WorkerLocal<String> shy =
        WorkerLocal.of(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new IOException("on purpose");
              }
              return "open";
            });
    TaskPool pool = TaskPool.builder().limit(1).workerLocal(shy).build();
    Future<String> first = pool.submit(shy::get);
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get);
    assertThat(first.exceptionNow())
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(pool.submit(shy::get).get()).isEqualTo("open");
    Balance.close(pool);
    assertThat(tries).hasValue(2);
  }

  @Test
  void aCloserThatFailsIsReportedAndTheOthersAreClosed() throws Exception {
    AtomicInteger told = new AtomicInteger();
    WorkerLocal<String> bad =
        WorkerLocal.of(
            () -> "state",
            state -> {
              throw new IllegalStateException("on purpose");
            });
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .workerLocal(local, bad)
            .onFailure((task, failure) -> told.incrementAndGet())
            .build();
    pool.submit(
            () -> {
              local.get();
              bad.get();
            })
        .get();
    Balance.close(pool);
    assertThat(told).hasValue(1);
    assertThat(desks).hasSize(1).allMatch(desk -> desk.closed.get() == 1);
  }

  @Test
  void outsideOfATaskThereIsNone() throws Exception {
    TaskPool pool = pool(Workers.virtual(), 1);
    assertThatIllegalStateException().isThrownBy(local::get).withMessageContaining("no task");
    TaskPool other = TaskPool.of(1);
    other.submit(() -> assertThatIllegalStateException().isThrownBy(local::get)).get();
    Balance.close(other);
    Balance.close(pool);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void preheatOpensNothingThatNobodyWouldClose(Workers workers) throws Exception {
    TaskPool pool = pool(workers, 4);
    Balance.close(pool);
    pool.preheat(4);
    assertThat(desks).allMatch(desk -> desk.closed.get() == 1);
    for (int i = 0; i < 200; i++) {
      TaskPool next = pool(workers, 4);
      Thread preheater = Thread.ofPlatform().start(() -> next.preheat(4));
      Balance.close(next);
      preheater.join();
    }
    while (!desks.stream().allMatch(desk -> desk.closed.get() == 1)) {
      Thread.onSpinWait(); // a platform thread that was just starting closes its own
    }
  }

  @Test
  void preheatOpensNoMoreThanTheLimitBesideTasksThatRun() throws Exception {
    TaskPool pool = pool(Workers.virtual(), 3);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      pool.execute(
          () -> {
            local.get();
            started.countDown();
            PoolUnderTest.awaitQuietly(gate);
          });
    }
    started.await();
    pool.preheat(3);
    assertThat(desks).hasSize(3);
    gate.countDown();
    Balance.close(pool);
    assertThat(desks).allMatch(desk -> desk.closed.get() == 1);
  }

  @Test
  void terminationWaitsForACloserThatStillRuns() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    WorkerLocal<String> slow =
        WorkerLocal.of(
            () -> "open",
            state -> {
              closing.countDown();
              PoolUnderTest.awaitQuietly(gate);
            });
    TaskPool pool = TaskPool.builder().limit(2).workerLocal(slow).build();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch lowered = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    pool.execute(
        () -> {
          started.countDown();
          PoolUnderTest.awaitQuietly(other);
        });
    started.await();
    CountDownLatch opened = new CountDownLatch(1);
    pool.execute(
        () -> {
          slow.get();
          opened.countDown();
          PoolUnderTest.awaitQuietly(lowered);
        });
    opened.await();
    pool.resize(1);
    lowered.countDown(); // one too many: its worker leaves and closes
    closing.await();
    pool.shutdown();
    other.countDown();
    while (pool.snapshot().running() > 0) {
      Thread.onSpinWait();
    }
    assertThat(pool.isTerminated()).isFalse();
    gate.countDown();
    Balance.close(pool);
  }
}
