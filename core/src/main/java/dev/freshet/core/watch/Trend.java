package dev.freshet.core.watch;

import java.util.Arrays;

/**
 * Whether a short series rises, and how fast: the test of Mann and Kendall, and the slope of Theil
 * and Sen with its interval.
 *
 * <p>Both look at pairs of values only, so one wild value changes little. O(n² log n) for n values;
 * n is about ten here. Sources: H. Mann 1945, M. Kendall 1975 (variance with ties); H. Theil 1950,
 * P. Sen, Estimates of the Regression Coefficient Based on Kendall's Tau, JASA 1968 (interval).
 *
 * @param slope change from one value to the next: the median of all pairs
 * @param low lower end of the 95 % interval of the slope
 * @param high upper end
 * @param chance probability that a series without trend rises so steadily, one-sided
 */
record Trend(double slope, double low, double high, double chance) {
  /** Quantile of the normal distribution for 95 %, two-sided. */
  private static final double Z_95 = 1.96;

  static Trend of(long[] values) {
    int n = values.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    int sign = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[count++] = (double) (values[j] - values[i]) / (j - i);
        sign += Long.compare(values[j], values[i]);
      }
    }
    Arrays.sort(slopes);
    double deviation = Math.sqrt(variance(values));
    double chance = deviation == 0 ? 1 : upperTail((sign - Integer.signum(sign)) / deviation);
    int reach = (int) Math.ceil(Z_95 * deviation / 2);
    int middle = count / 2;
    double median = count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
    return new Trend(
        median,
        slopes[Math.max(0, middle - reach)],
        slopes[Math.min(count - 1, middle + reach)],
        chance);
  }

  /** Of the sum of signs if there is no trend. */
  private static double variance(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    double variance = spread(values.length);
    for (int from = 0, to = 1; to <= sorted.length; to++) {
      if (to == sorted.length || sorted[to] != sorted[from]) {
        variance -= spread(to - from);
        from = to;
      }
    }
    return Math.max(0, variance);
  }

  private static double spread(int n) {
    return n * (n - 1.0) * (2 * n + 5) / 18;
  }

  /**
   * Probability of a standard normal value above z: M. Abramowitz, I. Stegun, Handbook of
   * Mathematical Functions, 26.2.17; the error is below 1e-7.
   */
  private static double upperTail(double z) {
    if (z < 0) {
      return 1 - upperTail(-z);
    }
    double t = 1 / (1 + 0.2316419 * z);
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
  }
}
