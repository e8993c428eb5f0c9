package dev.freshet.core.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out lane for many producers and many consumers on one array.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Both are O(1) and allocate nothing; the array is allocated once. The bound is exact: never more
 * than {@link #capacity} items lie in the lane, and an offer is refused only when that many do.
 */
final class RingLane extends RingLanePad4 {
  /*
   * Shape
   * -----
   * One array of references, its length the capacity rounded up to a power of two. Producers claim
   * position p by moving `tail` from p to p + 1, consumers by moving `head`; the slot of p is
   * p & mask. There is no second array of sequence numbers as in Vyukov's bounded queue [1] and in
   * JCTools' MpmcArrayQueue [2]: the null in the slot tells the turn, which halves the memory
   * touched. Three rules make that enough.
   *
   *   (P) A producer claims p only if p - head < capacity and the slot is null.
   *   (C) A consumer claims p only if it read tail > p and then the slot is not null.
   *   (T) After its claim a consumer takes the item by getAndSet(null).
   *
   * A slot seen by (P) as null cannot be the one of a lap before whose producer has not written yet:
   * p - length < head, so that position was claimed by a consumer, which by (C) had seen the item.
   * An item seen by (C) cannot be left over from the lap before: tail > p, so the producer of p saw
   * null first. So each claim owns its slot, and each item is taken once.
   *
   * Publication and Dekker
   * ----------------------
   * The item is written with a volatile store and taken with getAndSet, both full fences. A producer
   * that publishes and then reads the admission word, and a worker that changes the word and then
   * looks at the lane, can therefore not miss each other (PoolEngine relies on it).
   *
   * Half-done operations
   * --------------------
   * A thread that was descheduled between its claim and its write stands in the way of the others.
   * poll() and offer() wait for it (they must, to be linearizable); pollBriefly() gives up and
   * answers null, which is right for a worker: the late producer looks at the admission word after
   * its write and starts a worker itself.
   *
   * Limits seen by each side
   * ------------------------
   * Producers keep `headSeen + capacity` beside tail and consumers `tailSeen` beside head, so that
   * the two sides read each other's counter about once per lap or batch instead of at each item.
   * The caches are written racily and may go back; they are only ever too cautious.
   *
   * [1] D. Vyukov, Bounded MPMC queue, 1024cores.net
   * [2] JCTools, MpmcArrayQueue
   */

  /** What offer answers when the lane is full. */
  static final long FULL = -1;

  /**
   * Pauses (20 ns each) after the first lost race for a position: time for the winner's next few.
   */
  private static final int BACK_OFF_FIRST = 4;

  /** Most pauses after a lost race: 0.6 µs, in which the winner moves some 40 items. */
  private static final int BACK_OFF_LAST = 32;

  /** Stands in a slot whose item was withdrawn by its producer. */
  private static final Object WITHDRAWN = new Object();

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle TAIL;
  private static final VarHandle HEAD;
  private static final VarHandle WITHDRAWALS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(RingLaneTail.class, "tail", long.class);
      HEAD = lookup.findVarHandle(RingLaneHead.class, "head", long.class);
      WITHDRAWALS = lookup.findVarHandle(RingLane.class, "withdrawals", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Object[] slots;
  private final int mask;
  private final int capacity;

  /** Items ever withdrawn (low half) and withdrawn items ever skipped by consumers (high half). */
  @SuppressWarnings("unused") // through WITHDRAWALS
  private volatile long withdrawals;

  RingLane(int capacity) {
    int length = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
    this.slots = new Object[length];
    this.mask = length - 1;
    this.capacity = capacity;
  }

  int capacity() {
    return capacity;
  }

  /** Appends the item; answers its position, or {@link #FULL}. */
  long offer(Object item) {
    @Nullable Object[] ring = slots;
    int spins = 0;
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long t = tail;
      if (t >= bound) {
        long fresh = head + capacity;
        if (t >= fresh) {
          return FULL;
        }
        bound = fresh;
      }
      int slot = (int) t & mask;
      if (SLOT.getAcquire(ring, slot) != null) {
        if (tail == t) {
          spins = PeerWait.pause(spins);
        }
        continue;
      }
      if (TAIL.compareAndSet(this, t, t + 1)) {
        SLOT.setVolatile(ring, slot, item);
        return t;
      }
      backoff = backOff(backoff);
    }
  }

  /** Takes the oldest item, or answers null if there is none; waits for a producer in mid-offer. */
  @Nullable Object poll() {
    return poll(Integer.MAX_VALUE);
  }

  /** Like {@link #poll}, but answers null as well when the oldest item stays unwritten. */
  @Nullable Object pollBriefly() {
    return poll(PeerWait.SPINS);
  }

  private @Nullable Object poll(int patience) {
    @Nullable Object[] ring = slots;
    int spins = 0;
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long h = head;
      if (h >= tailSeen) {
        long fresh = tail;
        if (h >= fresh) {
          return null;
        }
        tailSeen = fresh;
      }
      int slot = (int) h & mask;
      if (SLOT.getAcquire(ring, slot) == null) {
        if (head == h) {
          if (spins >= patience) {
            return null;
          }
          spins = PeerWait.pause(spins);
        }
        continue;
      }
      if (HEAD.compareAndSet(this, h, h + 1)) {
        Object item = SLOT.getAndSet(ring, slot, null);
        if (!WITHDRAWN.equals(item)) {
          return item;
        }
        WITHDRAWALS.getAndAdd(this, 1L << 32);
      } else {
        backoff = backOff(backoff);
      }
    }
  }

  /** Takes the item at {@code position} back if no consumer has it yet. */
  boolean withdraw(long position, Object item) {
    if (!SLOT.compareAndSet(slots, (int) position & mask, item, WITHDRAWN)) {
      return false;
    }
    WITHDRAWALS.getAndAdd(this, 1L);
    return true;
  }

  /** Whether a written item is there to be taken: volatile, for the check after a worker left. */
  boolean hasNext() {
    for (; ; ) {
      long h = head;
      if (tail <= h) {
        return false;
      }
      boolean written = SLOT.getVolatile(slots, (int) h & mask) != null;
      if (head == h) {
        return written;
      }
    }
  }

  /** Whether no position is claimed, written or not. */
  boolean isEmpty() {
    return tail <= head;
  }

  boolean hasRoom() {
    long h = head;
    return tail - h < capacity;
  }

  /** Items in the lane; exact when nobody moves, otherwise a value between 0 and the capacity. */
  int size() {
    long h = head;
    long withdrawn = withdrawals;
    long size = tail - h - ((withdrawn & 0xffff_ffffL) - (withdrawn >>> 32));
    return (int) Math.max(0, Math.min(size, capacity));
  }

  /** Items ever accepted and not withdrawn. */
  long accepted() {
    return tail - (withdrawals & 0xffff_ffffL);
  }

  /** Takes everything that is there and hands it on. */
  void drain(Consumer<Object> to) {
    for (Object item = poll(); item != null; item = poll()) {
      to.accept(item);
    }
  }

  private static int backOff(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
    return Math.min(spins * 2, BACK_OFF_LAST);
  }
}

/** Keeps the neighbours in memory off the producers' line. */
abstract class RingLanePad1 {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
}

/** The producers' line. */
abstract class RingLaneTail extends RingLanePad1 {
  volatile long tail;
  long bound;
}

/** Keeps the two lines apart. */
abstract class RingLanePad2 extends RingLaneTail {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
}

/** The consumers' line. */
abstract class RingLaneHead extends RingLanePad2 {
  volatile long head;
  long tailSeen;
}

/** Keeps the read-only fields off the consumers' line. */
abstract class RingLanePad4 extends RingLaneHead {
  long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15;
}
