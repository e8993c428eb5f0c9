package dev.freshet.core.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the lanes whose order needs more than two counters share: a bound and a lock in one word.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 */
abstract class LockedLane extends LockedLanePad2 {
  /*
   * The word
   * --------
   * One volatile long holds all that others must know of the lane: how many items lie in it (the
   * low 32 bits), whether it is closed (bit 63), and whether a thread is inside (bit 62). A thread
   * enters with a compare-and-set that sets bit 62, changes the discipline's plain fields, and
   * leaves with one volatile write that takes the bit away and states the new size. That write is
   * the acceptance or the removal: before it nothing has happened, after it everything has. So
   *   - an operation costs one compare-and-set and one volatile write;
   *   - isEmpty, hasRoom, isFinished and size read the word and never wait. Neither does an offer
   *     to a full or closed lane, nor a poll of an empty one: what the word says while somebody is
   *     inside is what was true before, and still is until he leaves;
   *   - whoever offers and then reads a volatile word, and whoever changes that word and then looks
   *     at the lane, cannot both miss each other, as Lane promises;
   *   - an offer left before the lane was closed or found it closed, for close() enters as well.
   *
   * Waiting to enter
   * ----------------
   * The thread inside is some nanoseconds from the way out: what happens there calls nothing that
   * blocks, and nothing of a user except, in offerAll, the two accessors of Ranked. Others wait as
   * for the claims of RingLane: first spinning, then yielding. A lock that parks costs more than
   * the whole operation, and a virtual thread inside cannot lose its carrier.
   */

  /** No more offers. */
  private static final long CLOSED = Long.MIN_VALUE;

  /** A thread is inside. */
  private static final long INSIDE = 1L << 62;

  /** The answer of {@link #enterToAdd} and {@link #enterToTake} that is no word. */
  static final long REFUSED = -1;

  /** Pauses (20 ns each) after the first lost race for the word; see RingLane. */
  private static final int BACK_OFF_FIRST = 16;

  /** Most pauses after a lost race; see RingLane. */
  private static final int BACK_OFF_LAST = 512;

  private static final VarHandle STATE;
  private static final VarHandle ACCEPTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(LockedLaneState.class, "state", long.class);
      ACCEPTED = lookup.findVarHandle(LockedLaneState.class, "accepted", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   */
  LockedLane(int capacity) {
    super(capacity);
  }

  /** Enters if there is room; answers the word as it was, or REFUSED if full or closed. */
  final long enterToAdd() {
    int spins = 0;
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long word = state;
      if (word < 0 || (int) word >= capacity) {
        return REFUSED;
      }
      if ((word & INSIDE) != 0) {
        spins = PeerWait.pause(spins);
      } else if (STATE.compareAndSet(this, word, word | INSIDE)) {
        return word;
      } else {
        backoff = backOff(backoff);
      }
    }
  }

  /** Enters if there is an item; answers the word as it was, or REFUSED if there is none. */
  final long enterToTake() {
    int spins = 0;
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long word = state;
      if ((int) word == 0) {
        return REFUSED;
      }
      if ((word & INSIDE) != 0) {
        spins = PeerWait.pause(spins);
      } else if (STATE.compareAndSet(this, word, word | INSIDE)) {
        return word;
      } else {
        backoff = backOff(backoff);
      }
    }
  }

  /** Leaves; from here on {@code count} more items are accepted. */
  final void leaveAdded(long word, int count) {
    ACCEPTED.setRelease(this, accepted + count);
    state = word + count;
  }

  /** Leaves; from here on one item less lies in the lane. */
  final void leaveTaken(long word) {
    state = word - 1;
  }

  /** The items in a lane that was entered with this word. */
  static int sizeOf(long word) {
    return (int) word;
  }

  /** Whether a lane that was entered with this word is closed. */
  static boolean isClosed(long word) {
    return word < 0;
  }

  @Override
  public final int capacity() {
    return capacity;
  }

  @Override
  public final void close() {
    int spins = 0;
    for (; ; ) {
      long word = state;
      if (word < 0) {
        return;
      }
      if ((word & INSIDE) == 0 && STATE.compareAndSet(this, word, word | CLOSED)) {
        return;
      }
      spins = PeerWait.pause(spins);
    }
  }

  @Override
  public final boolean isFinished() {
    long word = state;
    return word < 0 && (int) word == 0;
  }

  @Override
  public final boolean isEmpty() {
    return (int) state == 0;
  }

  @Override
  public final boolean hasRoom() {
    return (int) state < capacity;
  }

  /** Items in the lane as of the last operation that has ended. */
  @Override
  public final int size() {
    return (int) state;
  }

  @Override
  public final long accepted() {
    return (long) ACCEPTED.getAcquire(this);
  }

  private static int backOff(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
    return Math.min(spins * 2, BACK_OFF_LAST);
  }
}

/** Keeps the neighbours in memory off the word's line. */
abstract class LockedLanePad1 extends Lane {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
}

/** The word's line; what is read together with the word lies beside it. */
abstract class LockedLaneState extends LockedLanePad1 {
  volatile long state;
  long accepted;
  final int capacity;

  LockedLaneState(int capacity) {
    this.capacity = capacity;
  }
}

/** Keeps those who watch the word off the fields of the thread inside. */
abstract class LockedLanePad2 extends LockedLaneState {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  LockedLanePad2(int capacity) {
    super(capacity);
  }
}
