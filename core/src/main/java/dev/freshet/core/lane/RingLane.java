package dev.freshet.core.lane;

import dev.freshet.core.figures.SampleStamps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out lane for many producers and many consumers on one array.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Both are O(1) and allocate nothing; the array is allocated once. The bound is exact: never more
 * than {@link #capacity} items lie in the lane, and while it is open an offer is refused only when
 * that many do.
 */
public final class RingLane extends RingLanePad4 {
  /*
   * Shape
   * -----
   * One array of references, its length the capacity rounded up to a power of two. Producers claim
   * position p by moving `tail` from p to p + 1, consumers by moving `head`; the slot of p is
   * p & mask. There is no second array of sequence numbers as in Vyukov's bounded queue [1] and in
   * JCTools' MpmcArrayQueue [2]: the null in the slot tells the turn, which halves the memory
   * touched. Two rules make that enough.
   *
   *   (P) A producer claims p only if p - head < capacity and then the slot is null.
   *   (C) A consumer claims p only if tail > p and then the slot is not null; it clears the slot.
   *
   * A slot seen by (P) as null is not one whose producer of the lap before has yet to write:
   * p - length < head, so that position was claimed by a consumer, which by (C) had seen the item.
   * An item seen by (C) is not left over from the lap before: tail > p, so the producer of p saw the
   * slot cleared. So each claim owns its slot, and the item seen before the claim is the one taken.
   *
   * Dekker
   * ------
   * The claims are compare-and-sets, so they are volatile; the item itself is only released and
   * acquired. Whoever needs "I looked at the lane after that" must therefore look at the claims: a
   * producer that claims and then reads the admission word, and a worker that changes the word and
   * then reads tail, cannot miss each other (PoolEngine relies on it). The same holds for head and
   * the waiting flag (Turnstile).
   *
   * Half-done operations
   * --------------------
   * The thread between its claim and its write is one store away from the end. If the operating
   * system deschedules it there, others wait for it: first spinning, then yielding.
   *
   * Closing
   * -------
   * The sign bit of tail says closed. An offer claims its position before that or never, so what
   * was accepted is settled by one word, and a consumer that polls until null has seen all of it.
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

  /** The sign bit of tail: no more offers. */
  private static final long CLOSED = Long.MIN_VALUE;

  /**
   * Pauses (20 ns each) after the first lost race for a position: time for the winner's next dozen.
   */
  private static final int BACK_OFF_FIRST = 16;

  /**
   * Most pauses after a lost race: 10 µs, reached by an operation that lost six times in a row.
   * Where a cache line travels fast between the processors it hardly matters; where it travels
   * slowly, two producers and two workers on no-op tasks took 81 ns a task with at most 32 pauses
   * from 4, 36 with at most 128 from 4, and 25 with these (medians on 2 virtual processors of a
   * shared host).
   */
  private static final int BACK_OFF_LAST = 512;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle TAIL;
  private static final VarHandle HEAD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(RingLaneTail.class, "tail", long.class);
      HEAD = lookup.findVarHandle(RingLaneHead.class, "head", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Object[] slots;
  private final int mask;
  private final int capacity;
  private final @Nullable SampleStamps stamps;

  /**
   * A lane that takes no samples.
   *
   * @param capacity how many items may wait, 1 to 2^28
   */
  public RingLane(int capacity) {
    this(capacity, false);
  }

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param samples whether the wait of some items is measured
   */
  public RingLane(int capacity, boolean samples) {
    int length = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
    this.slots = new Object[length];
    this.mask = length - 1;
    this.capacity = capacity;
    this.stamps = samples ? new SampleStamps(capacity) : null;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  /** Appends the item; answers false if the lane is full or closed. */
  @Override
  public boolean offer(Object item) {
    @Nullable Object[] ring = slots;
    int spins = 0;
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long t = tail;
      if (t >= bound) {
        long fresh = head + capacity;
        if (t >= fresh) {
          return false;
        }
        bound = fresh;
      } else if (t < 0) {
        return false;
      }
      int slot = (int) t & mask;
      if (SLOT.getAcquire(ring, slot) != null) {
        if (tail == t) {
          spins = PeerWait.pause(spins); // the consumer of the lap before has yet to clear it
        }
      } else if (TAIL.compareAndSet(this, t, t + 1)) {
        if (stamps != null && stamps.wants(t)) {
          stamps.accepted(t, System.nanoTime());
        }
        SLOT.setRelease(ring, slot, item);
        return true;
      } else {
        backoff = backOff(backoff);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>One claim for all of them. Every slot is seen empty before the claim, as rule (P) demands.
   */
  @Override
  public int offerAll(Object[] items, int from, int to) {
    @Nullable Object[] ring = slots;
    int spins = 0;
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long t = tail;
      if (t < 0) {
        return 0;
      }
      int count = (int) Math.min(to - from, head + capacity - t);
      if (count <= 0) {
        if (tail == t) {
          return 0;
        }
      } else if (!isClear(ring, t, count)) {
        if (tail == t) {
          spins = PeerWait.pause(spins); // consumers of the lap before have yet to clear
        }
      } else if (TAIL.compareAndSet(this, t, t + count)) {
        stamp(t, count);
        for (int i = 0; i < count; i++) {
          SLOT.setRelease(ring, (int) (t + i) & mask, items[from + i]);
        }
        return count;
      } else {
        backoff = backOff(backoff);
      }
    }
  }

  private void stamp(long first, int count) {
    if (stamps == null) {
      return;
    }
    long end = first + count;
    for (long t = stamps.nextWanted(first); t < end; t = stamps.nextWanted(t + 1)) {
      stamps.accepted(t, System.nanoTime());
    }
  }

  private boolean isClear(@Nullable Object[] ring, long first, int count) {
    for (int i = 0; i < count; i++) {
      if (SLOT.getAcquire(ring, (int) (first + i) & mask) != null) {
        return false;
      }
    }
    return true;
  }

  /** Takes the oldest item; null if no position is claimed. */
  @Override
  public @Nullable Object poll(WaitSink sink) {
    @Nullable Object[] ring = slots;
    int spins = 0;
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long h = head;
      if (h >= tailSeen) {
        long fresh = tail & ~CLOSED;
        if (h >= fresh) {
          return null;
        }
        tailSeen = fresh;
      }
      int slot = (int) h & mask;
      Object item = SLOT.getAcquire(ring, slot);
      if (item == null) {
        if (head == h) {
          spins = PeerWait.pause(spins); // its producer has yet to write it
        }
      } else if (HEAD.compareAndSet(this, h, h + 1)) {
        long stamp = stamps != null && stamps.mayHold(h) ? stamps.taken(h) : 0;
        SLOT.setRelease(ring, slot, (Object) null);
        if (stamp != 0) {
          sink.waited(SampleStamps.nanosOf(stamp), SampleStamps.weightOf(stamp));
        }
        return item;
      } else {
        backoff = backOff(backoff);
      }
    }
  }

  @Override
  public @Nullable Object pollVictim() {
    return poll();
  }

  @Override
  public void close() {
    TAIL.getAndBitwiseOr(this, CLOSED);
  }

  /** Whether the lane is closed and everything was taken. */
  @Override
  public boolean isFinished() {
    long t = tail;
    return t < 0 && head >= (t & ~CLOSED);
  }

  /**
   * Whether no position is claimed; volatile, for the look after a change of the admission word.
   */
  @Override
  public boolean isEmpty() {
    long h = head;
    return (tail & ~CLOSED) <= h;
  }

  /** Whether offers are refused for good. */
  boolean isClosed() {
    return tail < 0;
  }

  /** Items ever taken. */
  long taken() {
    return head;
  }

  @Override
  public boolean hasRoom() {
    long h = head;
    return (tail & ~CLOSED) - h < capacity;
  }

  @Override
  public boolean isInOrder() {
    return true;
  }

  /** Items in the lane; exact when nobody moves, otherwise a value between 0 and the capacity. */
  @Override
  public int size() {
    long h = head;
    return (int) Math.min((tail & ~CLOSED) - h, capacity);
  }

  /** Items ever accepted. */
  @Override
  public long accepted() {
    return tail & ~CLOSED;
  }

  private static int backOff(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
    return Math.min(spins * 2, BACK_OFF_LAST);
  }
}

/** Keeps the neighbours in memory off the producers' line. */
abstract class RingLanePad1 extends Lane {
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
