package dev.freshet.core.figures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lets the time at which some items entered a lane travel beside them, so that the wait of plain
 * {@link Runnable}s can be measured without an object for each.
 *
 * <pre>{@code
 * // producer, after it claimed the position and before it releases the item into the slot
 * if (stamps.wants(position)) {
 *   stamps.accepted(position, System.nanoTime());
 * }
 * // consumer, after it claimed the position and before it releases the empty slot
 * long stamp = stamps.mayHold(position) ? stamps.taken(position) : 0;
 * // and afterwards
 * if (stamp != 0) {
 *   waits.record(System.nanoTime() - SampleStamps.nanosOf(stamp), SampleStamps.weightOf(stamp));
 * }
 * }</pre>
 *
 * <p>{@link #wants} and {@link #mayHold} are one plain read and a mask. Safe for the producers and
 * consumers of one lane under the rule above.
 */
public final class SampleStamps extends SampleStampsPad2 {
  /*
   * Which positions
   * ---------------
   * One position in 2^shift is stamped. Reading the clock and counting the sample take about 80 ns
   * on the two sides together, so samples are kept about INTERVAL_NANOS apart: 0.3 % of one
   * processor, whatever the rate. Slow pools measure every task.
   *
   * Stamping each multiple of the stride would always meet the first task of a bulk of 64, which
   * waits least. So the stamped place moves on by one from block to block of 1,024 positions:
   * position p is stamped if the low bits of p ^ (p >>> 10) are zero. Within a block p >>> 10 is a
   * constant, so each aligned group of 2^shift positions holds exactly one stamped position, and
   * the positions of a large stride are among those of a smaller one. Both facts are used below.
   *
   * Who may touch an entry
   * ----------------------
   * The table has an entry, tag and stamp, for each place in the lane, or for each aligned group of
   * 2^minShift places if the lane is large; the shift never goes below minShift, so that one place
   * of the group at most is stamped. The producer of p writes the entry between its claim of p and
   * the release of the item, the consumer of p reads it between its acquire of that item and the
   * release of the empty slot, and the producer of the next lap claims the place after it acquired
   * the empty slot. So the entry belongs to one thread at a time, by the very edges that hand the
   * item on; plain accesses suffice.
   *
   * The tag is the position plus one. A stamp that nobody fetched, because the stride was changing,
   * stays behind; a lap later its tag gives it away. A wrong wait is never answered.
   *
   * How the stride moves
   * --------------------
   * Every WINDOW_NANOS the rate of the window, which the positions tell, sets the stride. A burst
   * does not wait for that: a window that used up its samples doubles the stride at once. A flood of
   * 40 million tasks a second reaches 1,024 after 440 samples.
   *
   * Consumers may be far behind the producers. They look with `takeMask`. When the stride shrinks,
   * it shrinks with it. When the stride grows at position q, it keeps its value until a consumer
   * comes to q: what is queued was stamped with the smaller stride and is fetched. For so long,
   * consumers look at entries that hold no stamp, which the tag tells. Each stamp carries the stride
   * of its time as its weight, so a backlog from a flood is not counted as a trickle.
   *
   * Hints
   * -----
   * All fields that steer are plain and written by whoever happens to take a sample. Two at once may
   * undo each other's step or mix the starts of two windows. The stride is then wrong for a window,
   * within its bounds all the same, or the consumers miss the stamps of one change. takeMask cannot stay too coarse: the next consumer that meets a sample
   * sets it to the mask of the producers. Which entry belongs to whom, and the tags, do not depend
   * on any hint.
   */

  /** Time between two samples, in nanoseconds: 80 ns of work in 25 µs is 0.3 %. */
  private static final long INTERVAL_NANOS = 25_000;

  /** Time after which the stride follows the rate, in nanoseconds. */
  private static final long WINDOW_NANOS = 1_000_000;

  /** Samples in a window. */
  private static final int BUDGET = (int) (WINDOW_NANOS / INTERVAL_NANOS);

  /** The largest stride, 1,024, as a shift: 40 million tasks a second at INTERVAL_NANOS. */
  private static final int MAX_SHIFT = 10;

  /** Entries of the table, as a shift: 1 MB of entries, for a lane of 65,536 places or more. */
  private static final int TABLE_SHIFT = 16;

  /** Entries of a chunk, as a shift: a lane that was hardly used has hardly a table. */
  private static final int CHUNK_SHIFT = 9;

  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

  /**
   * Low bits of a stamp that hold the weight's shift plus one; 16 ns are less than a reading of the
   * clock takes.
   */
  private static final long WEIGHT_BITS = 15;

  private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(long[][].class);

  private final long[] @Nullable [] chunks;
  private final long ringMask;
  private final int minShift;

  /** Where producers stamp. */
  private long mask;

  /** Where consumers look; never coarser than what is queued was stamped with, but for races. */
  private long takeMask;

  /** Position from which on all stamps follow {@code mask}. */
  private long settledAt;

  /** The stride as a shift. */
  private int shift;

  /**
   * Stamps for a lane.
   *
   * @param capacity how many items the lane holds, 1 to 2^28; its slots are the next power of two
   */
  public SampleStamps(int capacity) {
    int slotShift = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, capacity) - 1);
    this.minShift = Math.clamp(slotShift - TABLE_SHIFT, 0, MAX_SHIFT);
    int entries = Math.max(1, (1 << slotShift) >>> minShift);
    this.chunks = new long[(entries + CHUNK_MASK) >>> CHUNK_SHIFT][];
    this.ringMask = (1L << slotShift) - 1;
    this.shift = minShift;
    this.mask = (1L << minShift) - 1;
    this.takeMask = mask;
  }

  /**
   * Whether the producer of a position should stamp it.
   *
   * @param position claimed by the caller
   * @return true for one position in each stride
   */
  public boolean wants(long position) {
    return (spread(position) & mask) == 0;
  }

  /**
   * The first position, from the given one on, that wants a stamp; for those who claim many at
   * once.
   *
   * @param from the first position to consider
   * @return {@code from} or a later position
   */
  public long nextWanted(long from) {
    long m = mask;
    long wanted = wantedIn(from & ~m, m);
    return wanted >= from ? wanted : wantedIn((from & ~m) + m + 1, m);
  }

  /** The stamped position of the aligned group that starts there. */
  private static long wantedIn(long group, long mask) {
    return group + ((group >>> MAX_SHIFT) & mask);
  }

  /**
   * Stamps a position; the caller owns it and has yet to release the item.
   *
   * @param position one that is wanted
   * @param nowNanos the time, of {@link System#nanoTime}
   */
  public void accepted(long position, long nowNanos) {
    int entry = entryOf(position);
    long[] chunk = chunk(entry >>> CHUNK_SHIFT);
    int at = (entry & CHUNK_MASK) << 1;
    chunk[at] = position + 1;
    chunk[at + 1] = (nowNanos & ~WEIGHT_BITS) | (shift + 1);
    adapt(position, nowNanos);
  }

  /**
   * Whether a stamp may lie at a position.
   *
   * @param position claimed by the caller
   * @return true if it is worth to call {@link #taken}
   */
  public boolean mayHold(long position) {
    return (spread(position) & takeMask) == 0;
  }

  /**
   * Fetches and clears the stamp of a position; the caller owns it and has yet to release the empty
   * slot.
   *
   * @param position one that may hold a stamp
   * @return the stamp, for {@link #nanosOf} and {@link #weightOf}; 0 if there is none
   */
  public long taken(long position) {
    if (takeMask != mask && position >= settledAt) {
      takeMask = mask;
    }
    int entry = entryOf(position);
    long[] chunk = (long[]) CHUNK.getAcquire(chunks, entry >>> CHUNK_SHIFT);
    int at = (entry & CHUNK_MASK) << 1;
    if (chunk == null || chunk[at] != position + 1) {
      return 0;
    }
    chunk[at] = 0;
    return chunk[at + 1];
  }

  /**
   * When the item entered the lane.
   *
   * @param stamp what {@link #taken} answered, not 0
   * @return the time given to {@link #accepted}, up to 15 ns before it
   */
  public static long nanosOf(long stamp) {
    return stamp & ~WEIGHT_BITS;
  }

  /**
   * How many items the stamped one stands for.
   *
   * @param stamp what {@link #taken} answered, not 0
   * @return the stride at that time
   */
  public static long weightOf(long stamp) {
    return 1L << ((stamp & WEIGHT_BITS) - 1);
  }

  /** Positions per sample at the moment. */
  int stride() {
    return 1 << shift;
  }

  private static long spread(long position) {
    return position ^ (position >>> MAX_SHIFT);
  }

  private int entryOf(long position) {
    return (int) (position & ringMask) >>> minShift;
  }

  private long[] chunk(int index) {
    long[] chunk = (long[]) CHUNK.getAcquire(chunks, index);
    if (chunk != null) {
      return chunk;
    }
    long[] fresh = new long[2 << Math.min(CHUNK_SHIFT, Long.bitCount(ringMask) - minShift)];
    long[] there = (long[]) CHUNK.compareAndExchange(chunks, index, null, fresh);
    return there == null ? fresh : there;
  }

  private void adapt(long position, long now) {
    if (position < windowPosition) {
      return; // late: another producer has begun the next window
    }
    int used = samples + 1;
    samples = used;
    long age = now - windowStart;
    if (age < 0 || age >= WINDOW_NANOS) { // below zero before the first window only
      long ideal = (position - windowPosition) * INTERVAL_NANOS / Math.max(age, WINDOW_NANOS);
      windowStart = now;
      windowPosition = position;
      samples = 0;
      setShift(ideal <= 0 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(ideal), position);
    } else if (used > BUDGET) {
      samples = 0;
      setShift(shift + 1, position);
    }
  }

  private void setShift(int wanted, long position) {
    int next = Math.clamp(wanted, minShift, MAX_SHIFT);
    if (next == shift) {
      return;
    }
    long nextMask = (1L << next) - 1;
    if (next > shift) {
      settledAt = position + 1;
    } else {
      takeMask = Math.min(takeMask, nextMask);
    }
    shift = next;
    mask = nextMask;
  }
}

/** Keeps the neighbours in memory off the line that is written at each sample. */
abstract class SampleStampsPad1 {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
}

/** What is written at each sample. */
abstract class SampleStampsWindow extends SampleStampsPad1 {
  int samples;
  long windowStart;
  long windowPosition;
}

/** Keeps that line off the masks, which everybody reads for each item. */
abstract class SampleStampsPad2 extends SampleStampsWindow {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
}
