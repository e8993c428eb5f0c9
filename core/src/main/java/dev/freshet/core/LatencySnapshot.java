package dev.freshet.core;

import dev.freshet.core.figures.Histogram;

/**
 * How long things took: the distribution of a latency at one moment.
 *
 * <pre>{@code
 * LatencySnapshot before = pool.snapshot().startLatency();
 * ...
 * LatencySnapshot now = pool.snapshot().startLatency();
 * log.info("the last minute: {}", now.minus(before)); // n=1,204 p50 3.1us p99 40us max 2.1ms
 * if (now.minus(before).percentileNanos(99) > 50_000_000) {
 *   page();
 * }
 * }</pre>
 *
 * <p>Values are nanoseconds. A percentile is never below the true value and less than 1/32 (3.2 %)
 * above it; below 64 ns it is exact. Pools measure a sample of short tasks and let each stand for
 * several, so the count is close to the number of tasks and not equal to it; the counters of the
 * pool are exact. Immutable, so safe for all threads. A percentile costs one pass over the cells in
 * use, at most 1,888 and seldom more than 500.
 */
public sealed interface LatencySnapshot permits Histogram {
  /** Nothing measured. */
  LatencySnapshot EMPTY = Histogram.EMPTY;

  /**
   * How many tasks the measurements stand for.
   *
   * @return the count; 0 if nothing was measured
   */
  long count();

  /**
   * The arithmetic mean.
   *
   * @return nanoseconds, exact but for the rounding of a double; 0 if nothing was measured
   */
  double meanNanos();

  /**
   * The time within which that share of the tasks lay.
   *
   * @param p the share in percent, 0 to 100: 50 is the median, 100 the longest
   * @return nanoseconds, from the true value to 1/32 above it; 0 if nothing was measured
   * @throws IllegalArgumentException if {@code p} is not a number from 0 to 100
   */
  long percentileNanos(double p);

  /**
   * The longest time measured.
   *
   * @return nanoseconds, exact; in an interval (see {@link #minus}) that did not raise the maximum,
   *     up to 1/32 above the true one; 0 if nothing was measured
   */
  long maxNanos();

  /**
   * What was measured between two snapshots.
   *
   * @param earlier a snapshot of the same figure of the same pool, taken before this one; {@link
   *     #EMPTY} for the time before the first
   * @return the distribution of the interval
   * @throws IllegalArgumentException if {@code earlier} holds something that this one does not
   */
  LatencySnapshot minus(LatencySnapshot earlier);
}
