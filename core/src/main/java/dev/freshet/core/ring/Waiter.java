package dev.freshet.core.ring;

import org.jspecify.annotations.Nullable;

/** One who waits, and what for. A consumer keeps one for all its waits. */
abstract class Waiter {
  /** How a waiter is woken. */
  static final int NOT_YET = 0;

  static final int SIGNALLED = 1;
  static final int RELEASED = 2;

  /** Who is to be unparked; set before the waiter is entered. */
  @Nullable Thread thread;

  /** How it was woken; set under the lock of the wait point, read without. */
  volatile int woken;

  // guarded by the lock of the wait point
  boolean queued;
  @Nullable Waiter previous;
  @Nullable Waiter next;

  /** Whether the wait is over. */
  abstract boolean isReady();

  /**
   * Whether somebody has claimed what would end the wait and is about to show it: he may not have
   * seen that one waits.
   */
  boolean isImminent() {
    return false;
  }

  /** Whether what suffices for another may not suffice for this one. */
  boolean isBulk() {
    return false;
  }
}
