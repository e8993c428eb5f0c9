package dev.freshet.report.stats;

/**
 * Probability-weighted moments: Hosking and Wallis, Parameter and quantile estimation for the
 * generalized Pareto distribution, Technometrics 29 (1987).
 *
 * <p>With the unbiased weights {@code (k - i) / (k - 1)}, not the plotting positions {@code (i -
 * 0.35) / k} of the paper, which some packages use and which give other digits. Good for few values
 * and xi from 0 to 0.4; it has no sense from xi = 0.5 on, where it keeps below the truth. Here it
 * is a second opinion.
 */
final class WeightedMoments {
  private WeightedMoments() {}

  /** Fits ascending excesses above 0. */
  static Gpd fit(double[] sorted) {
    int k = sorted.length;
    double mean = Samples.mean(sorted);
    double weighted = 0;
    for (int i = 0; i < k; i++) {
      weighted += sorted[i] * (k - 1 - i) / (k - 1);
    }
    weighted /= k;
    double gap = mean - 2 * weighted;
    return new Gpd(2 - mean / gap, 2 * mean * weighted / gap);
  }
}
