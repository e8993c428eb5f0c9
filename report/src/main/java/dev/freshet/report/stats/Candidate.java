package dev.freshet.report.stats;

import org.jspecify.annotations.Nullable;

/**
 * A candidate for the threshold.
 *
 * @param fit what was fitted above it, or null
 * @param unusable why nothing was, or null
 */
record Candidate(
    Exceedances above,
    Clusters clusters,
    @Nullable Fit fit,
    ThresholdCheck.@Nullable State unusable) {

  /** Fewer than that say nothing about a shape. */
  static final int MIN_CLUSTERS = 30;

  static final double MAX_TIES = 0.1;

  /**
   * A fit to the excesses over a threshold.
   *
   * @param distance the Anderson-Darling statistic, divided by what clusters inflate it by
   */
  record Fit(
      Exceedances above,
      Clusters clusters,
      Gpd gpd,
      Information information,
      double distance,
      double pValue) {}

  static Candidate at(double threshold, double[] values) {
    Exceedances above = Exceedances.above(threshold, values);
    Clusters clusters = Clusters.of(above.times());
    if (above.ties() > MAX_TIES) {
      return new Candidate(above, clusters, null, ThresholdCheck.State.TIED);
    }
    if (clusters.count() < MIN_CLUSTERS) {
      return new Candidate(above, clusters, null, ThresholdCheck.State.TOO_FEW);
    }
    double theta = Grimshaw.theta(above.sorted());
    if (Double.isNaN(theta)) {
      return new Candidate(above, clusters, null, ThresholdCheck.State.NO_FIT);
    }
    Gpd gpd = Grimshaw.at(above.sorted(), theta);
    Information information = new Information(gpd, above, clusters);
    // Dependent values wander further from their distribution than independent ones do.
    double distance =
        AndersonDarling.statistic(above.sorted(), gpd) / information.inflation(1, 0, 0);
    double pValue = AndersonDarling.pValue(distance, gpd.xi());
    return new Candidate(
        above, clusters, new Fit(above, clusters, gpd, information, distance, pValue), null);
  }

  ThresholdCheck check(double forwardStop, ThresholdCheck.State state) {
    return new ThresholdCheck(
        above.threshold(),
        above.count(),
        clusters.count(),
        above.count() == 0 ? Double.NaN : Samples.mean(above.sorted()),
        fit == null ? Double.NaN : fit.gpd().xi(),
        fit == null ? Double.NaN : fit.gpd().sigma(),
        fit == null ? Double.NaN : fit.distance(),
        fit == null ? Double.NaN : fit.pValue(),
        forwardStop,
        state);
  }
}
