package dev.freshet.report.stats;

/**
 * The maximum of the likelihood of a generalised Pareto distribution by a search in one variable.
 *
 * <h2>One variable instead of two</h2>
 *
 * With {@code theta = xi / sigma} the best xi for a given theta is the mean of {@code log(1 + theta
 * y)}, and the likelihood becomes a function of theta alone (Davison 1984; Grimshaw, Computing
 * maximum likelihood estimates for the generalized Pareto distribution, Technometrics 35, 1993).
 * Its derivative per excess is
 *
 * <pre>   (A (1 + xi) - 1) / (theta xi),   A = mean of 1 / (1 + theta y)</pre>
 *
 * Around 0 this is 0 / 0; below 1e-4 mean excesses the limit {@code (m2 / 2 - m1^2) / m1} of the
 * first two moments takes over, joined by the straight line to the value at that edge.
 *
 * <h2>What differs from the paper</h2>
 *
 * Grimshaw scans both sides of 0 between bounds of his own. Here the search starts at the estimate
 * of {@link ZhangStephens}, which lies next to the maximum, and walks outwards until the derivative
 * has changed its sign. So the root at 0, which his equation always has and this one has not, needs
 * no care.
 *
 * <h2>When there is none</h2>
 *
 * Below xi = -1 the likelihood grows without bound towards {@code -1 / max}. If the walk gets there
 * no maximum exists, and the caller gets {@link Double#NaN}: it has to take another estimator.
 */
final class Grimshaw {
  private static final double NEAR_ZERO = 1e-4;
  private static final int MAX_WALK = 200;

  private Grimshaw() {}

  /** The theta of the maximum for ascending excesses above 0, or NaN if there is no maximum. */
  static double theta(double[] sorted) {
    double max = sorted[sorted.length - 1];
    double start = ZhangStephens.theta(sorted);
    // Steps in log(1 + theta max), which knows neither the pole at -1 / max nor the scale.
    double at = Math.log1p(start * max);
    double here = slope(sorted, start);
    boolean up = here > 0;
    double from = start;
    double step = 0.02;
    for (int i = 0; i < MAX_WALK; i++) {
      at += up ? step : -step;
      step *= 1.3;
      double theta = Math.expm1(at) / max;
      if (1 + theta * max < 1e-12 || xi(sorted, theta) <= -1) {
        return Double.NaN;
      }
      if (slope(sorted, theta) > 0 != up) {
        return Scalar.root(t -> slope(sorted, t), from, theta);
      }
      from = theta;
    }
    return Double.NaN;
  }

  /** The distribution with the best xi for a theta. */
  static Gpd at(double[] sorted, double theta) {
    double xi = xi(sorted, theta);
    return xi == 0 ? new Gpd(0, Samples.mean(sorted)) : new Gpd(xi, xi / theta);
  }

  /** The best xi for a theta. */
  static double xi(double[] sorted, double theta) {
    double sum = 0;
    for (double y : sorted) {
      sum += Math.log1p(theta * y);
    }
    return sum / sorted.length;
  }

  /** The likelihood of the best xi for a theta. */
  static double logLikelihood(double[] sorted, double theta) {
    Gpd best = at(sorted, theta);
    return -sorted.length * (Math.log(best.sigma()) + best.xi() + 1);
  }

  private static double slope(double[] sorted, double theta) {
    double mean = Samples.mean(sorted);
    double edge = NEAR_ZERO / mean;
    if (Math.abs(theta) >= edge) {
      return slopeAwayFromZero(sorted, theta);
    }
    double squares = 0;
    for (double y : sorted) {
      squares += y * y;
    }
    double atZero = (squares / sorted.length / 2 - mean * mean) / mean;
    double end = Math.copySign(edge, theta);
    double atEnd = slopeAwayFromZero(sorted, end);
    return atZero + (atEnd - atZero) * theta / end;
  }

  private static double slopeAwayFromZero(double[] sorted, double theta) {
    double inverse = 0;
    for (double y : sorted) {
      inverse += 1 / (1 + theta * y);
    }
    double xi = xi(sorted, theta);
    return (inverse / sorted.length * (1 + xi) - 1) / (theta * xi);
  }
}
