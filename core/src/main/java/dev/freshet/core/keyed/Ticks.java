package dev.freshet.core.keyed;

import dev.freshet.core.timer.Timed;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The time of a set of lanes, counted in ticks that cost a task nothing to read.
 *
 * <p>Safe for all threads. It stands still while no key is busy.
 */
final class Ticks extends Timed {
  /*
   * Why not the clock
   * -----------------
   * Each task would read it twice, at some tens of nanoseconds by estimate. A node of the timer wheel
   * for each task costs 60 ns (suite cancel). So the wheel wakes one node for all
   * lanes, SHARES times in a time-out, which counts; a task notes the count when it is submitted.
   *
   * Never early
   * -----------
   * A task with stamp s was submitted before tick s + 1 began, and ticks are a SHARE-th of the
   * time-out apart or more, for the next is armed only when the last has come. So at tick
   * s + 1 + SHARES it has waited for the whole time-out, and at most a share longer, plus what the
   * timer is late. That holds across rests as well: the tick before a rest just lasts longer.
   *
   * Rest
   * ----
   * A key that becomes busy looks whether ticks are armed, after it is in the table; a tick that
   * finds the table empty disarms and looks at the table again. Both are volatile, so one of the
   * two sees the other.
   */

  /** Ticks in a time-out: what expires is at most a sixteenth late, for five wake-ups a second. */
  private static final int SHARES = 16;

  /** The shortest tick: that of the wheel. */
  private static final long SHORTEST_NANOS = 1_000_000;

  /** When the ticks are due; the shared wheel, or a test's hand. */
  interface Alarm {
    /** Calls {@link Ticks#wake} once, after so many nanoseconds. */
    void arm(Ticks ticks, long nanos);
  }

  /** Whose time it is. */
  interface Owner {
    /** Whether some key is busy; exact for keys that were busy before the call and still are. */
    boolean isBusy();

    /** What has waited too long is to be ended; on the timer's thread, which must not be kept. */
    void sweep();
  }

  private static final VarHandle ARMED;

  static {
    try {
      ARMED = MethodHandles.lookup().findVarHandle(Ticks.class, "armed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Owner owner;
  private final Alarm alarm;
  private final long tickNanos;
  private final int timeoutTicks;

  private volatile int now;
  private volatile boolean armed;

  Ticks(long timeoutNanos, Alarm alarm, Owner owner) {
    this.owner = owner;
    this.alarm = alarm;
    this.tickNanos = Math.max(SHORTEST_NANOS, timeoutNanos / SHARES + 1);
    this.timeoutTicks = (int) ((timeoutNanos - 1) / tickNanos) + 1;
  }

  /** The stamp of a task that is submitted now. */
  int now() {
    return now;
  }

  /** Whether what was submitted at that tick has waited for the whole time-out. */
  boolean isOver(int stamp) {
    return now - stamp > timeoutTicks;
  }

  /** A key has become busy. */
  void start() {
    if (!armed && ARMED.compareAndSet(this, false, true)) {
      arm();
    }
  }

  private void arm() {
    try {
      alarm.arm(this, tickNanos);
    } catch (OutOfMemoryError _) {
      armed = false; // no thread for the timer: the next busy key tries again
    }
  }

  @Override
  protected void expired() {
    wake();
  }

  /** A tick. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // armed once at a time, so there is one writer
  void wake() {
    now++;
    if (owner.isBusy()) {
      arm();
      owner.sweep();
      return;
    }
    armed = false;
    if (owner.isBusy()) {
      start();
    }
  }
}
