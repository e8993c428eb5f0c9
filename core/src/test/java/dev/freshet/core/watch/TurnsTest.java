package dev.freshet.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
  private final AtomicLong now = new AtomicLong(5);
  private final AtomicInteger alarms = new AtomicInteger();
  private final Turns turns = new Turns(1, now::get, _ -> {}, _ -> alarms.incrementAndGet());

  /** A thread that comes to the end of a slice when told to. */
  private final class Computing {
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch quit = new CountDownLatch(1);
    private final Turns.Turn turn;
    private final Thread thread;

    Computing() {
      thread = Thread.ofPlatform().daemon().unstarted(this::run);
      turn = new Turns.Turn(thread);
      thread.start();
    }

    private void run() {
      while (quit.getCount() > 0) {
        if (done.get() < wanted.get()) {
          turns.giveWay(turn);
          done.incrementAndGet();
        } else {
          LockSupport.park(this);
        }
      }
    }

    void endSlice() {
      wanted.incrementAndGet();
      LockSupport.unpark(thread);
    }

    boolean goesOn() {
      return done.get() == wanted.get();
    }

    void end() throws InterruptedException {
      quit.countDown();
      LockSupport.unpark(thread);
      thread.join();
    }

    /** Keeps the processor from now on. */
    boolean isBlocked() {
      return thread.getState() == Thread.State.WAITING;
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // leaves the processor to those it waits for
  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  private void endSliceAndGoOn(Computing computing) {
    computing.endSlice();
    until(computing::goesOn);
  }

  @Test
  void thePlaceGoesRoundInOrder() throws Exception {
    Computing a = new Computing();
    Computing b = new Computing();
    Computing c = new Computing();
    endSliceAndGoOn(a);
    b.endSlice();
    until(() -> turns.inLine() == 1);
    c.endSlice();
    until(() -> turns.inLine() == 2);

    now.addAndGet(Turns.TURN_NANOS - 1);
    endSliceAndGoOn(a); // its turn is not over
    assertThat(b.goesOn()).isFalse();

    now.addAndGet(1);
    a.endSlice();
    until(b::goesOn);
    assertThat(a.turn.hasPlace()).isFalse();
    assertThat(turns.inLine()).isEqualTo(2);

    turns.leave(b.turn);
    until(c::goesOn);
    turns.leave(c.turn);
    until(a::goesOn);
    assertThat(turns.inLine()).isZero();
    for (Computing each : List.of(a, b, c)) {
      each.end();
    }
  }

  @Test
  void whoeverEndedHasNoPlace() throws Exception {
    Computing a = new Computing();
    endSliceAndGoOn(a);
    a.end();
    Computing b = new Computing();
    endSliceAndGoOn(b);
    assertThat(b.turn.hasPlace()).isTrue();
    b.end();
  }

  @Test
  void whoeverIsBlockedAtTwoLooksLosesThePlace() throws Exception {
    Computing a = new Computing();
    endSliceAndGoOn(a);
    until(a::isBlocked);
    Computing b = new Computing();
    b.endSlice();
    until(() -> turns.inLine() == 1);
    until(() -> alarms.get() == 1); // it is set after the line has been joined

    now.addAndGet(Turns.SWEEP_NANOS);
    turns.sweep();
    turns.sweep(); // not the second look: no time has passed
    assertThat(b.turn.hasPlace()).isFalse();
    assertThat(alarms.get()).isGreaterThan(1);

    now.addAndGet(Turns.SWEEP_NANOS);
    turns.sweep();
    until(b::goesOn);
    assertThat(a.turn.hasPlace()).isFalse();

    a.endSlice(); // it was blocked and goes on: gets in line
    until(() -> turns.inLine() == 1);
    turns.leave(b.turn);
    until(a::goesOn);
    a.end();
    b.end();
  }

  @Test
  void whoeverIsBlockedNowAndThenKeepsThePlace() throws Exception {
    Computing a = new Computing();
    endSliceAndGoOn(a);
    Computing b = new Computing();
    b.endSlice();
    until(() -> turns.inLine() == 1);
    for (int i = 0; i < 3; i++) {
      now.addAndGet(Turns.SWEEP_NANOS);
      until(a::isBlocked);
      turns.sweep();
      assertThat(b.turn.hasPlace()).isFalse();
      endSliceAndGoOn(a);
    }
    turns.leave(a.turn);
    until(b::goesOn);
    a.end();
    b.end();
  }

  @Test
  void whoeverComputesWithoutACheckpointLosesThePlace() throws Exception {
    Turns.Turn mine = new Turns.Turn(Thread.currentThread());
    turns.giveWay(mine);
    Computing b = new Computing();
    b.endSlice();
    until(() -> turns.inLine() == 1);
    now.addAndGet(Turns.LOST_NANOS - 1);
    turns.sweep();
    assertThat(mine.hasPlace()).isTrue();
    now.incrementAndGet();
    turns.sweep();
    assertThat(mine.hasPlace()).isFalse();
    until(b::goesOn);
    b.end();
  }

  @Test
  void anInterruptTakesAThreadOutOfTheLine() throws Exception {
    Computing a = new Computing();
    endSliceAndGoOn(a);
    Computing b = new Computing();
    b.endSlice();
    until(() -> turns.inLine() == 1);
    b.thread.interrupt();
    until(b::goesOn);
    assertThat(turns.inLine()).isZero();
    assertThat(b.turn.hasPlace()).isFalse();
    b.quit.countDown();
    a.end();
    b.thread.join();
  }

  @Test
  void allGetTheirTurn() throws Exception {
    Turns two = new Turns(2, () -> now.getAndAdd(Turns.TURN_NANOS / 4), _ -> {}, _ -> {});
    List<Thread> threads = new ArrayList<>();
    AtomicInteger slices = new AtomicInteger();
    for (int i = 0; i < 16; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    Turns.Turn turn = new Turns.Turn(Thread.currentThread());
                    for (int slice = 0; slice < 1000; slice++) {
                      two.giveWay(turn);
                      slices.incrementAndGet();
                    }
                    two.leave(turn);
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(slices).hasValue(16_000);
    assertThat(two.inLine()).isZero();
  }
}
