package dev.freshet.core.engine;

import org.jspecify.annotations.Nullable;

/** Somebody who is to be told of the end of a task; a link of the stack in {@link Outcome}. */
class Waiter {
  /** Who is parked; null once it is awake for good, and in a {@link Stage}. */
  volatile @Nullable Thread thread;

  volatile @Nullable Waiter next;

  Waiter(@Nullable Thread thread) {
    this.thread = thread;
  }

  /** Whether nobody needs this link any more. */
  boolean isGone() {
    return thread == null;
  }
}
