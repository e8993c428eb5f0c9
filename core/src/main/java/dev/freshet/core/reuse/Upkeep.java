package dev.freshet.core.reuse;

import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;

/**
 * Has a round of upkeep done in time, on a virtual thread that ends with it: closing a connection
 * may take long, and the timer's thread must not wait.
 *
 * <p>Safe for all threads. Nothing is armed, and nothing refers to the pool, while nothing is due.
 */
final class Upkeep extends Timed {
  private static final Thread.Builder.OfVirtual THREADS =
      Thread.ofVirtual().name("freshet-reuse-upkeep").inheritInheritableThreadLocals(false);

  private static final long NEVER = Long.MAX_VALUE;

  private final Runnable round;
  private final long origin = System.nanoTime();

  /** When the next round comes, in nanoseconds after the origin. Written with the monitor held. */
  private volatile long due = NEVER;

  Upkeep(Runnable round) {
    this.round = round;
  }

  /**
   * Sees to it that a round begins so long after now, or before. Whoever adds something that will
   * be due adds it first: the round that makes this call needless looks after it has been counted
   * out.
   */
  void within(long now, long nanos) {
    long at = nanos >= NEVER / 2 ? NEVER : now - origin + nanos;
    if (at < due) {
      bring(at);
    }
  }

  private synchronized void bring(long at) {
    if (at < due) {
      cancel();
      TimerWheel.shared().arm(this, origin + at);
      due = at;
    }
  }

  synchronized void cancel() {
    TimerWheel.shared().cancel(this);
    due = NEVER;
  }

  @Override
  protected void expired() {
    synchronized (this) {
      due = NEVER;
    }
    THREADS.unstarted(round).start();
  }
}
