package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.TaskPool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How pipelines end as one. */
@Timeout(60)
class PipelineEndTest {
  private final TaskPool front = TaskPool.of(2);
  private final TaskPool back = TaskPool.of(2);
  private final CountDownLatch started = new CountDownLatch(2);
  private final AtomicInteger interrupted = new AtomicInteger();

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    Pools.close(front);
    Pools.close(back);
  }

  private int block() throws InterruptedException {
    started.countDown();
    try {
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
  }

  /** Element 2 blocks in the first stage, element 1 in the second. */
  private PipelineBuilder<Integer> blockingInBothStages() {
    return Pipeline.from(List.of(1, 2, 3))
        .map(front, x -> x == 2 ? block() : x, StageOptions.of(2).unordered())
        .map(back, x -> x == 1 ? block() : x, StageOptions.of(2).unordered());
  }

  @Test
  void aFailureInOneStageEndsAllStages() {
    RuntimeException failure = new IllegalStateException("on purpose");
    PipelineBuilder<Integer> plan =
        blockingInBothStages()
            .map(
                back,
                _ -> {
                  started.await();
                  throw failure;
                });
    try (Pipeline<Integer> pipeline = plan.open()) {
      assertThatThrownBy(pipeline::next).isSameAs(failure);
      assertThat(interrupted).hasValue(2);
      assertThatIllegalStateException().isThrownBy(pipeline::hasNext);
    }
  }

  @Test
  void closeEndsAllStages() throws InterruptedException {
    Pipeline<Integer> pipeline = blockingInBothStages().open();
    assertThat(pipeline.next()).isEqualTo(3);
    started.await();
    pipeline.close();
    assertThat(interrupted).hasValue(2);
    assertThat(pipeline.figures()).allSatisfy(stage -> assertThat(stage.running()).isZero());
  }

  @Test
  void theDeadlineEndsAllStages() {
    try (Pipeline<Integer> pipeline =
        blockingInBothStages().deadline(Duration.ofMillis(300)).open()) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> pipeline.forEachRemaining(_ -> {}))
          .withCauseInstanceOf(TimeoutException.class)
          .withMessageContaining("deadline: not done after PT0.3S");
      assertThat(interrupted).hasValue(2 - (int) started.getCount());
    }
  }

  @Test
  void theDeadlineInterruptsTasksWhereverTheOwnerIs() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    try (Pipeline<Integer> pipeline =
        Pipeline.from(List.of(1, 2))
            .map(
                front,
                x -> {
                  if (x == 1) {
                    started.await();
                    return x;
                  }
                  try {
                    return block();
                  } finally {
                    over.countDown();
                  }
                },
                StageOptions.of(2))
            .deadline(Duration.ofMillis(300))
            .open()) {
      started.countDown();
      assertThat(pipeline.next()).isEqualTo(1);
      over.await(); // the owner is here, not in the pipeline
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(pipeline::next)
          .withCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void anInterruptOfTheOwnerEndsAllStages() throws Exception {
    FutureTask<Boolean> owner =
        new FutureTask<>(
            () -> {
              try (Pipeline<Integer> pipeline = blockingInBothStages().open()) {
                assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> pipeline.forEachRemaining(_ -> {}))
                    .withCauseInstanceOf(InterruptedException.class);
                return Thread.currentThread().isInterrupted();
              }
            });
    Thread thread = Thread.ofVirtual().start(owner);
    started.await();
    thread.interrupt();
    assertThat(owner.get()).isTrue();
    assertThat(interrupted).hasValue(2);
  }

  @Test
  void aBlockedPullEndsWhenTheOwnerIsInterrupted() throws Exception {
    SynchronousQueue<Integer> queue = new SynchronousQueue<>();
    FutureTask<Boolean> owner =
        new FutureTask<>(
            () -> {
              try (Pipeline<Integer> pipeline =
                  Pipeline.<Integer>pulling(queue::take).map(front, x -> x).open()) {
                assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(pipeline::next)
                    .withCauseInstanceOf(InterruptedException.class);
                return Thread.currentThread().isInterrupted();
              }
            });
    Thread thread = Thread.ofPlatform().daemon().start(owner);
    queue.put(1);
    thread.interrupt();
    assertThat(owner.get()).isTrue();
  }

  @Test
  void aFailureOfTheSourceEndsAllStages() {
    IOException failure = new IOException("on purpose");
    AtomicInteger pulls = new AtomicInteger();
    PipelineBuilder<Integer> plan =
        Pipeline.<Integer>pulling(
                () -> {
                  if (pulls.incrementAndGet() == 2) {
                    started.await();
                    throw failure;
                  }
                  return 1;
                })
            .map(front, _ -> block());
    started.countDown();
    try (Pipeline<Integer> pipeline = plan.open()) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(pipeline::next)
          .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    }
    assertThat(interrupted).hasValue(1);
    pulls.set(1);
    try (Pipeline<Integer> pipeline = plan.pulledOn(back, StageOptions.defaults()).open()) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(pipeline::next)
          .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    }
  }
}
