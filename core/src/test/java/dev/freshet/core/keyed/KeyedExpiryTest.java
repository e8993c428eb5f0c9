package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.Refusal;
import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for too long; the time is moved by hand. */
@Timeout(120)
class KeyedExpiryTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** A tick is a sixteenth of it, and the rounding. */
  private static final Duration LATEST = TIMEOUT.plusMillis(188);

  private final HandAlarm alarm = new HandAlarm();
  private final TaskPool pool = TaskPool.of(4);
  private final List<Runnable> reported = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final KeyedLanes<String> lanes =
      KeyedLanes.<String>builder(pool)
          .mailbox(4)
          .alarm(alarm)
          .onFailure(
              (task, failure) -> {
                reported.add(task);
                failures.add(failure);
              })
          .build();

  @AfterEach
  void end() throws Exception {
    Gate.letAllGo();
    Books.close(lanes);
    pool.close();
    alarm.pass(TIMEOUT);
    assertThat(alarm.isArmed()).as("ticks while nothing is busy").isFalse();
  }

  @Test
  void whatHasWaitedForTheTimeoutExpiresBehindATaskThatHangs() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    Gate gate = Gate.hold(lanes, "a");
    Runnable plain = ran::incrementAndGet;
    lanes.execute("a", plain);
    TaskHandle<Integer> handle = lanes.submit("a", ran::incrementAndGet);
    CompletableFuture<Integer> stage = handle.toCompletionStage().toCompletableFuture();
    alarm.pass(TIMEOUT.minusNanos(1));
    assertThat(handle.isDone()).isFalse();
    alarm.pass(LATEST.minus(TIMEOUT));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> handle.get(Gate.SURELY, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOf(TaskExpiredException.class)
        .withMessageContaining("never ran")
        .withMessageContaining("3000 ms");
    assertThat(stage).completesExceptionallyWithin(Duration.ofSeconds(Gate.SURELY));
    assertThat(handle.state()).isEqualTo(TaskHandle.State.FAILED);
    Gate.until(() -> lanes.snapshot().expired() == 2);
    assertThat(reported).containsExactly(plain);
    assertThat(failures).first().isInstanceOf(TaskExpiredException.class);
    KeyedSnapshot now = lanes.snapshot();
    Books.check(now);
    assertThat(now.queued()).isZero();
    assertThat(lanes.depth("a")).as("places are kept").isEqualTo(2);
    gate.letGo();
    assertThat(Books.rest(lanes).completed()).isEqualTo(1);
    assertThat(ran).hasValue(0);
  }

  @Test
  void placesOfWhatHasExpiredAreKeptUntilTheTurnPassesThem() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    for (int i = 0; i < 4; i++) {
      lanes.execute("a", () -> {});
    }
    alarm.pass(LATEST);
    Gate.until(() -> lanes.snapshot().expired() == 4);
    assertThat(lanes.tryExecute("a", () -> {})).contains(Refusal.LANE_FULL);
    gate.letGo();
    Books.rest(lanes);
    assertThat(lanes.tryExecute("a", () -> {})).isEmpty();
  }

  /** Each waits for its own time-out. */
  @Test
  void whatCameLaterExpiresLater() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    TaskHandle<Integer> first = lanes.submit("a", () -> 1);
    alarm.pass(Duration.ofSeconds(2));
    TaskHandle<Integer> second = lanes.submit("a", () -> 2);
    alarm.pass(Duration.ofMillis(1200));
    Gate.until(first::isDone);
    assertThat(first.state()).isEqualTo(TaskHandle.State.FAILED);
    assertThat(second.isDone()).isFalse();
    gate.letGo();
    assertThat(second.get()).isEqualTo(2);
  }

  @Test
  void aTaskThatHasStartedIsLeftAlone() throws Exception {
    Gate gate = new Gate();
    TaskHandle<?> handle = lanes.submit("a", gate);
    gate.awaitEntered();
    alarm.pass(LATEST.multipliedBy(5));
    assertThat(handle.isDone()).isFalse();
    gate.letGo();
    handle.get();
    assertThat(handle.state()).isEqualTo(TaskHandle.State.SUCCESS);
  }

  /** Even if no sweep came by: the turn looks as well. */
  @Test
  void theTurnRunsNothingThatIsOverdue() throws Exception {
    Gate[] all = new Gate[4];
    for (int i = 0; i < 4; i++) {
      all[i] = Gate.hold(lanes, "k" + i); // the pool is full
    }
    TaskHandle<Integer> waits = lanes.submit("b", () -> 1);
    alarm.pass(LATEST);
    for (Gate gate : all) {
      gate.letGo();
    }
    Gate.until(waits::isDone);
    assertThat(waits.state()).isEqualTo(TaskHandle.State.FAILED);
    assertThat(Books.rest(lanes).expired()).isEqualTo(1);
  }

  /** A pool so late is not asked again and again, and the keys leave the table. */
  @Test
  void keysWhoseTasksHaveAllExpiredAreGoneBeforeTheirTurn() throws Exception {
    Gate[] all = new Gate[4];
    for (int i = 0; i < 4; i++) {
      all[i] = new Gate();
      pool.execute(all[i]);
      all[i].awaitEntered();
    }
    lanes.execute("b", () -> {});
    lanes.execute("b", () -> {});
    assertThat(lanes.busyKeys()).isEqualTo(1);
    alarm.pass(LATEST);
    assertThat(Books.rest(lanes).expired()).isEqualTo(2);
    TaskHandle<Integer> fresh = lanes.submit("b", () -> 5);
    for (Gate gate : all) {
      gate.letGo();
    }
    assertThat(fresh.get()).isEqualTo(5);
  }

  @Test
  void ticksStandStillWhileNoKeyIsBusy() throws Exception {
    assertThat(alarm.isArmed()).isFalse();
    for (int round = 0; round < 3; round++) {
      assertThat(lanes.submit("a", () -> 1).get()).isEqualTo(1);
      Books.rest(lanes);
      assertThat(alarm.isArmed()).isTrue();
      alarm.pass(TIMEOUT);
      assertThat(alarm.isArmed()).isFalse();
    }
  }

  /** The tick before a rest lasts as long as the rest. */
  @Test
  void aRestMakesNothingExpireEarly() throws Exception {
    assertThat(lanes.submit("a", () -> 1).get()).isEqualTo(1);
    Books.rest(lanes);
    alarm.pass(TIMEOUT.multipliedBy(10));
    Gate gate = Gate.hold(lanes, "a");
    TaskHandle<Integer> handle = lanes.submit("a", () -> 2);
    alarm.pass(TIMEOUT.minusNanos(1));
    assertThat(handle.isDone()).isFalse();
    gate.letGo();
    assertThat(handle.get()).isEqualTo(2);
  }

  @Test
  void shortAndLongTimeoutsAreKept() throws Exception {
    for (Duration timeout :
        List.of(Duration.ofNanos(1), Duration.ofMillis(5), Duration.ofDays(100_000))) {
      HandAlarm own = new HandAlarm();
      KeyedLanes<String> odd =
          KeyedLanes.<String>builder(pool)
              .timeout(timeout)
              .alarm(own)
              .onFailure((_, _) -> {})
              .build();
      Gate gate = Gate.hold(odd, "a");
      TaskHandle<Integer> handle = odd.submit("a", () -> 1);
      Duration most = timeout.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(23_000) : timeout;
      own.pass(most.minusNanos(1));
      assertThat(handle.isDone()).isFalse();
      own.pass(most.dividedBy(4).plusMillis(2));
      Gate.until(handle::isDone);
      assertThat(handle.state()).isEqualTo(TaskHandle.State.FAILED);
      gate.letGo();
      Books.close(odd);
    }
  }
}
