package dev.freshet.core.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Striped counters for the events off the hot path.
 *
 * <p>Safe for all threads. {@link #add} is one atomic add on the caller's stripe; {@link #sum} is
 * exact once the counted threads have come to rest and never overtakes what really happened. The
 * two hot counters, completed and failed, are not here: each {@link Grant} counts its own with
 * plain writes.
 */
final class Tally {
  /** What is counted. */
  enum Event {
    /** Accepted without passing through the lane. */
    GRANTED_DIRECTLY(0),
    /** Completed by a thread that holds no grant (caller runs, run by hand). */
    COMPLETED_OUTSIDE(1),
    /** Failed on a thread that holds no grant. */
    FAILED_OUTSIDE(2),
    /** Ended by cancel. */
    CANCELLED(3),
    /** Accepted, later thrown away unrun. */
    DROPPED(4),
    /** Refused, with an exception or an outcome. */
    REJECTED(5),
    /** Given to the fallback handler. */
    DIVERTED(6),
    /** Run by the submitting thread. */
    CALLER_RAN(7),
    /** Records that became tombstones: cancelled, expired, or run by one who waited for them. */
    TOMBSTONE_MADE(8),
    /** Tombstones that were met by a worker or swept out. */
    TOMBSTONE_MET(9),
    /** Worker threads started. */
    THREAD_STARTED(10),
    /** Ended by their deadline, before or after their start. */
    EXPIRED(11);

    /** Place in a stripe; below STRIDE / 2, so that the padding lies between two stripes. */
    private final int cell;

    Event(int cell) {
      this.cell = cell;
    }
  }

  /** Longs per stripe: the events, padded to two 128-byte blocks so that stripes share no line. */
  private static final int STRIDE = 32;

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] cells;
  private final int stripeMask;

  Tally(int processors) {
    int stripes = Integer.highestOneBit(Math.max(1, processors) * 2 - 1);
    this.cells = new long[(stripes + 1) * STRIDE];
    this.stripeMask = stripes - 1;
  }

  void add(Event event, long amount) {
    int stripe = (int) Thread.currentThread().threadId() & stripeMask;
    CELL.getAndAdd(cells, (stripe + 1) * STRIDE + event.cell, amount);
  }

  void increment(Event event) {
    add(event, 1);
  }

  long sum(Event event) {
    long sum = 0;
    for (int at = STRIDE + event.cell; at < cells.length; at += STRIDE) {
      sum += (long) CELL.getVolatile(cells, at);
    }
    return sum;
  }
}
