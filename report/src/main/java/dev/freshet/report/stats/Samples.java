package dev.freshet.report.stats;

import java.util.Arrays;

/** Checks and order statistics that several classes of the package need. */
final class Samples {
  private Samples() {}

  /** A sorted copy of the values. */
  static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Refuses what no measurement can be. */
  static void requireFinite(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "%s[%d] is %s; needs a finite number".formatted(name, i, values[i]));
      }
    }
  }

  /** Refuses what has no logarithm. */
  static void requirePositive(String name, double[] values) {
    requireFinite(name, values);
    for (int i = 0; i < values.length; i++) {
      if (values[i] <= 0) {
        throw new IllegalArgumentException(
            "%s[%d] is %s; needs a number above 0".formatted(name, i, values[i]));
      }
    }
  }

  static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The standard deviation with n - 1 in the denominator; 0 for fewer than two values. */
  static double deviation(double[] values) {
    if (values.length < 2) {
      return 0;
    }
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }
}
