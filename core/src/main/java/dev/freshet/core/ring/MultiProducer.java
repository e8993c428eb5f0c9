package dev.freshet.core.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Claims for any number of producers. */
final class MultiProducer extends MultiProducerPad2 {
  /** The sign bit of tail: no more claims. */
  private static final long CLOSED_BIT = Long.MIN_VALUE;

  /**
   * Pauses (20 ns each) after the first lost race for a position: time for the winner's next
   * hundred. Two producers that only publish take 20 ns an item with 16, 10 with 64, 8 with 128:
   * the longer a run, the fewer lines of slots and marks change hands.
   */
  private static final int BACK_OFF_FIRST = 64;

  /** Most pauses after a lost race: 10 us, reached by a claim that lost four times in a row. */
  static final int BACK_OFF_LAST = 512;

  private static final VarHandle TAIL;
  private static final VarHandle BOUND;
  private static final VarHandle ABANDONED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(MultiProducerTail.class, "tail", long.class);
      BOUND = lookup.findVarHandle(MultiProducerTail.class, "bound", long.class);
      ABANDONED = lookup.findVarHandle(MultiProducer.class, "abandoned", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Stamps published;

  /** Written before the marks of what was abandoned. */
  private volatile long abandoned;

  MultiProducer(int capacity, Frontier gate, WaitPoint[] told, Stamps published) {
    super(capacity, gate, told);
    this.published = published;
    BOUND.setRelease(this, (long) capacity);
  }

  @Override
  long tryClaim(int count) {
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long t = tail;
      if (t < 0) {
        return CLOSED;
      }
      long bound = (long) BOUND.getAcquire(this);
      if (t + count > bound) {
        long fresh = newBound(bound, t, t + count);
        if (t + count > fresh) {
          if (tail == t) {
            return FULL;
          }
          continue;
        }
        BOUND.setRelease(this, fresh);
      }
      if (TAIL.compareAndSet(this, t, t + count)) {
        return t;
      }
      for (int i = 0; i < backoff; i++) {
        Thread.onSpinWait();
      }
      backoff = Math.min(backoff * 2, BACK_OFF_LAST);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Whoever waits has armed and then looked at tail, and the claim was volatile: he sees the
   * claim, or is seen here. So there is no fence between the marks and the look.
   */
  @Override
  void publish(long position, int count) {
    if (count == 1) {
      published.done(position);
    } else {
      published.done(position, position + count);
    }
    tell();
  }

  @Override
  void abandon(long position, int count) {
    ABANDONED.getAndAdd(this, (long) count);
    published.abandon(position, position + count);
    tell();
  }

  @Override
  boolean isAbandoned(long position) {
    return published.isAbandoned(position);
  }

  @Override
  long abandoned() {
    return abandoned;
  }

  @Override
  long claimed() {
    return tail & ~CLOSED_BIT;
  }

  @Override
  boolean isClosed() {
    return tail < 0;
  }

  @Override
  void close() {
    TAIL.getAndBitwiseOr(this, CLOSED_BIT);
  }
}

/** Keeps what all read off the producers' line. */
abstract class MultiProducerPad1 extends Producers {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;

  MultiProducerPad1(int capacity, Frontier gate, WaitPoint[] told) {
    super(capacity, gate, told);
  }
}

/** The producers' line. */
abstract class MultiProducerTail extends MultiProducerPad1 {
  volatile long tail;
  long bound;

  MultiProducerTail(int capacity, Frontier gate, WaitPoint[] told) {
    super(capacity, gate, told);
  }
}

/** Keeps the neighbours off. */
abstract class MultiProducerPad2 extends MultiProducerTail {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  MultiProducerPad2(int capacity, Frontier gate, WaitPoint[] told) {
    super(capacity, gate, told);
  }
}
