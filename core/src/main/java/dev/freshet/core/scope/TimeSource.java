package dev.freshet.core.scope;

import dev.freshet.core.timer.TimerWheel;

/** Where deadlines read the time and have themselves woken; tests have one they move by hand. */
interface TimeSource {
  /** The clock and the timer wheel of this JVM. */
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void arm(Expiry node, long deadlineNanoTime) {
          TimerWheel.shared().arm(node, deadlineNanoTime);
        }

        @Override
        public boolean cancel(Expiry node) {
          return TimerWheel.shared().cancel(node);
        }
      };

  /** The time in nanoseconds from an arbitrary origin; may wrap around. */
  long nanoTime();

  /** Fires the node once the time has come, never before. */
  void arm(Expiry node, long deadlineNanoTime);

  /** Whether the node was armed and will not fire. */
  boolean cancel(Expiry node);
}
