package dev.freshet.host.scheduling;

import java.util.List;

/**
 * A median with its confidence interval of 95 %, from the order of the samples alone: no assumption
 * about how they are distributed, but that they do not depend on each other.
 *
 * <p>The number of samples below the true median is binomial with p = 1/2; the interval reaches
 * from the k-th lowest to the k-th highest sample, with the largest k that leaves 2.5 % on either
 * side (by the normal approximation, which from {@value #FEWEST} to 1000 samples gives the exact k
 * or one less, hence never too narrow an interval).
 *
 * <p>Thread-safe: immutable.
 *
 * @param low lower end
 * @param median the median of the samples
 * @param high upper end
 */
public record MedianInterval(double low, double median, double high) {
  /** Fewest samples that have such an interval: with 5 the whole range covers 93.75 % only. */
  public static final int FEWEST = 6;

  /** Standard normal quantile of 97.5 %. */
  private static final double Z = 1.959964;

  /**
   * The median of samples.
   *
   * @param samples at least {@value #FEWEST}
   * @return the median and its interval
   * @throws IllegalArgumentException if there are fewer
   */
  public static MedianInterval of(List<Double> samples) {
    int n = samples.size();
    if (n < FEWEST) {
      throw new IllegalArgumentException(n + " samples: an interval needs at least " + FEWEST);
    }
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int below = Math.max(0, (int) Math.floor((n - 1 - Z * Math.sqrt(n)) / 2));
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new MedianInterval(sorted[below], median, sorted[n - 1 - below]);
  }
}
