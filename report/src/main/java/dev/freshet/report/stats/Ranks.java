package dev.freshet.report.stats;

/**
 * Quantiles that can be counted.
 *
 * <p>The number of values at or below the true quantile is binomial, so the values at two ranks
 * around {@code n p} enclose it with 95 %, whatever the distribution. Where values come in clusters
 * the count varies more: its variance is multiplied by the mean size of the cluster in which a
 * value above the quantile lies.
 */
final class Ranks {
  /** Expected values beyond a quantile from which on counting beats any model. */
  static final int ENOUGH = 100;

  private static final double Z = 1.959963984540054; // normal, 95 %

  private final double[] inTime;
  private final double[] sorted;

  Ranks(double[] inTime, double[] sorted) {
    this.inTime = inTime;
    this.sorted = sorted;
  }

  static void requireShare(double share) {
    if (!(share >= 0.5 && share < 1)) {
      throw new IllegalArgumentException("share is " + share + "; needs 0.5 <= share < 1");
    }
  }

  int count() {
    return sorted.length;
  }

  double beyond(double share) {
    return count() * (1 - share);
  }

  boolean suffice(double share) {
    return beyond(share) >= ENOUGH - 1e-6; // 10,000 * (1 - 0.99) is 99.99999999999991
  }

  TailQuantile.Known quantile(double share) {
    int n = count();
    double middle = n * share;
    double value = sorted[rank(middle)];
    Clusters clusters = Clusters.of(Exceedances.above(value, inTime).times());
    double spread = Z * Math.sqrt(middle * (1 - share) * clusters.meanSizeOfMember());
    return new TailQuantile.Known(
        share,
        new Interval(value, sorted[rank(middle - spread)], sorted[rank(middle + spread + 1)]),
        TailQuantile.Source.EMPIRICAL);
  }

  /** The index of a rank that counts from 1, rounded up, within the values. */
  private int rank(double rank) {
    return (int) Math.clamp(Math.ceil(rank - 1e-9) - 1, 0, count() - 1.0);
  }
}
