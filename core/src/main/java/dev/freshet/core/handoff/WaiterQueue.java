package dev.freshet.core.handoff;

import org.jspecify.annotations.Nullable;

/** The waiters of one direction of a channel, first in first out. Guarded by the channel's lock. */
final class WaiterQueue {
  private @Nullable Waiter first;
  private @Nullable Waiter last;

  /** How many there are; read without the lock as well. */
  private volatile int size;

  int size() {
    return size;
  }

  @Nullable Waiter first() {
    return first;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock
  void add(Waiter waiter) {
    waiter.previous = last;
    if (last == null) {
      first = waiter;
    } else {
      last.next = waiter;
    }
    last = waiter;
    waiter.isQueued = true;
    size++;
  }

  /** Takes the waiter out if it is in. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock
  void remove(Waiter waiter) {
    if (!waiter.isQueued) {
      return;
    }
    Waiter before = waiter.previous;
    Waiter after = waiter.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.isQueued = false;
    size--;
  }

  /**
   * Claims the oldest waiter that can still be met, and leaves it in the queue; drops those that
   * cannot.
   */
  @Nullable Waiter claimFirst() {
    for (; ; ) {
      Waiter waiter = first;
      if (waiter == null || waiter.claim()) {
        return waiter;
      }
      remove(waiter);
    }
  }
}
