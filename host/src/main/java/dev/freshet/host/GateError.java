package dev.freshet.host;

import java.util.Arrays;

/**
 * How late something timed was, over many rounds.
 *
 * <p>Example: {@code gate.rehearse(200).p99Us()}.
 *
 * <p>The percentiles are by nearest rank: each is a lateness that occurred, and with fewer than
 * 1000 rounds {@code p999Us} is the maximum. Thread-safe: immutable.
 *
 * @param rounds how many times it was measured
 * @param p50Us the median, in microseconds
 * @param p99Us the 99th percentile, in microseconds
 * @param p999Us the 99.9th percentile, in microseconds
 * @param maxUs the worst, in microseconds
 */
public record GateError(int rounds, double p50Us, double p99Us, double p999Us, double maxUs) {
  /** Sorts the given array in place: O(n log n). */
  static GateError of(long[] lateNanos) {
    Arrays.sort(lateNanos);
    return new GateError(
        lateNanos.length,
        rank(lateNanos, 0.5),
        rank(lateNanos, 0.99),
        rank(lateNanos, 0.999),
        rank(lateNanos, 1));
  }

  private static double rank(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(rank, 1) - 1] / 1_000.0;
  }
}
