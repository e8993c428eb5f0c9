package dev.freshet.report.stats;

import java.util.List;
import java.util.Locale;

/**
 * A {@link Tail} with a fit above a threshold. All intervals are of 95 % and count clusters.
 * Immutable.
 */
public final class FittedTail implements Tail {
  /** A quantile is given as long as a tenth of a value is expected beyond it. */
  private static final double FARTHEST = 0.1;

  private final Ranks ranks;
  private final Candidate.Fit fit;
  private final ProfileLikelihood profile;
  private final Interval xi;
  private final List<ThresholdCheck> checks;

  FittedTail(Ranks ranks, Candidate.Fit fit, List<ThresholdCheck> checks) {
    this.ranks = ranks;
    this.fit = fit;
    this.profile = new ProfileLikelihood(fit.above(), fit.gpd(), fit.information());
    this.xi = profile.xi();
    this.checks = checks;
  }

  @Override
  public int count() {
    return ranks.count();
  }

  @Override
  public List<ThresholdCheck> checks() {
    return checks;
  }

  /**
   * The threshold that was chosen.
   *
   * @return in the unit of the values
   */
  public double threshold() {
    return fit.above().threshold();
  }

  /**
   * The number of values above the threshold.
   *
   * @return at least the number of clusters
   */
  public int exceedances() {
    return fit.above().count();
  }

  /**
   * The number of events to which the exceedances belong.
   *
   * @return at least 30
   */
  public int clusters() {
    return fit.clusters().count();
  }

  /**
   * The extremal index: one over the mean number of exceedances in an event.
   *
   * @return from above 0 to 1; 1 for independent values
   */
  public double extremalIndex() {
    return fit.clusters().extremalIndex();
  }

  /**
   * The maximum of the likelihood.
   *
   * @return distribution of the excesses over the threshold
   */
  public Gpd fit() {
    return fit.gpd();
  }

  /**
   * The negative logarithm of the likelihood at its maximum.
   *
   * @return comparable only between fits to the same excesses
   */
  public double negativeLogLikelihood() {
    return fit.gpd().negativeLogLikelihood(fit.above().sorted());
  }

  /**
   * The shape with its profile likelihood interval. Heavy tails have xi above 0.
   *
   * @return without unit
   */
  public Interval xi() {
    return xi;
  }

  /**
   * The standard error of xi from the observed information.
   *
   * @return without unit
   */
  public double xiError() {
    return fit.information().xiError() * Math.sqrt(fit.information().inflation(1, 0, 0));
  }

  /**
   * The standard error of sigma from the observed information.
   *
   * @return in the unit of the values
   */
  public double sigmaError() {
    return fit.information().sigmaError() * Math.sqrt(fit.information().inflation(0, 1, 0));
  }

  /**
   * A second opinion: the estimate of Zhang and Stephens (2009). If it is far from {@link #fit()},
   * there are too few values.
   *
   * @return distribution of the excesses over the threshold
   */
  public Gpd zhangStephens() {
    return ZhangStephens.fit(fit.above().sorted());
  }

  /**
   * A second opinion: probability-weighted moments (Hosking and Wallis 1987), of use for xi below
   * 0.5.
   *
   * @return distribution of the excesses over the threshold
   */
  public Gpd weightedMoments() {
    return WeightedMoments.fit(fit.above().sorted());
  }

  @Override
  public TailQuantile quantile(double share) {
    Ranks.requireShare(share);
    double q = 1 - share;
    if (ranks.suffice(share) || q >= fit.above().rate()) {
      return ranks.quantile(share);
    }
    // A little room for the rounding of 1 - share.
    if (ranks.beyond(share) < FARTHEST * (1 - 1e-6)) {
      return new TailQuantile.Unknown(
          share,
          String.format(
              Locale.ROOT,
              "%.3g of %d values are expected beyond; needs at least %s",
              ranks.beyond(share),
              count(),
              FARTHEST));
    }
    return new TailQuantile.Known(share, profile.quantile(q), TailQuantile.Source.MODEL);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "FittedTail[%d of %d above %s, xi %s]",
        exceedances(),
        count(),
        threshold(),
        xi);
  }
}
