package dev.freshet.core.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What a stage counts: written by its owner, read by all threads. */
final class StageCounters {
  private static final VarHandle IN;
  private static final VarHandle OUT;
  private static final VarHandle LEFT;
  private static final VarHandle BLOCKED_NANOS;
  private static final VarHandle BLOCKED_SINCE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      IN = lookup.findVarHandle(StageCounters.class, "in", long.class);
      OUT = lookup.findVarHandle(StageCounters.class, "out", long.class);
      LEFT = lookup.findVarHandle(StageCounters.class, "left", long.class);
      BLOCKED_NANOS = lookup.findVarHandle(StageCounters.class, "blockedNanos", long.class);
      BLOCKED_SINCE = lookup.findVarHandle(StageCounters.class, "blockedSince", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Stands for "not blocked" in {@link #blockedSince}. */
  private static final long NOT = Long.MIN_VALUE;

  private long in;
  private long out;
  private long left;
  private long blockedNanos;
  private long blockedSince = NOT;

  void took(int elements) {
    IN.setOpaque(this, in + elements);
  }

  void gave() {
    OUT.setOpaque(this, out + 1);
  }

  /** Elements whose batch is gone. */
  void left(int elements) {
    LEFT.setOpaque(this, left + elements);
  }

  /** Whether results wait for somebody to take them; asks the clock only when that changes. */
  void blocked(boolean now, LongSupplier clock) {
    if (now == (blockedSince != NOT)) {
      return;
    }
    long time = Math.max(NOT + 1, clock.getAsLong());
    if (now) {
      BLOCKED_SINCE.setOpaque(this, time);
    } else {
      long since = blockedSince;
      BLOCKED_SINCE.setOpaque(this, NOT); // rather a moment too short than counted twice
      BLOCKED_NANOS.setOpaque(this, blockedNanos + time - since);
    }
  }

  StageFigures figures(String name, int running, LongSupplier clock) {
    long gone = (long) LEFT.getOpaque(this);
    long taken = (long) IN.getOpaque(this);
    long nanos = (long) BLOCKED_NANOS.getOpaque(this);
    long since = (long) BLOCKED_SINCE.getOpaque(this);
    if (since != NOT) {
      nanos += Math.max(0, clock.getAsLong() - since);
    }
    return new StageFigures(
        name,
        taken,
        (long) OUT.getOpaque(this),
        Math.max(0, taken - gone),
        running,
        Duration.ofNanos(nanos));
  }
}
