package dev.freshet.core.handoff;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where the senders and the receivers of a channel wait: two queues, first in first out, and the
 * lock that guards them.
 */
final class WaitRoom extends MeetingPoint {
  /*
   * One object, so that meeting point, lock and queues lie on one cache line: two threads that meet
   * again and again pass it to and fro, and each line more costs a transfer in every meeting.
   *
   * A queue is the reference to its first waiter, whose predecessor is the last; the last has no
   * successor. The room is old and a waiter young, so each reference from the one to the other costs
   * a write barrier that a reference between waiters does not.
   *
   * The lock is a word that is spun on, held for some tens of nanoseconds, in which nothing parks. A
   * lock that parks would unmount virtual threads, and cost more than what it guards.
   */

  private static final VarHandle LOCK;
  private static final VarHandle SENDERS;
  private static final VarHandle RECEIVERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LOCK = lookup.findVarHandle(WaitRoom.class, "lock", int.class);
      SENDERS = lookup.findVarHandle(WaitRoom.class, "senders", int.class);
      RECEIVERS = lookup.findVarHandle(WaitRoom.class, "receivers", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** 1 while somebody holds the lock. */
  private volatile int lock;

  private @Nullable Waiter firstSender;
  private @Nullable Waiter firstReceiver;

  // How many there are; written under the lock, read without it as well.
  private volatile int senders;
  private volatile int receivers;

  void lock() {
    for (int spins = 0; lock != 0 || !LOCK.compareAndSet(this, 0, 1); ) {
      spins = PeerWait.pause(spins);
    }
  }

  void unlock() {
    LOCK.setRelease(this, 0);
  }

  int senders() {
    return senders;
  }

  int receivers() {
    return receivers;
  }

  private @Nullable Waiter first(boolean isSender) {
    return isSender ? firstSender : firstReceiver;
  }

  private void changed(boolean isSender, @Nullable Waiter first, int more) {
    if (isSender) {
      firstSender = first;
      SENDERS.setRelease(this, senders + more);
    } else {
      firstReceiver = first;
      RECEIVERS.setRelease(this, receivers + more);
    }
  }

  /** Puts a waiter at the end of its queue. */
  @SuppressWarnings("NullAway") // whoever is in has a predecessor
  void add(Waiter waiter, boolean isSender) {
    Waiter first = first(isSender);
    if (first == null) {
      waiter.previous = waiter;
      changed(isSender, waiter, 1);
    } else {
      Waiter last = first.previous;
      last.next = waiter;
      waiter.previous = last;
      first.previous = waiter;
      changed(isSender, first, 1);
    }
  }

  /** Takes a waiter out; false if it is not in. */
  @SuppressWarnings("NullAway") // then there is a first one
  boolean remove(Waiter waiter, boolean isSender) {
    Waiter before = waiter.previous;
    if (before == null) {
      return false;
    }
    Waiter after = waiter.next;
    Waiter first = first(isSender);
    if (waiter == first) {
      first = after;
    } else {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    } else if (first != null) {
      first.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    changed(isSender, first, -1);
    return true;
  }

  /**
   * Claims the oldest waiter that can still be met, and leaves it in the queue; drops those that
   * cannot.
   */
  @Nullable Waiter claimFirst(boolean isSender) {
    for (; ; ) {
      Waiter waiter = first(isSender);
      if (waiter == null || waiter.claim()) {
        return waiter;
      }
      remove(waiter, isSender);
    }
  }

  /** The same, and takes it out. */
  @Nullable Waiter take(boolean isSender) {
    Waiter waiter = claimFirst(isSender);
    if (waiter != null) {
      remove(waiter, isSender);
    }
    return waiter;
  }
}
