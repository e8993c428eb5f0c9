package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.freshet.core.Refusal;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import dev.freshet.core.keyed.KeyedLanes.Dropped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shutdown, drain, close, and who meets them. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // some handles are only there to wait
class KeyedEndTest {
  private static final Duration LONG = Duration.ofSeconds(Gate.SURELY);

  private final TaskPool pool = TaskPool.of(4);
  private final KeyedLanes<String> lanes = KeyedLanes.of(pool);

  @AfterEach
  void end() {
    Gate.letAllGo();
    pool.close();
  }

  @Test
  void lanesThatWereNeverUsedEndAtOnce() throws Exception {
    lanes.close();
    assertThat(lanes.isTerminated()).isTrue();
    assertThat(lanes.awaitTermination(Duration.ZERO)).isTrue();
    assertThat(lanes).hasToString("KeyedLanes terminated, busy keys 0, running 0, queued 0");
  }

  @Test
  void aShutdownRefusesNewTasksAndRunsTheOthers() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    TaskHandle<Integer> waits = lanes.submit("a", () -> 1);
    lanes.shutdown();
    assertThat(lanes.isShutdown()).isTrue();
    assertThat(lanes.isTerminated()).isFalse();
    assertThat(lanes.awaitTermination(Duration.ofNanos(1))).isFalse();
    assertThat(lanes.tryExecute("a", () -> {})).contains(Refusal.SHUT_DOWN);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> lanes.execute("b", () -> {}))
        .withMessage("the lanes refuse a task: they are shut down");
    gate.letGo();
    assertThat(waits.get()).isEqualTo(1);
    assertThat(Books.close(lanes).refused()).isEqualTo(2);
  }

  @Test
  void shutdownNowAnswersWhatItGivesUp() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    Runnable plain = () -> {};
    Callable<Integer> callable = () -> 1;
    lanes.execute("a", plain);
    TaskHandle<Integer> handle = lanes.submit("a", callable);
    lanes.submit("a", () -> 2).cancel(false);
    List<Dropped<String>> dropped = lanes.shutdownNow();
    assertThat(dropped).containsExactly(new Dropped<>("a", plain), new Dropped<>("a", callable));
    assertThat(handle.isCancelled()).isTrue();
    assertThat(lanes.isTerminated()).as("one runs").isFalse();
    gate.letGo();
    KeyedSnapshot now = Books.close(lanes);
    assertThat(now.dropped()).isEqualTo(2);
    assertThat(now.cancelled()).isEqualTo(1);
    assertThat(now.completed()).isEqualTo(1);
  }

  /** Nothing is left that could run, so nobody waits for the pool. */
  @Test
  void shutdownNowEndsKeysThatHaveNoTurnYet() throws Exception {
    KeyedLanes<String> idle = KeyedLanes.of(_ -> {});
    idle.execute("a", () -> {});
    idle.execute("b", () -> {});
    idle.execute("b", () -> {});
    assertThat(idle.shutdownNow()).hasSize(3);
    assertThat(idle.isTerminated()).isTrue();
    assertThat(Books.close(idle).dropped()).isEqualTo(3);
  }

  @Test
  void aDrainGivesUpWhatIsLate() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    Runnable plain = () -> {};
    lanes.execute("a", plain);
    assertThat(lanes.drain(Duration.ofMillis(1))).containsExactly(new Dropped<>("a", plain));
    gate.letGo();
    Books.close(lanes);
    KeyedLanes<String> quick = KeyedLanes.of(pool);
    quick.execute("a", plain);
    assertThat(quick.drain(LONG)).isEmpty();
    assertThat(quick.isTerminated()).isTrue();
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void aDrainWithoutATimeShutsNothingDown() {
    assertThatNullPointerException().isThrownBy(() -> lanes.drain(null)).withMessage("patience");
    assertThat(lanes.isShutdown()).isFalse();
  }

  @Test
  void closeInsideATaskIsRefusedAndShutsNothingDown() throws Exception {
    TaskHandle<?> handle = lanes.submit("a", lanes::close);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(handle::get)
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("close");
    assertThat(lanes.isShutdown()).isFalse();
    KeyedLanes<String> others = KeyedLanes.of(pool);
    lanes.submit("a", others::close).get();
    assertThat(others.isTerminated()).isTrue();
    Books.close(lanes);
  }

  @Test
  void anInterruptedCloseGivesUpWhatWaits() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    TaskHandle<Integer> waits = lanes.submit("a", () -> 1);
    CountDownLatch closed = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  lanes.close();
                  interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
                  closed.countDown();
                });
    Gate.until(lanes::isShutdown);
    closer.interrupt();
    Gate.until(waits::isCancelled);
    gate.letGo();
    Gate.await(closed);
    closer.join();
    assertThat(interrupted).hasValue(1);
  }

  /** Each task is refused, run, or in the list; and the end comes. */
  @Test
  void submittersRaceTheShutdown() throws Exception {
    for (int round = 0; round < 300; round++) {
      KeyedLanes<Integer> own = KeyedLanes.of(pool);
      AtomicInteger ran = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(2);
      int dropped;
      try (ExecutorService producers = Executors.newCachedThreadPool()) {
        for (int p = 0; p < 2; p++) {
          producers.execute(
              () -> {
                started.countDown();
                for (int i = 0; i < 100; i++) {
                  if (own.tryExecute(i % 3, ran::incrementAndGet).isPresent()) {
                    refused.incrementAndGet();
                  }
                }
              });
        }
        Gate.await(started);
        if (round % 2 == 0) {
          own.shutdown();
          dropped = 0;
        } else {
          dropped = own.shutdownNow().size();
        }
        assertThat(own.awaitTermination(LONG)).isTrue();
        int ranBefore = ran.get();
        producers.shutdown();
        assertThat(producers.awaitTermination(Gate.SURELY, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).as("nothing runs after the end").hasValue(ranBefore);
      }
      KeyedSnapshot now = Books.rest(own);
      assertThat(now.submitted() + now.refused()).isEqualTo(200);
      assertThat(now.refused()).isEqualTo(refused.get());
      assertThat(now.completed()).isEqualTo(ran.get());
      assertThat(now.dropped()).isEqualTo(dropped);
      assertThat(ran.get() + now.refused() + now.dropped()).isEqualTo(200);
    }
  }
}
