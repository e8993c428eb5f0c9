package dev.freshet.core.lane;

import org.jspecify.annotations.Nullable;

/** An item with a rank, for the tests. No record, because Lincheck cannot look into records. */
final class RankedItem implements Ranked {
  private final int id;
  private final int priority;
  private final long deadline;

  private RankedItem(int id, int priority, long deadline) {
    this.id = id;
    this.priority = priority;
    this.deadline = deadline;
  }

  static RankedItem ofPriority(int id, int priority) {
    return new RankedItem(id, priority, NO_DEADLINE);
  }

  static RankedItem ofDeadline(int id, long deadlineNanos) {
    return new RankedItem(id, DEFAULT_PRIORITY, deadlineNanos);
  }

  int id() {
    return id;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public long deadlineNanos() {
    return deadline;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RankedItem item
        && id == item.id
        && priority == item.priority
        && deadline == item.deadline;
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return id + " (priority " + priority + ", deadline " + deadline + ")";
  }
}
