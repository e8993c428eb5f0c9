package dev.freshet.core.figures;

import dev.freshet.core.LatencySnapshot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counts latencies into a log-linear histogram, from any number of threads.
 *
 * <pre>{@code
 * recorder.record(System.nanoTime() - started, 1);
 * LatencySnapshot sofar = recorder.snapshot();
 * }</pre>
 *
 * <p>Safe for all threads; nothing recorded is lost. {@link #record} is O(1), waits for nobody, and
 * allocates 15 KB at the first use of a stripe and nothing after that. What was recorded before a
 * snapshot, in the order of happens-before, is in it.
 */
public final class LatencyRecorder {
  /*
   * Stripes
   * -------
   * A thread counts in the stripe that its id selects, so that two processors seldom count in the
   * same cache line. There are twice as many stripes as processors; each is allocated when first
   * used, so a recorder that nobody uses costs next to nothing.
   *
   * A sample is one look at the maximum, one atomic addition to the total and one to its cell, in
   * this order; a reader goes the other way round. So the total and the maximum of a snapshot cover
   * at least what its cells hold, no percentile lies above the maximum, and at rest all are exact.
   */

  /** Longs before and after the figures of a stripe: 128 bytes, so that stripes share no line. */
  private static final int PADDING = 16;

  private static final int TOTAL = PADDING;
  private static final int MAX = PADDING + 1;
  private static final int CELLS = PADDING + 2;

  private static final VarHandle FIGURE = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle STRIPE = MethodHandles.arrayElementVarHandle(long[][].class);

  private final long[] @Nullable [] stripes;
  private final int stripeMask;

  /**
   * An empty recorder.
   *
   * @param processors how many threads may record at the same instant
   */
  public LatencyRecorder(int processors) {
    int count = Integer.highestOneBit(Math.max(1, processors) * 2 - 1) << 1;
    this.stripes = new long[count][];
    this.stripeMask = count - 1;
  }

  /**
   * Counts one latency.
   *
   * @param nanos how long it took; a negative value, as of a clock that steps back, counts as 0
   * @param weight how many tasks the measurement stands for, 1 or more
   */
  public void record(long nanos, long weight) {
    long value = Math.max(0, nanos);
    long[] stripe = stripe();
    if (value > (long) FIGURE.getOpaque(stripe, MAX)) {
      raiseMax(stripe, value);
    }
    FIGURE.getAndAdd(stripe, TOTAL, value * weight);
    FIGURE.getAndAdd(stripe, CELLS + LogLinear.cellOf(value), weight);
  }

  private long[] stripe() {
    int at = (int) Thread.currentThread().threadId() & stripeMask;
    long[] stripe = (long[]) STRIPE.getAcquire(stripes, at);
    return stripe == null ? createStripe(at) : stripe;
  }

  private long[] createStripe(int at) {
    long[] fresh = new long[CELLS + LogLinear.CELLS + PADDING];
    long[] there = (long[]) STRIPE.compareAndExchange(stripes, at, null, fresh);
    return there == null ? fresh : there;
  }

  private static void raiseMax(long[] stripe, long value) {
    long seen = (long) FIGURE.getOpaque(stripe, MAX);
    while (value > seen) {
      long found = (long) FIGURE.compareAndExchange(stripe, MAX, seen, value);
      if (found == seen) {
        return;
      }
      seen = found;
    }
  }

  /**
   * The distribution so far.
   *
   * @return exact if nobody records at the moment; otherwise without some of what is being recorded
   */
  public LatencySnapshot snapshot() {
    long[] cells = new long[LogLinear.CELLS];
    long total = 0;
    long max = 0;
    for (int at = 0; at < stripes.length; at++) {
      long[] stripe = (long[]) STRIPE.getAcquire(stripes, at);
      if (stripe != null) {
        for (int cell = 0; cell < cells.length; cell++) {
          cells[cell] += (long) FIGURE.getAcquire(stripe, CELLS + cell);
        }
        total += (long) FIGURE.getAcquire(stripe, TOTAL);
        max = Math.max(max, (long) FIGURE.getAcquire(stripe, MAX));
      }
    }
    return Histogram.of(cells, total, max);
  }

  /**
   * How many tasks the measurements stand for. One pass over all cells, some microseconds.
   *
   * @return the sum of the weights
   */
  public long count() {
    long count = 0;
    for (int at = 0; at < stripes.length; at++) {
      long[] stripe = (long[]) STRIPE.getAcquire(stripes, at);
      if (stripe != null) {
        for (int cell = 0; cell < LogLinear.CELLS; cell++) {
          count += (long) FIGURE.getAcquire(stripe, CELLS + cell);
        }
      }
    }
    return count;
  }

  /**
   * The sum of all latencies, each times its weight, modulo 2^64: a million waiting tasks reach
   * 2^63 ns in two and a half hours. The difference of two readings is right all the same, as with
   * {@link System#nanoTime}.
   *
   * @return nanoseconds
   */
  public long totalNanos() {
    long total = 0;
    for (int at = 0; at < stripes.length; at++) {
      long[] stripe = (long[]) STRIPE.getAcquire(stripes, at);
      if (stripe != null) {
        total += (long) FIGURE.getAcquire(stripe, TOTAL);
      }
    }
    return total;
  }
}
