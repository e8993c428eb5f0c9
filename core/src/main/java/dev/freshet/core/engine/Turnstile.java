package dev.freshet.core.engine;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The queue of submitters that wait for room in the lane.
 *
 * <p>Safe for all threads; used only when the lane is full, so a lock is good enough.
 */
final class Turnstile {
  /*
   * Wake-up without polling and without loss
   * ----------------------------------------
   * A submitter enters a ticket, which sets the waiting flag of the admission word, and only then
   * looks for room. A worker takes an item and only then reads the word. Both steps are volatile on
   * either side, so either the submitter sees the room or the worker sees the flag and signals the
   * oldest ticket that was not signalled yet. The flag says "there is an unsignalled ticket", not
   * "somebody waits": while the woken submitters are on their way, workers pay nothing and other
   * submitters pass.
   *
   * Order
   * -----
   * Whoever comes while the flag is set queues up behind. A woken submitter that finds the room
   * taken re-arms its ticket in its old place. So a submitter can be overtaken only while it wakes
   * up, never by an unbounded stream: first in, first out with bounded bypass. A ticket looks for
   * room when it is signalled or when no unsignalled ticket is ahead of it; whoever leaves with room
   * to spare signals the next, so a signal to somebody who gave up is not lost either.
   *
   * The lock
   * --------
   * A word that is spun on, held for some tens of nanoseconds, in which nothing parks. A lock that
   * parks would unmount a worker that signals while it is counted as idling, and submitters wait
   * for idlers by spinning: they could keep all carriers from the one they wait for.
   *
   * One signal per freed place wakes just enough. Under full speed the signalled thread needs tens
   * of microseconds to arrive, in which the workers free thousands of places: the wake-ups batch
   * themselves.
   */

  /** One blocked submitter. */
  static final class Ticket {
    final Thread thread = Thread.currentThread();
    final long number;
    volatile boolean signalled;
    @Nullable Ticket previous;
    @Nullable Ticket next;

    Ticket(long number) {
      this.number = number;
    }
  }

  private static final VarHandle LOCK;

  static {
    try {
      LOCK = MethodHandles.lookup().findVarHandle(Turnstile.class, "lock", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AdmissionWord admission;

  /** 1 while somebody holds the lock. */
  private volatile int lock;

  // guarded by the lock
  private @Nullable Ticket last;
  private @Nullable Ticket oldestUnsignalled;
  private long entered;
  private volatile int blocked;

  Turnstile(AdmissionWord admission) {
    this.admission = admission;
  }

  /** Submitters inside, signalled or not. */
  int blocked() {
    return blocked;
  }

  private void lock() {
    for (int spins = 0; lock != 0 || !LOCK.compareAndSet(this, 0, 1); ) {
      spins = PeerWait.pause(spins);
    }
  }

  private void unlock() {
    LOCK.setRelease(this, 0);
  }

  /** Queues the calling thread. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock, read without
  Ticket enter() {
    lock();
    try {
      Ticket ticket = new Ticket(entered++);
      ticket.previous = last;
      if (last != null) {
        last.next = ticket;
      }
      last = ticket;
      blocked++;
      arm(ticket);
      return ticket;
    } finally {
      unlock();
    }
  }

  /** Whether the ticket may look for room: it was signalled, or nobody unsignalled is ahead. */
  boolean isDue(Ticket ticket) {
    if (ticket.signalled) {
      return true;
    }
    lock();
    try {
      return ticket.signalled || ticket == oldestUnsignalled;
    } finally {
      unlock();
    }
  }

  /** Makes a signalled ticket wait again, in its old place. */
  void rearm(Ticket ticket) {
    lock();
    try {
      if (ticket.signalled) {
        ticket.signalled = false;
        arm(ticket);
      }
    } finally {
      unlock();
    }
  }

  /** Waits until signalled, interrupted, or the time is up ({@link Long#MAX_VALUE}: no end). */
  void await(Ticket ticket, long nanos) {
    if (ticket.signalled) {
      return;
    }
    if (nanos == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
  }

  /** Takes the ticket out. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock, read without
  void leave(Ticket ticket) {
    lock();
    try {
      disarm(ticket);
      if (ticket.previous != null) {
        ticket.previous.next = ticket.next;
      }
      if (ticket.next == null) {
        last = ticket.previous;
      } else {
        ticket.next.previous = ticket.previous;
      }
      blocked--;
    } finally {
      unlock();
    }
  }

  /** Signals the oldest unsignalled ticket. */
  void signalOne() {
    @Nullable Ticket ticket;
    lock();
    try {
      ticket = oldestUnsignalled;
      if (ticket != null) {
        disarm(ticket);
      }
    } finally {
      unlock();
    }
    if (ticket != null) {
      LockSupport.unpark(ticket.thread);
    }
  }

  /** Signals everybody: the pool closes. */
  void signalAll() {
    lock();
    try {
      for (Ticket t = oldestUnsignalled; t != null; t = oldestUnsignalled) {
        disarm(t);
        LockSupport.unpark(t.thread);
      }
    } finally {
      unlock();
    }
  }

  /** Counts an unsignalled ticket in. Called with the lock held. */
  private void arm(Ticket ticket) {
    if (oldestUnsignalled == null) {
      oldestUnsignalled = ticket;
      admission.flagWaiting();
    } else if (ticket.number < oldestUnsignalled.number) {
      oldestUnsignalled = ticket;
    }
  }

  /** Marks a ticket as signalled and finds the next unsignalled one. Called with the lock held. */
  private void disarm(Ticket ticket) {
    ticket.signalled = true;
    if (ticket == oldestUnsignalled) {
      Ticket t = ticket.next;
      while (t != null && t.signalled) {
        t = t.next;
      }
      oldestUnsignalled = t;
      if (t == null) {
        admission.clearWaiting();
      }
    }
  }
}
