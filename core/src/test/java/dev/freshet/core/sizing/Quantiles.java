package dev.freshet.core.sizing;

import java.util.Arrays;

/** The quantiles of one figure over many seeds. */
final class Quantiles {
  private final double[] sorted;

  Quantiles(double... values) {
    this.sorted = values.clone();
    Arrays.sort(sorted); // a NaN, which is "never", counts as the worst
  }

  double median() {
    return at(0.5);
  }

  double at(double quantile) {
    return sorted[(int) Math.min(sorted.length - 1.0, quantile * sorted.length)];
  }

  double worst() {
    return sorted[sorted.length - 1];
  }
}
