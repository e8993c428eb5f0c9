package dev.freshet.core.batch;

import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;
import java.time.Duration;

/** The time and its alarms; tests have one that is moved by hand. */
interface BatchClock {
  /** The system's time, and the wheel that all pools share. */
  BatchClock SYSTEM =
      new BatchClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void arm(Alarm alarm, long when) {
          TimerWheel.shared().arm(alarm, when);
        }

        @Override
        public boolean cancel(Alarm alarm) {
          return TimerWheel.shared().cancel(alarm);
        }
      };

  /** Something that is told when its time has come, on a thread it must not keep. */
  abstract class Alarm extends Timed {
    /** The time has come. */
    abstract void ring();

    @Override
    protected final void expired() {
      ring();
    }
  }

  /** The longest time there is: 146 years, half of what the clock can tell apart. */
  long FOREVER = Long.MAX_VALUE >> 1;

  /** Nanoseconds, as {@link System#nanoTime}. */
  long nanos();

  /** Rings the alarm at that time, unless it is cancelled first. */
  void arm(Alarm alarm, long when);

  /** False if the alarm is not armed or is about to ring. */
  boolean cancel(Alarm alarm);

  /** Nanoseconds, {@link #FOREVER} for anything longer, 0 for anything negative. */
  static long nanosOf(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(Duration.ofNanos(FOREVER)) >= 0 ? FOREVER : duration.toNanos();
  }
}
