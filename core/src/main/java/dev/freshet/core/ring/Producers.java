package dev.freshet.core.ring;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The producers' side of a ring: who may write which slot, and how far that was published. */
abstract class Producers {
  /** Instead of a position: the slots are all in use. */
  static final long FULL = -1;

  /** Instead of a position: the ring is closed. */
  static final long CLOSED = -2;

  /**
   * How many positions beyond the needed ones are looked at when the free slots are counted anew:
   * the marks of 64 cache lines, so that the price of looking is paid once in 1,024 items.
   */
  private static final int LOOK_AHEAD = 1024;

  final int capacity;
  final Frontier gate;

  /** Where those wait that must be told of an item. */
  private volatile WaitPoint[] told;

  Producers(int capacity, Frontier gate, WaitPoint[] told) {
    this.capacity = capacity;
    this.gate = gate;
    this.told = told;
  }

  /**
   * Claims the next positions.
   *
   * @param count how many, 1 to the capacity
   * @return the first of them, or FULL or CLOSED
   */
  abstract long tryClaim(int count);

  /** Shows claimed positions to the consumers. */
  abstract void publish(long position, int count);

  /** Gives up claimed positions. */
  abstract void abandon(long position, int count);

  /** Whether a position that consumers may see holds nothing. */
  abstract boolean isAbandoned(long position);

  /** How many positions hold nothing, ever; read after the frontier. */
  abstract long abandoned();

  /** Positions ever claimed, volatile. */
  abstract long claimed();

  abstract boolean isClosed();

  abstract void close();

  /** Whether so many positions could be claimed now, or the ring is closed. */
  final boolean hasRoom(int count) {
    for (; ; ) {
      long claimed = claimed();
      long need = claimed + count - capacity;
      if (need <= 0 || isClosed() || passed(claimed, need) >= need) {
        return true;
      }
      if (claimed() == claimed) {
        return false;
      }
    }
  }

  /** Slots in use; exact when nobody moves. */
  final int size() {
    for (; ; ) {
      long claimed = claimed();
      long passed = passed(claimed, claimed);
      if (claimed() == claimed) {
        return (int) (claimed - passed);
      }
    }
  }

  /** Positions that the last stages have passed; too low if producers have claimed meanwhile. */
  private long passed(long claimed, long to) {
    return gate.reached(Math.max(0, claimed - capacity), to);
  }

  /**
   * The position that nobody may claim yet. Too low, if producers have claimed meanwhile.
   *
   * @param bound what this method answered before
   * @param claimed positions claimed; all that lie a capacity before were passed, or the last of
   *     these could not have been claimed
   * @param need the bound that the caller needs
   */
  final long newBound(long bound, long claimed, long need) {
    long from = Math.max(bound, claimed) - capacity;
    long to = Math.min(claimed, Math.max(need - capacity, from + LOOK_AHEAD));
    return gate.reached(from, to) + capacity;
  }

  /** Tells others, too: a stage has left that told them before. */
  final void addTold(WaitPoint... more) {
    told = WaitPoint.union(told, more);
  }

  /** Whether whoever waits there is told by producers. */
  final boolean tells(WaitPoint point) {
    return Arrays.asList(told).contains(point);
  }

  final void tell() {
    for (WaitPoint point : told) {
      point.signal();
    }
  }

  /** Tells after a store that is not ordered before the look at those who wait. */
  final void tellAfterFence() {
    if (told.length != 0) {
      VarHandle.fullFence();
      tell();
    }
  }
}
