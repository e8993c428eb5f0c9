package dev.freshet.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Discipline;
import dev.freshet.core.Overflow;
import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolBuilder;
import dev.freshet.core.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users' code and missing threads must not do to those who hold a grant. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a defect may spin
class GrantLifeTest {
  private static PoolEngine engine(TaskPoolBuilder builder, Consumer<Thread> starter) {
    PoolEngine engine = new PoolEngine(builder.build().config(), null, starter);
    engine.open();
    return engine;
  }

  private static PoolSnapshot close(PoolEngine engine) throws InterruptedException {
    engine.ending().shutdown();
    assertThat(engine.ending().await(30, TimeUnit.SECONDS)).as("%s", engine).isTrue();
    PoolSnapshot at = engine.books().snapshot();
    assertThat(at.completed() + at.failed() + at.dropped()).as("%s", at).isEqualTo(at.submitted());
    return at;
  }

  @Test
  void aResumeThatGetsNoThreadStillStartsWhatWaits() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    AtomicInteger told = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    PoolEngine engine =
        engine(
            TaskPool.builder()
                .limit(1)
                .workers(Workers.platform())
                .onFailure((task, failure) -> told.incrementAndGet()),
            thread -> {
              if (broken.get()) {
                throw new IllegalStateException("on purpose");
              }
              thread.start();
            });
    engine.limits().pause();
    for (int i = 0; i < 10; i++) {
      engine.executePlain(ran::incrementAndGet);
    }
    broken.set(true);
    engine.limits().resize(2);
    engine.limits().resume();
    PoolSnapshot end = close(engine);
    assertThat(told.get()).isPositive();
    assertThat(ran.get()).isEqualTo((int) end.completed());
    assertThat(ran.get()).isPositive();
  }

  @Test
  void aFailureHandlerMaySubmitWhateverIsOnItsWay() throws Exception {
    PoolEngine[] self = new PoolEngine[1];
    AtomicInteger starts = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    Thread[] held = new Thread[1];
    self[0] =
        engine(
            TaskPool.builder()
                .limit(2)
                .laneCapacity(1)
                .overflow(Overflow.reject())
                .onFailure(
                    (task, failure) -> {
                      if (told.incrementAndGet() == 1) {
                        self[0].executePlain(() -> {});
                        self[0].executePlain(() -> {});
                      }
                    }),
            thread -> {
              switch (starts.incrementAndGet()) {
                case 1 -> held[0] = thread; // on its way for the whole test
                case 2 -> throw new IllegalStateException("on purpose");
                default -> thread.start();
              }
            });
    self[0].executePlain(() -> {});
    self[0].executePlain(() -> {});
    self[0].executePlain(() -> {}); // a full lane: the oldest gets the other grant, but no thread
    held[0].start();
    PoolSnapshot end = close(self[0]);
    assertThat(end.failed()).isEqualTo(1);
    assertThat(end.completed()).isEqualTo(3);
    assertThat(end.rejected()).isEqualTo(1); // the handler's second: a full lane, both grants out
  }

  @Test
  void whoHearsOfAnEvictionMaySubmit() throws Exception {
    List<CompletionStage<?>> told = new ArrayList<>();
    AtomicInteger refused = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    PoolEngine engine =
        engine(
            TaskPool.builder()
                .limit(1)
                .laneCapacity(4)
                .overflow(Overflow.reject())
                .discipline(Discipline.adaptiveLifo(Duration.ofNanos(1), Duration.ofNanos(1))),
            Thread::start);
    engine.limits().pause();
    for (int i = 0; i < 4; i++) {
      TaskRecord<Integer> record = TaskRecord.of(engine, ran::incrementAndGet);
      engine.execute(record.entrust());
      told.add(
          record
              .toCompletionStage()
              .handle(
                  (value, failure) -> {
                    for (int n = 0; failure != null && n < 8; n++) {
                      try {
                        engine.executePlain(() -> {});
                      } catch (RejectedExecutionException e) {
                        refused.incrementAndGet();
                      }
                    }
                    return value;
                  }));
    }
    engine.limits().resume();
    for (CompletionStage<?> callback : told) {
      callback.toCompletableFuture().join();
    }
    PoolSnapshot end = close(engine);
    assertThat(end.dropped()).isPositive();
    assertThat(end.rejected()).isEqualTo(refused.get());
  }
}
