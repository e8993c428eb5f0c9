package dev.freshet.core.keyed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time of lanes, moved by hand. For one test thread. */
final class HandAlarm implements Ticks.Alarm {
  private final Object lock = new Object();
  private @Nullable Ticks armed;
  private long left;

  @Override
  public void arm(Ticks ticks, long nanos) {
    synchronized (lock) {
      if (armed != null) {
        throw new IllegalStateException("armed twice");
      }
      armed = ticks;
      left = nanos;
    }
  }

  boolean isArmed() {
    synchronized (lock) {
      return armed != null;
    }
  }

  /** Lets so much time pass, tick by tick; what the ticks start may still be under way. */
  void pass(Duration time) {
    long nanos = time.toNanos();
    for (; ; ) {
      Ticks due;
      synchronized (lock) {
        if (armed == null) {
          return;
        }
        if (left > nanos) {
          left -= nanos;
          return;
        }
        nanos -= left;
        due = armed;
        armed = null;
      }
      due.wake();
    }
  }
}
