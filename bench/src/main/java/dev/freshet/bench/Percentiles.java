package dev.freshet.bench;

import java.util.Arrays;

/** Exact percentiles of some values. */
final class Percentiles {
  private final long[] sorted;

  /** Sorts a copy of the first {@code count} values. */
  Percentiles(long[] values, int count) {
    sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
  }

  /** The smallest value that {@code p} percent of the values do not exceed, in milliseconds. */
  double millis(double p) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(p / 100 * sorted.length);
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)] / 1e6;
  }
}
