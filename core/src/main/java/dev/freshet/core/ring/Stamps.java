package dev.freshet.core.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A mark for each slot, for frontiers that many threads move on and not in order: producers that
 * share the ring, consumers that compete.
 *
 * <p>The mark of a slot is the lap of the position that was last done there, so nobody has to clear
 * it. Laps count from 1, modulo 2^31: a mark is never older than one lap when it is compared.
 */
final class Stamps extends Frontier {
  private static final VarHandle MARK = MethodHandles.arrayElementVarHandle(int[].class);

  /** The sign bit of a mark: its producer gave up, there is no item. */
  private static final int ABANDONED = Integer.MIN_VALUE;

  private final int[] marks;
  private final int mask;
  private final int shift;

  /**
   * Marks of nothing.
   *
   * @param length how many slots, a power of two
   */
  Stamps(int length) {
    this.marks = new int[length];
    this.mask = length - 1;
    this.shift = Integer.numberOfTrailingZeros(length);
  }

  private int lapOf(long position) {
    return ((int) (position >>> shift) + 1) & ~ABANDONED;
  }

  /** Says that the position is done; releases what the caller wrote before. */
  void done(long position) {
    MARK.setRelease(marks, (int) position & mask, lapOf(position));
  }

  /** Says the same of several positions. */
  void done(long from, long to) {
    for (long p = from; p < to; p++) {
      MARK.setRelease(marks, (int) p & mask, lapOf(p));
    }
  }

  /** Says that the positions are done and hold nothing. */
  void abandon(long from, long to) {
    for (long p = from; p < to; p++) {
      MARK.setRelease(marks, (int) p & mask, lapOf(p) | ABANDONED);
    }
  }

  /** Whether a position that is done holds nothing. */
  boolean isAbandoned(long position) {
    return (int) MARK.getOpaque(marks, (int) position & mask) < 0;
  }

  @Override
  long reached(long from, long to) {
    long p = from;
    while (p < to && ((int) MARK.getOpaque(marks, (int) p & mask) & ~ABANDONED) == lapOf(p)) {
      p++;
    }
    VarHandle.acquireFence();
    return p;
  }
}
