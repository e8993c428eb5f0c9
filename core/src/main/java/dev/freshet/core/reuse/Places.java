package dev.freshet.core.reuse;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who has the places of a {@link ReusePool}: how many objects there are, which are idle, who waits.
 *
 * <p>Safe for all threads. Knows nothing of what the objects are, and calls nobody.
 */
final class Places<T> {
  /*
   * A place
   * -------
   * There are `limit` places. An object takes one from before it is opened until after it is closed,
   * so the bound holds at each instant, openings and closings included. A place goes one of three
   * ways: with an idle object into the list, back to nobody, or straight to the borrower who has
   * waited longest. Whoever holds one is bound to hand it on by exactly one call: put or free.
   *
   * Order
   * -----
   * If anybody waits, nothing is idle and no place is free, for each goes to the first in the queue
   * at the moment it comes back. So nobody can be overtaken, not even by somebody who does not want
   * to wait. The price: with all places taken and borrowers waiting, an object lies still for as
   * long as its next user takes to wake up. A pool whose borrowers overtake has more throughput then,
   * and no bound on how long one of them waits.
   *
   * No place is lost
   * ----------------
   * A waiter that gives up takes its node out of the queue under the lock, or finds that it was
   * given a place before; then it takes that, even if its time is up, and keeps its interrupt
   * status for the next wait. There is no state in between. (A queue of futures that a waiter
   * abandons by time-out and a release that completes an abandoned one lose a place for ever:
   * Failsafe 3.3.2's bulkhead does.)
   *
   * The idle list
   * -------------
   * Last in, first out: the object used most recently is the warmest, and those that are not needed
   * stay unused until their idle time is up. The one used longest ago is first to go.
   *
   * The lock
   * --------
   * A word that is spun on, held for some tens of nanoseconds, in which nothing parks and no foreign
   * code runs.
   */

  /** Somebody who waits for a place. */
  static final class Borrower {
    private final Thread thread = Thread.currentThread();

    /** What it was given; null while it waits. */
    private volatile @Nullable Grant grant;

    private @Nullable Borrower next;
    private @Nullable Borrower previous;
  }

  private static final VarHandle LOCK;

