package dev.freshet.core.engine;

import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something done from time to time while a pool works, on the timer's thread.
 *
 * <p>A pool at rest has none armed, so it keeps no thread alive. Whoever gives a grant changes the
 * admission word and then looks whether the pulse goes; a pulse that finds the pool at rest stops
 * and then looks at the pool once more. Both are volatile, so a pool that works has its pulse.
 */
final class Pulse extends Timed {
  private final PoolEngine engine;
  private final long periodNanos;
  private final Runnable beat;
  private final AtomicBoolean going = new AtomicBoolean();

  Pulse(PoolEngine engine, long periodNanos, Runnable beat) {
    this.engine = engine;
    this.periodNanos = periodNanos;
    this.beat = beat;
  }

  /** A grant was given: goes from now on, if it does not. */
  void touch() {
    if (!going.get() && going.compareAndSet(false, true)) {
      arm();
    }
  }

  private void arm() {
    try {
      TimerWheel.shared().arm(this, System.nanoTime() + periodNanos);
    } catch (Throwable _) {
      going.set(false); // no thread for the timer: the next grant tries again
    }
  }

  @Override
  protected void expired() {
    try {
      beat.run();
    } finally {
      if (engine.isIdle()) {
        going.set(false);
        if (!engine.isIdle()) {
          touch();
        }
      } else {
        arm();
      }
    }
  }
}
