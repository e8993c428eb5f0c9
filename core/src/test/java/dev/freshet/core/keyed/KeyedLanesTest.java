package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.freshet.core.Refusal;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lane does for its tasks. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // most tests look at the lanes, not at the handle
class KeyedLanesTest {
  private final TaskPool pool = TaskPool.of(4);
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final KeyedLanes<String> lanes =
      KeyedLanes.<String>builder(pool)
          .mailbox(3)
          .onFailure((_, failure) -> failures.add(failure))
          .build();

  @AfterEach
  void end() throws Exception {
    Gate.letAllGo();
    Books.close(lanes);
    pool.close();
    assertThat(pool.snapshot().failed()).as("turns never throw").isZero();
  }

  @Test
  void tasksOfAKeyRunInTheirOrder() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 1000; i++) {
      int n = i;
      lanes.execute("a", () -> order.add(n));
    }
    Books.rest(lanes);
    assertThat(order).hasSize(1000).isSorted();
    assertThat(lanes.snapshot().completed()).isEqualTo(1000);
  }

  @Test
  void anotherKeyDoesNotWait() throws Exception {
    Gate a = Gate.hold(lanes, "a");
    assertThat(lanes.submit("b", () -> 7).get(Gate.SURELY, TimeUnit.SECONDS)).isEqualTo(7);
    a.letGo();
  }

  @Test
  void aTaskThatThrowsHoldsUpNobody() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    lanes.execute(
        "a",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    lanes.execute(
        "a",
        () -> {
          throw new StackOverflowError("an error, on purpose");
        });
    TaskHandle<Integer> last = lanes.submit("a", () -> 1);
    gate.letGo();
    assertThat(last.get()).isEqualTo(1);
    KeyedSnapshot now = Books.rest(lanes);
    assertThat(now.failed()).isEqualTo(2);
    assertThat(now.completed()).isEqualTo(2);
    assertThat(failures)
        .extracting(Throwable::getMessage)
        .containsExactly("on purpose", "an error, on purpose");
  }

  @Test
  void aFailureHandlerThatThrowsIsIgnored() throws Exception {
    KeyedLanes<String> rude =
        KeyedLanes.<String>builder(pool)
            .onFailure(
                (_, _) -> {
                  throw new IllegalArgumentException();
                })
            .build();
    rude.execute(
        "a",
        () -> {
          throw new IllegalStateException();
        });
    assertThat(rude.submit("a", () -> 1).get()).isEqualTo(1);
    assertThat(Books.close(rude).failed()).isEqualTo(1);
  }

  /** The one that runs is not counted; every place is used before one is refused. */
  @Test
  void theBoundIsExact() throws Exception {
    Gate running = Gate.hold(lanes, "a");
    List<Gate> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      assertThat(lanes.depth("a")).isEqualTo(i);
      waiting.add(new Gate());
      assertThat(lanes.tryExecute("a", waiting.getLast())).isEmpty();
    }
    for (int round = 0; round < 5; round++) {
      assertThat(lanes.depth("a")).isEqualTo(3);
      assertThat(lanes.tryExecute("a", () -> {})).contains(Refusal.LANE_FULL);
      assertThat(lanes.trySubmit("a", () -> 1))
          .isEqualTo(new Submission.Refused<>(Refusal.LANE_FULL));
      Books.check(lanes.snapshot());
      running.letGo();
      running = waiting.removeFirst();
      running.awaitEntered();
      assertThat(lanes.depth("a")).isEqualTo(2);
      waiting.add(new Gate());
      assertThat(lanes.tryExecute("a", waiting.getLast())).isEmpty();
    }
    running.letGo();
    waiting.forEach(Gate::letGo);
    assertThat(Books.rest(lanes).refused()).isEqualTo(10);
  }

  @Test
  void aBoundOfOneHoldsOne() throws Exception {
    KeyedLanes<String> one = KeyedLanes.<String>builder(pool).mailbox(1).build();
    Gate gate = Gate.hold(one, "a");
    assertThat(one.tryExecute("a", () -> {})).isEmpty();
    assertThat(one.tryExecute("a", () -> {})).contains(Refusal.LANE_FULL);
    gate.letGo();
    assertThat(Books.close(one).completed()).isEqualTo(2);
  }

  @Test
  void aTaskMaySubmitForItsOwnKey() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger depth = new AtomicInteger();
    lanes.execute("a", () -> nest(depth, done));
    Gate.await(done);
    assertThat(Books.rest(lanes).completed()).isEqualTo(10_000);
  }

  private void nest(AtomicInteger depth, CountDownLatch done) {
    if (depth.incrementAndGet() == 10_000) {
      done.countDown();
    } else {
      lanes.execute("a", () -> nest(depth, done));
    }
  }

  /** Only its own end would make room. */
  @Test
  void aTaskDoesNotWaitForRoomInItsOwnLane() throws Exception {
    TaskHandle<Integer> handle =
        lanes.submit(
            "a",
            () -> {
              int accepted = 0;
              try {
                for (; ; accepted++) {
                  lanes.execute("a", () -> {});
                }
              } catch (RejectedExecutionException e) {
                assertThat(e).hasMessageContaining("key a").hasMessageContaining("full");
              }
              return accepted;
            });
    assertThat(handle.get()).isEqualTo(3);
  }

  @Test
  void keysAreComparedByEquals() throws Exception {
    KeyedLanes<List<Integer>> lists = KeyedLanes.of(pool);
    Gate gate = Gate.hold(lists, List.of(1, 2));
    lists.execute(new ArrayList<>(List.of(1, 2)), () -> {});
    assertThat(lists.busyKeys()).isEqualTo(1);
    assertThat(lists.depth(List.of(1, 2))).isEqualTo(1);
    gate.letGo();
    Books.close(lists);
  }

  @Test
  void aTaskFindsNoInterruptOfTheOneBefore() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    lanes.execute("a", () -> Thread.currentThread().interrupt());
    TaskHandle<Boolean> clean = lanes.submit("a", () -> Thread.currentThread().isInterrupted());
    gate.letGo();
    assertThat(clean.get()).isFalse();
  }

  @Test
  void figuresShowWhatWaitsAndRuns() throws Exception {
    Gate a = Gate.hold(lanes, "a");
    Gate b = Gate.hold(lanes, "b");
    lanes.execute("a", () -> {});
    lanes.execute("a", () -> {});
    lanes.execute("b", () -> {});
    KeyedSnapshot now = lanes.snapshot();
    Books.check(now);
    assertThat(now.busyKeys()).isEqualTo(2);
    assertThat(now.running()).isEqualTo(2);
    assertThat(now.queued()).isEqualTo(3);
    assertThat(now.submitted()).isEqualTo(5);
    assertThat(lanes).hasToString("KeyedLanes open, busy keys 2, running 2, queued 3");
    a.letGo();
    b.letGo();
    assertThat(Books.rest(lanes).completed()).isEqualTo(5);
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void badInputIsNamed() {
    Callable<Integer> callable = null;
    Runnable runnable = null;
    String key = null;
    assertThatNullPointerException()
        .isThrownBy(() -> lanes.execute(key, () -> {}))
        .withMessage("key");
    assertThatNullPointerException()
        .isThrownBy(() -> lanes.execute("a", runnable))
        .withMessage("task");
    assertThatNullPointerException()
        .isThrownBy(() -> lanes.tryExecute(key, () -> {}))
        .withMessage("key");
    assertThatNullPointerException()
        .isThrownBy(() -> lanes.submit("a", callable))
        .withMessage("task");
    assertThatNullPointerException()
        .isThrownBy(() -> lanes.trySubmit(key, () -> 1))
        .withMessage("key");
    assertThatNullPointerException().isThrownBy(() -> lanes.depth(key)).withMessage("key");
    KeyedLanesBuilder<String> builder = KeyedLanes.builder(pool);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.mailbox(0))
        .withMessage("mailbox: value is 0; allowed is 1 to 268435456");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.timeout(Duration.ZERO))
        .withMessage("timeout: value is PT0S; allowed is more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.turn(0, Duration.ofMillis(1)))
        .withMessage("tasks: value is 0; allowed is 1 or more in a turn");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.turn(1, Duration.ofMillis(-1)))
        .withMessage("time: value is PT-0.001S; allowed is more than zero");
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> KeyedLanes.of(null))
        .withMessage("executor");
  }
}
