package dev.freshet.core.keyed;

import dev.freshet.core.Refusal;
import dev.freshet.core.keyed.TaskQueue.Offer;
import dev.freshet.core.scope.Deadline;

/**
 * How long a submitter waits for room, and why it gave up: until the time-out of the lanes, or the
 * deadline in force if that is earlier. Confined to the submitter.
 */
final class Patience {
  private final long start = System.nanoTime();
  private final boolean untilDeadline;
  private final long nanos;
  private Refusal why = Refusal.LANE_FULL;

  Patience(long timeoutNanos) {
    long left = Deadline.current().remainingNanos();
    this.untilDeadline = left < timeoutNanos;
    this.nanos = Math.min(left, timeoutNanos);
  }

  /** Nanoseconds left. */
  long left() {
    return nanos - (System.nanoTime() - start);
  }

  Offer giveUp(Refusal reason) {
    why = reason;
    return Offer.FULL;
  }

  Offer timeIsUp() {
    return giveUp(untilDeadline ? Refusal.EXPIRED : Refusal.TIMED_OUT);
  }

  Refusal why() {
    return why;
  }
}
