package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitStubbornly;
import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent} documents of close. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface CloseContract extends PoolUnderTest {
  private static void assertEnded(ExecutorService pool) throws InterruptedException {
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(pool.awaitTermination(0, TimeUnit.MILLISECONDS)).isTrue();
  }

  @Test
  default void closeOfAnUnusedPoolReturnsAndMayComeAgain() throws Exception {
    pool().close();
    assertEnded(pool());
    pool().close();
    pool().shutdownNow();
    pool().close();
    assertEnded(pool());
  }

  @Test
  default void closeWaitsForWhatRunsAndWhatWaits() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Future<String> last;
    try (ExecutorService closing = create(2)) {
      for (int i = 0; i < 100; i++) {
        closing.execute(
            () -> {
              Thread.onSpinWait();
              runs.incrementAndGet();
            });
      }
      last = closing.submit(() -> "done");
    }
    assertThat(last.resultNow()).isEqualTo("done");
    assertThat(runs).hasValue(100);
  }

  @Test
  default void closeWaitsUntilTheTasksHaveEnded() throws Exception {
    CountDownLatch gate = occupy(4);
    AtomicInteger runs = new AtomicInteger();
    pool().execute(runs::incrementAndGet);
    AtomicBoolean closed = new AtomicBoolean();
    List<Call> closers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      closers.add(
          Call.start(
              () -> {
                pool().close();
                closed.set(true);
                return null;
              }));
    }
    while (!pool().isShutdown()) {
      Thread.onSpinWait();
    }
    closers.forEach(Call::awaitWaiting);
    assertThat(closed).isFalse();
    assertThat(runs).hasValue(0);
    gate.countDown();
    for (Call closer : closers) {
      assertThat(closer.thrown()).isNull();
      assertThat(closer.staysInterrupted()).isFalse();
    }
    assertEnded(pool());
    assertThat(runs).hasValue(1);
  }

  @Test
  default void closeAfterShutdownWaits() throws Exception {
    CountDownLatch gate = occupy(1);
    pool().shutdown();
    Call closer = Call.start(closing(pool()));
    closer.awaitWaiting();
    assertThat(pool().isTerminated()).isFalse();
    gate.countDown();
    assertThat(closer.thrown()).isNull();
    assertEnded(pool());
  }

  @Test
  default void closeAfterShutdownNowWaitsForTheStubborn() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    pool()
        .execute(
            () -> {
              started.countDown();
              awaitStubbornly(gate);
            });
    awaitSurely(started);
    pool().shutdownNow();
    Call closer = Call.start(closing(pool()));
    closer.awaitWaiting();
    assertThat(pool().isTerminated()).isFalse();
    gate.countDown();
    assertThat(closer.thrown()).isNull();
    assertEnded(pool());
  }

  private static Callable<?> closing(ExecutorService pool) {
    return () -> {
      pool.close();
      return null;
    };
  }

  /** "If already terminated, invoking this method has no effect." */
  @Test
  default void closeOfATerminatedPoolIgnoresAnInterrupt() throws Exception {
    terminate(pool());
    Thread.currentThread().interrupt();
    pool().close();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  default void interruptedBeforeCloseStopsTheTasksAndStaysInterrupted() throws Exception {
    Blocker blocker = new Blocker();
    Future<String> running = pool().submit(blocker);
    awaitSurely(blocker.started);
    Call closer = Call.startInterrupted(closing(pool()));
    assertThat(closer.thrown()).isNull();
    assertThat(closer.staysInterrupted()).isTrue();
    assertEnded(pool());
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(running::get)
        .withCauseInstanceOf(InterruptedException.class);
  }

  @Test
  default void interruptedInCloseStopsTheTasksAndStaysInterrupted() throws Exception {
    Blocker blocker = new Blocker(4);
    for (int i = 0; i < 4; i++) {
      pool().execute(blocker::run);
    }
    awaitSurely(blocker.started);
    AtomicInteger runs = new AtomicInteger();
    pool().execute(runs::incrementAndGet);
    Future<?> waiting = pool().submit(runs::incrementAndGet);
    Call closer = Call.start(closing(pool()));
    while (!pool().isShutdown()) {
      Thread.onSpinWait();
    }
    closer.awaitWaiting().interrupt();
    assertThat(closer.thrown()).isNull();
    assertThat(closer.staysInterrupted()).isTrue();
    assertEnded(pool());
    awaitSurely(blocker.interrupted);
    assertThat(runs).hasValue(0);
    assertThat(waiting.state()).isNotEqualTo(Future.State.SUCCESS);
  }

  @Test
  default void interruptedCloseStillWaitsForTheStubborn() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    pool()
        .execute(
            () -> {
              started.countDown();
              PoolUnderTest.awaitQuietly(new CountDownLatch(1));
              Thread.interrupted();
              interrupted.countDown();
              awaitStubbornly(gate);
              ended.set(true);
            });
    awaitSurely(started);
    Call closer = Call.start(closing(pool())).awaitWaiting().interrupt();
    awaitSurely(interrupted);
    closer.interrupt(); // once more, now in vain
    assertThat(pool().isTerminated()).isFalse();
    gate.countDown();
    assertThat(closer.thrown()).isNull();
    assertThat(closer.staysInterrupted()).isTrue();
    assertThat(ended).isTrue();
    assertEnded(pool());
  }
}
