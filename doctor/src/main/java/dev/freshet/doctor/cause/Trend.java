package dev.freshet.doctor.cause;

import java.util.Arrays;
import java.util.List;

/**
 * Whether a series rises: the median of all pairwise slopes (Theil and Sen) and the one-sided
 * Mann-Kendall test. Neither is moved by a few outliers.
 *
 * @param slope per unit of x
 * @param p chance that a series without trend would rise as clearly
 */
record Trend(double slope, double p) {
  private static final Trend NONE = new Trend(0, 1);

  static Trend of(List<Double> x, List<Double> y) {
    int n = y.size();
    if (n < 3) {
      return NONE;
    }
    double[] slopes = new double[n * (n - 1) / 2];
    int pairs = 0;
    long score = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double dx = x.get(j) - x.get(i);
        double dy = y.get(j) - y.get(i);
        score += (long) Math.signum(dy);
        if (dx > 0) {
          slopes[pairs++] = dy / dx;
        }
      }
    }
    if (pairs == 0) {
      return NONE;
    }
    Arrays.sort(slopes, 0, pairs);
    double median =
        pairs % 2 == 1 ? slopes[pairs / 2] : (slopes[pairs / 2 - 1] + slopes[pairs / 2]) / 2;
    double variance = (n * (n - 1.0) * (2 * n + 5) - ties(y)) / 18;
    if (variance <= 0) {
      return NONE;
    }
    double z = score > 0 ? (score - 1) / Math.sqrt(variance) : 0;
    return new Trend(median, upperTail(z));
  }

  private static double ties(List<Double> y) {
    double[] sorted = y.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double correction = 0;
    for (int i = 0; i < sorted.length; ) {
      int j = i;
      while (j < sorted.length && sorted[j] == sorted[i]) {
        j++;
      }
      double t = j - i;
      correction += t * (t - 1) * (2 * t + 5);
      i = j;
    }
    return correction;
  }

  /** Upper tail of the normal distribution (Abramowitz and Stegun 26.2.17, error below 1e-7). */
  private static double upperTail(double z) {
    double t = 1 / (1 + 0.2316419 * z);
    double sum =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * sum;
  }
}
