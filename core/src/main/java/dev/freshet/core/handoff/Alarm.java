package dev.freshet.core.handoff;

import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes the thread that set it when its time is up. */
final class Alarm extends Timed {
  private final Thread thread = Thread.currentThread();
  private volatile boolean rung;

  private Alarm() {}

  /** An alarm for the calling thread; none for {@link Long#MAX_VALUE}. */
  static @Nullable Alarm in(long nanos) {
    if (nanos == Long.MAX_VALUE) {
      return null;
    }
    Alarm alarm = new Alarm();
    TimerWheel.shared().arm(alarm, System.nanoTime() + nanos);
    return alarm;
  }

  static void stop(@Nullable Alarm alarm) {
    if (alarm != null) {
      TimerWheel.shared().cancel(alarm);
    }
  }

  boolean hasRung() {
    return rung;
  }

  @Override
  protected void expired() {
    rung = true;
    LockSupport.unpark(thread);
  }
}
