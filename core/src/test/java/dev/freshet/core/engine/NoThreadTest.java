package dev.freshet.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool that gets no thread: no grant leaks, no task waits for ever. */
@Timeout(60)
class NoThreadTest {
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicInteger told = new AtomicInteger();

  private void start(Thread thread) {
    if (broken.get()) {
      throw new OutOfMemoryError("unable to create native thread, on purpose");
    }
    thread.start();
  }

  private PoolEngine engine(int limit, int lane, int tasksPerThread, Consumer<Thread> starter) {
    return new PoolEngine(
        TaskPool.builder()
            .name("desk")
            .limit(limit)
            .laneCapacity(lane)
            .workers(new Workers.Virtual(tasksPerThread, Duration.ofDays(1)))
            .onFailure((task, failure) -> told.incrementAndGet())
            .build()
            .config(),
        null,
        starter);
  }

  private static Future<Integer> submit(PoolEngine engine, Callable<Integer> body) {
    TaskRecord<Integer> record = TaskRecord.of(engine, body);
    engine.execute(record.entrust());
    return record;
  }

  private static PoolSnapshot close(PoolEngine engine) throws InterruptedException {
    engine.ending().shutdown();
    assertThat(engine.ending().await(30, TimeUnit.SECONDS)).as("%s", engine).isTrue();
    PoolSnapshot at = engine.books().snapshot();
    assertThat(at.completed() + at.failed()).as("%s", at).isEqualTo(at.submitted());
    assertThat(at.running()).isZero();
    return at;
  }

  @Test
  void aTaskThatGetsNoThreadFailsAndItsGrantComesBack() throws Exception {
    PoolEngine engine = engine(2, 4, 1, this::start);
    broken.set(true);
    for (int i = 0; i < 10; i++) {
      engine.executePlain(() -> {});
      Future<Integer> handle = submit(engine, () -> 1);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(handle::get)
          .withCauseInstanceOf(OutOfMemoryError.class);
    }
    assertThat(told).hasValue(10);
    assertThat(engine.books().snapshot().threadsStarted()).isZero();
    broken.set(false);
    assertThat(submit(engine, () -> 1).get()).isEqualTo(1);
    PoolSnapshot end = close(engine);
    assertThat(end.failed()).isEqualTo(20);
    assertThat(end.completed()).isEqualTo(1);
  }

  @Test
  void aBacklogThatGetsNoThreadFailsTaskByTask() throws Exception {
    int backlog = 50_000;
    PoolEngine[] self = new PoolEngine[1];
    AtomicBoolean filled = new AtomicBoolean();
    self[0] =
        engine(
            1,
            backlog,
            1,
            thread -> {
              if (filled.compareAndSet(false, true)) {
                for (int i = 0; i < backlog; i++) {
                  self[0].executePlain(() -> {}); // the only grant is on its way: into the lane
                }
              }
              throw new OutOfMemoryError("on purpose");
            });
    self[0].executePlain(() -> {});
    assertThat(told).hasValue(backlog + 1);
    assertThat(close(self[0]).failed()).isEqualTo(backlog + 1);
  }

  @Test
  void aBacklogIsLeftToTheWorkersThatRun() throws Exception {
    PoolEngine[] self = new PoolEngine[1];
    AtomicInteger starts = new AtomicInteger();
    self[0] =
        engine(
            2,
            100,
            Integer.MAX_VALUE,
            thread -> {
              if (starts.incrementAndGet() == 1) {
                thread.start();
                return;
              }
              for (int i = 0; i < 50 && starts.get() == 2; i++) {
                self[0].executePlain(() -> {}); // both grants are taken: into the lane
              }
              throw new OutOfMemoryError("on purpose");
            });
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    self[0].executePlain(
        () -> {
          started.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    started.await();
    self[0].executePlain(() -> {}); // gets no thread, nor does the first of the lane
    assertThat(told).hasValue(2);
    gate.countDown();
    PoolSnapshot end = close(self[0]);
    assertThat(end.failed()).isEqualTo(2);
    assertThat(end.completed()).isEqualTo(50);
  }

  @Test
  void aWorkerThatFindsNoSuccessorGoesOnItself() throws Exception {
    PoolEngine engine = engine(1, 200, 1, this::start);
    CountDownLatch gate = new CountDownLatch(1);
    Future<Integer> first =
        submit(
            engine,
            () -> {
              gate.await();
              return 0;
            });
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      engine.executePlain(runs::incrementAndGet);
    }
    broken.set(true);
    gate.countDown();
    PoolSnapshot end = close(engine);
    assertThat(first.get()).isZero();
    assertThat(runs).hasValue(100);
    assertThat(end.threadsStarted()).isEqualTo(1);
  }
}
