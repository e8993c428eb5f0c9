package dev.freshet.core.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a grant while nobody works with it: the thread that waits on it, and the
 * worker-local states.
 *
 * <p>The protocol of the seat is told in {@link SeatedThreads}, that of the states in {@link
 * WorkerStates}.
 */
abstract class Seat {
  /** Who is bound to a grant. */
  interface Owner {
    /** The thread that waits and works. */
    Thread thread();
  }

  /** No thread waits on the grant. */
  private static final int EMPTY = 0;

  /** The owner waits to be called. */
  private static final int IDLE = 1;

  /** The owner waits, and somebody is about to call it. */
  private static final int HELD = 2;

  /** The owner runs, or is called. */
  private static final int CALLED = 3;

  private static final VarHandle SEAT;
  private static final VarHandle STATES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SEAT = lookup.findVarHandle(Seat.class, "seat", int.class);
      STATES = lookup.findVarHandle(Seat.class, "states", Object[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The worker that holds the grant. */
  volatile @Nullable Thread thread;

  /** EMPTY, IDLE, HELD or CALLED; only threads that stay sit. */
  private volatile int seat;

  /** The thread that is bound to the grant; written before the seat. */
  private @Nullable Owner owner;

  /** The worker-local states, in the order of their keys; through STATES when taken off. */
  private volatile @Nullable Object @Nullable [] states;

  @Nullable Object @Nullable [] states() {
    return states;
  }

  void states(@Nullable Object[] opened) {
    states = opened;
  }

  /** Takes the states off; null if there are none, or somebody else took them. */
  @Nullable Object @Nullable [] takeStates() {
    return (@Nullable Object[]) STATES.getAndSet(this, null);
  }

  /** The held owner waits on. */
  void unhold() {
    seat = IDLE;
  }

  boolean isHeld() {
    return seat == HELD;
  }

  /** Who is bound to the grant; for its own thread. */
  @Nullable Owner owner() {
    return owner;
  }

  /** The owner waits from now on. */
  void sit(Owner waiting) {
    owner = waiting;
    seat = IDLE;
  }

  /** A fresh thread starts with a task in hand. */
  void takeSeat(Owner fresh) {
    owner = fresh;
    thread = fresh.thread();
    seat = CALLED;
  }

  /** The owner is gone, and nobody else can see the grant. */
  void leaveSeat() {
    owner = null;
    seat = EMPTY;
  }

  /** The waiting owner leaves; false if somebody calls it. */
  boolean abandonSeat() {
    return SEAT.compareAndSet(this, IDLE, EMPTY);
  }

  /** Takes the right to call the waiting owner; false if it has left. */
  boolean hold() {
    return SEAT.compareAndSet(this, IDLE, HELD);
  }

  /** Calls the owner that is held; null if there is none. */
  @Nullable Thread callOwner() {
    Owner waiting = owner;
    if (seat != HELD || waiting == null) {
      return null;
    }
    thread = waiting.thread();
    seat = CALLED;
    return waiting.thread();
  }

  boolean isCalled() {
    return seat == CALLED;
  }

  /** Whether a thread is bound to the grant. */
  boolean isTaken() {
    return seat != EMPTY;
  }

  /** The owner, if it waits. */
  @Nullable Thread waitingOwner() {
    if (seat != IDLE) {
      return null;
    }
    Owner waiting = owner;
    return waiting == null ? null : waiting.thread();
  }
}
