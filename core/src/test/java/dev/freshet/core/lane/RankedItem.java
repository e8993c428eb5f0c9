package dev.freshet.core.lane;

/** An item with a rank, for the tests. */
record RankedItem(int id, int priority, long deadlineNanos) implements Ranked {
  static RankedItem ofPriority(int id, int priority) {
    return new RankedItem(id, priority, NO_DEADLINE);
  }

  static RankedItem ofDeadline(int id, long deadlineNanos) {
    return new RankedItem(id, DEFAULT_PRIORITY, deadlineNanos);
  }
}
