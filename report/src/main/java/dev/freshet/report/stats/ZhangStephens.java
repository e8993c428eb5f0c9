package dev.freshet.report.stats;

/**
 * The estimator of Zhang and Stephens, A new and efficient estimation method for the generalized
 * Pareto distribution, Technometrics 51 (2009).
 *
 * <p>The profile likelihood over {@code theta = xi / sigma} is averaged over a grid that stands for
 * a weak prior taken from the first quartile and the maximum. It always gives an answer, costs some
 * dozens of passes, and lies next to the maximum of the likelihood: {@link Grimshaw} starts here.
 * Signs are turned against the paper, whose k is -xi; nothing else differs.
 */
final class ZhangStephens {
  private static final int GRID = 20;

  private ZhangStephens() {}

  /** Fits ascending excesses above 0. */
  static Gpd fit(double[] sorted) {
    return Grimshaw.at(sorted, theta(sorted));
  }

  static double theta(double[] sorted) {
    int n = sorted.length;
    int m = GRID + (int) Math.sqrt(n);
    double max = sorted[n - 1];
    double quartile = sorted[(int) (n / 4.0 + 0.5) - 1];
    double[] thetas = new double[m];
    double[] profile = new double[m];
    for (int j = 0; j < m; j++) {
      thetas[j] = -1 / max - (1 - Math.sqrt(m / (j + 0.5))) / (3 * quartile);
      profile[j] = Grimshaw.logLikelihood(sorted, thetas[j]);
    }
    double theta = 0;
    for (int j = 0; j < m; j++) {
      double inverse = 0;
      for (double other : profile) {
        inverse += Math.exp(other - profile[j]);
      }
      theta += thetas[j] / inverse;
    }
    return theta;
  }
}
