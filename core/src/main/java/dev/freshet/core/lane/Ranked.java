package dev.freshet.core.lane;

/**
 * An item that says where it belongs in a lane; an item that does not implement this has the
 * default priority and no deadline.
 */
public interface Ranked {
  /** Stands for "as the pool's default". */
  int DEFAULT_PRIORITY = -1;

  /** Stands for "no deadline". */
  long NO_DEADLINE = Long.MAX_VALUE;

  /**
   * The level: higher is more urgent.
   *
   * @return 0 or more, or {@link #DEFAULT_PRIORITY}
   */
  int priority();

  /**
   * When the item must have been done.
   *
   * @return an instant of {@link System#nanoTime}, or {@link #NO_DEADLINE}
   */
  long deadlineNanos();
}