  static {
    try {
      LOCK = MethodHandles.lookup().findVarHandle(Places.class, "lock", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int limit;

  /** 1 while somebody holds the lock. */
  private volatile int lock;

  // guarded by the lock
  private final ArrayDeque<Entry<T>> idle;
  private @Nullable Borrower first;
  private @Nullable Borrower last;
  private int waiting;
  private int taken;
  private boolean closed;

  Places(int limit) {
    this.limit = limit;
    this.idle = new ArrayDeque<>(limit); // so that it never grows with the lock held
  }

  /** Whatever can be had without a wait. */
  Grant tryTake() {
    lock();
    try {
      return takeOrNone();
    } finally {
      unlock();
    }
  }

  /** Called with the lock held. */
  private Grant takeOrNone() {
    if (closed) {
      return Grant.Bare.CLOSED;
    }
    Entry<T> entry = idle.pollLast();
    if (entry != null) {
      return entry;
    }
    if (taken == limit) {
      return Grant.Bare.NONE;
    }
    taken++;
    return Grant.Bare.PLACE;
  }

  /** The same, but waits its turn for at most so long ({@link Long#MAX_VALUE}: no end). */
  Grant take(long nanos) throws InterruptedException {
    Grant grant = tryTake();
    if (grant != Grant.Bare.NONE || nanos <= 0) {
      return grant;
    }
    Borrower borrower = new Borrower();
    lock();
    try {
      grant = takeOrNone();
      if (grant != Grant.Bare.NONE) {
        return grant;
      }
      borrower.previous = last;
      if (last == null) {
        first = borrower;
      } else {
        last.next = borrower;
      }
      last = borrower;
      waiting++;
    } finally {
      unlock();
    }
    return await(borrower, nanos);
  }

  private Grant await(Borrower borrower, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    boolean interrupted = false;
    for (; ; ) {
      Grant grant = borrower.grant;
      if (grant != null) {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return grant;
      }
      if (interrupted || Thread.interrupted()) {
        interrupted = true;
        if (leave(borrower)) {
          throw new InterruptedException();
        }
      } else if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        long left = nanos - (System.nanoTime() - start);
        if (left > 0) {
          LockSupport.parkNanos(this, left);
        } else if (leave(borrower)) {
          return Grant.Bare.NONE;
        }
      }
    }
  }

  /** Takes a waiter out; answers false if it was given something before. */
  private boolean leave(Borrower borrower) {
    lock();
    try {
      if (borrower.grant != null) {
        return false;
      }
      unlink(borrower);
      return true;
    } finally {
      unlock();
    }
  }

  /** Called with the lock held. */
  private void unlink(Borrower borrower) {
    Borrower next = borrower.next;
    Borrower previous = borrower.previous;
    if (next == null) {
      last = previous;
    } else {
      next.previous = previous;
    }
    if (previous == null) {
      first = next;
    } else {
      previous.next = next;
    }
    waiting--;
  }

  /** Called with the lock held. Answers the first waiter, who now has the grant. */
  private @Nullable Borrower grantFirst(Grant grant) {
    Borrower borrower = first;
    if (borrower != null) {
      unlink(borrower);
      borrower.grant = grant;
    }
    return borrower;
  }

  /** Hands a place and its object on. Answers false, and does nothing, if the pool is closed. */
  boolean put(Entry<T> entry) {
    Borrower borrower;
    lock();
    try {
      if (closed) {
        return false;
      }
      borrower = grantFirst(entry);
      if (borrower == null) {
        idle.addLast(entry);
      }
    } finally {
      unlock();
    }
    unpark(borrower);
    return true;
  }

  /** Hands a place on whose object is closed or was never opened. */
  void free() {
    Borrower borrower;
    lock();
    try {
      borrower = grantFirst(Grant.Bare.PLACE);
      if (borrower == null) {
        taken--;
      }
    } finally {
      unlock();
    }
    unpark(borrower);
  }

  private static void unpark(@Nullable Borrower borrower) {
    if (borrower != null) {
      LockSupport.unpark(borrower.thread);
    }
  }

  /** Lets nobody in any more. Answers the idle objects, whose places the caller holds now. */
  List<Entry<T>> close() {
    List<Borrower> out = new ArrayList<>();
    List<Entry<T>> rest;
    lock();
    try {
      closed = true;
      rest = new ArrayList<>(idle);
      idle.clear();
      for (Borrower b = grantFirst(Grant.Bare.CLOSED);
          b != null;
          b = grantFirst(Grant.Bare.CLOSED)) {
        out.add(b);
      }
    } finally {
      unlock();
    }
    out.forEach(Places::unpark);
    return rest;
  }

  /**
   * Takes out the idle objects that were returned or opened too long ago; the caller holds their
   * places now. Times are in nanoseconds.
   */
  List<Entry<T>> takeExpired(long now, long maxIdle, long maxAge) {
    List<Entry<T>> expired = new ArrayList<>();
    lock();
    try {
      for (Iterator<Entry<T>> all = idle.iterator(); all.hasNext(); ) {
        Entry<T> entry = all.next();
        if (entry.untilExpired(now, maxIdle, maxAge) <= 0) {
          all.remove();
          expired.add(entry);
        }
      }
    } finally {
      unlock();
    }
    return expired;
  }

  /** Nanoseconds until the first idle object is to be taken out; the largest number if none is. */
  long untilExpired(long now, long maxIdle, long maxAge) {
    long soonest = Long.MAX_VALUE;
    lock();
    try {
      for (Entry<T> entry : idle) {
        soonest = Math.min(soonest, entry.untilExpired(now, maxIdle, maxAge));
      }
    } finally {
      unlock();
    }
    return soonest;
  }

  /** Places taken, by objects idle or in use, or in opening or closing. */
  int taken() {
    lock();
    try {
      return taken;
    } finally {
      unlock();
    }
  }

  int idle() {
    lock();
    try {
      return idle.size();
    } finally {
      unlock();
    }
  }

  int waiting() {
    lock();
    try {
      return waiting;
    } finally {
      unlock();
    }
  }

  boolean isClosed() {
    lock();
    try {
      return closed;
    } finally {
      unlock();
    }
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
