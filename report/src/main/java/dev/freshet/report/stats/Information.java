package dev.freshet.report.stats;

/**
 * How sharply the likelihood of a generalised Pareto distribution points at its maximum, and how
 * much less it does so when the exceedances come in clusters.
 *
 * <h2>Standard errors</h2>
 *
 * The observed information: minus the second derivatives of the log-likelihood at the maximum,
 * summed over the excesses, inverted. Regular for xi above -0.5 (Smith, Maximum likelihood
 * estimation in a class of nonregular cases, Biometrika 72, 1985).
 *
 * <h2>Clusters</h2>
 *
 * For dependent values the variance of an estimate is {@code J^-1 V J^-1} with the information J
 * and the variance V of the sum of the scores (first derivatives). Scores of one cluster hang
 * together, so V is the sum over clusters of the squared sums. The same with each exceedance on its
 * own gives the variance for independent values, and the ratio of the two is the inflation by which
 * a deviance has to be divided (Chandler and Bate, Inference for clustered data using the
 * independence loglikelihood, Biometrika 94, 2007). Taking that ratio instead of {@code V J^-1}
 * makes it exactly 1 if no two exceedances share a cluster. It is never let below 1: that clusters
 * make an estimate better cannot be told from noise.
 *
 * <p>Besides xi and sigma there is a third parameter, the share zeta of values above the threshold;
 * a cluster of five adds five to the count at once.
 */
final class Information {
  /** Below this |xi| the derivatives lose their digits to cancellation; their limits are used. */
  private static final double NEAR_ZERO = 1e-4;

  private final double[][] inverse; // of the information: xi, sigma, zeta
  private final double[][] scores; // of each exceedance, in the order of time
  private final Clusters clusters;

  Information(Gpd gpd, Exceedances above, Clusters clusters) {
    this.clusters = clusters;
    double xi = gpd.xi();
    double sigma = gpd.sigma();
    double zeta = above.rate();
    int k = above.count();
    scores = new double[k][];
    double xx = 0;
    double xs = 0;
    double ss = 0;
    for (int i = 0; i < k; i++) {
      double y = above.excesses()[i];
      double w = y / (sigma + xi * y);
      boolean limit = Math.abs(xi) < NEAR_ZERO;
      double log = Math.log1p(xi * y / sigma);
      double byXi = limit ? w * w / 2 - w : log / (xi * xi) - (1 + 1 / xi) * w;
      scores[i] = new double[] {byXi, ((1 + xi) * w - 1) / sigma, 1 / zeta};
      xx -=
          limit
              ? w * w - 2 * w * w * w / 3
              : -2 * log / (xi * xi * xi) + 2 * w / (xi * xi) + (1 + 1 / xi) * w * w;
      xs -= w * (1 - (1 + xi) * w) / sigma;
      ss -= (1 - (1 + xi) * w * (2 - xi * w)) / (sigma * sigma);
    }
    double determinant = xx * ss - xs * xs;
    inverse =
        new double[][] {
          {ss / determinant, -xs / determinant, 0},
          {-xs / determinant, xx / determinant, 0},
          {0, 0, zeta * zeta / k}
        };
  }

  /** Standard errors as for independent exceedances. */
  double xiError() {
    return Math.sqrt(inverse[0][0]);
  }

  double sigmaError() {
    return Math.sqrt(inverse[1][1]);
  }

  /**
   * How much larger clusters make the variance of an estimate, from 1 on.
   *
   * @param gradient of the estimate, by xi, sigma and zeta
   */
  double inflation(double... gradient) {
    double[] weights = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        weights[i] += inverse[i][j] * gradient[j];
      }
    }
    double single = 0;
    double[] sums = new double[clusters.count()];
    for (int i = 0; i < scores.length; i++) {
      double part = 0;
      for (int j = 0; j < 3; j++) {
        part += weights[j] * scores[i][j];
      }
      single += part * part;
      sums[clusters.of()[i]] += part;
    }
    double clustered = 0;
    for (double sum : sums) {
      clustered += sum * sum;
    }
    return Math.max(1, clustered / single);
  }
}
