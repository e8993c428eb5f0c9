package dev.freshet.core.broadcast;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for the next version, all of whom it wakes.
 *
 * <p>Safe for all threads. A publisher reads one word if nobody waits.
 */
final class Waiters {
  /*
   * Wake-up without loss
   * --------------------
   * A waiter links its node, which is a volatile write of the first link, and only then looks for a
   * newer version. A publisher claims its version, a compare-and-set, and only then reads the first
   * link. So either the waiter sees the claim or the publisher sees the waiter.
   *
   * A node is linked once. The publisher that wakes unlinks all of them in one step, so while they
   * are on their way (microseconds, thousands of versions) others pay for nobody. Whoever has to
   * wait again links a new one.
   *
   * The lock
   * --------
   * A word that is spun on, held for some tens of nanoseconds, in which nothing parks. With it a
   * waiter whose time is up takes its node out at once: a lock-free stack would keep such nodes
   * until the next version, which may never come, however many requests come and time out.
   */

  /** One parked reader. */
  static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean linked = true;
    private @Nullable Waiter next;
    private @Nullable Waiter previous;

    /** Whether nobody has woken it. */
    boolean isLinked() {
      return linked;
    }
  }

  private static final VarHandle LOCK;

  static {
    try {
      LOCK = MethodHandles.lookup().findVarHandle(Waiters.class, "lock", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** 1 while somebody holds the lock. */
  private volatile int lock;

  /** Written with the lock held. */
  private volatile @Nullable Waiter first;

  /** Links the calling thread; it looks for a version after this and before it parks. */
  Waiter enter() {
    Waiter waiter = new Waiter();
    lock();
    Waiter former = first;
    waiter.next = former;
    if (former != null) {
      former.previous = waiter;
    }
    first = waiter;
    unlock();
    return waiter;
  }

  /** Takes the node out unless that was done. */
  void leave(Waiter waiter) {
    if (!waiter.linked) {
      return;
    }
    lock();
    if (waiter.linked) {
      waiter.linked = false;
      Waiter next = waiter.next;
      Waiter previous = waiter.previous;
      if (next != null) {
        next.previous = previous;
      }
      if (previous != null) {
        previous.next = next;
      } else {
        first = next;
      }
    }
    unlock();
  }

  /** Wakes everybody. Called after the claim, or the end, that they are to see. */
  void wake() {
    if (first != null) {
      wakeAll();
    }
  }

  private void wakeAll() {
    lock();
    Waiter all = first;
    first = null;
    for (Waiter w = all; w != null; w = w.next) {
      w.linked = false; // from here on its links stay as they are
    }
    unlock();
    for (Waiter w = all; w != null; w = w.next) {
      LockSupport.unpark(w.thread);
    }
  }

  /** How many wait; for tests. */
  int count() {
    lock();
    int count = 0;
    for (Waiter w = first; w != null; w = w.next) {
      count++;
    }
    unlock();
    return count;
  }

  private void lock() {
    for (int spins = 0; lock != 0 || !LOCK.compareAndSet(this, 0, 1); ) {
      spins = PeerWait.pause(spins);
    }
  }

  private void unlock() {
    LOCK.setRelease(this, 0);
  }
}
