package dev.freshet.report.stats;

/**
 * The generalised Pareto distribution: how far values exceed a high threshold.
 *
 * <pre>{@code
 * Gpd excess = new Gpd(0.31, 8.3);  // milliseconds above the threshold
 * excess.survival(20);              // share of the excesses above 20 ms
 * excess.quantile(0.99);            // 99 % of the excesses are at most that
 * }</pre>
 *
 * <p>{@code survival(y) = (1 + xi y / sigma)^(-1 / xi)}. Below 0 xi means a hard end at {@code
 * -sigma / xi} (a timer, a throttle), about 0 an exponential tail (queueing), above 0.5 a tail
 * without variance (retries, pauses, locks), from 1 on one without mean. Immutable.
 *
 * @param xi shape, without unit
 * @param sigma scale above 0, in the unit of the values
 */
public record Gpd(double xi, double sigma) {

  /**
   * Checks the scale.
   *
   * @throws IllegalArgumentException if xi is not finite or sigma is not finite and above 0
   */
  public Gpd {
    if (!Double.isFinite(xi) || !Double.isFinite(sigma) || sigma <= 0) {
      throw new IllegalArgumentException(
          "xi is %s, sigma is %s; needs finite numbers, sigma above 0".formatted(xi, sigma));
    }
  }

  /**
   * Share of the excesses above a value.
   *
   * @param excess distance above the threshold, in the unit of the values
   * @return from 1 (at or below the threshold) to 0 (at or beyond a hard end)
   */
  public double survival(double excess) {
    return excess <= 0 ? 1 : Math.exp(-hazard(excess));
  }

  /**
   * The excess that a given share of the excesses does not pass.
   *
   * @param share from 0 to below 1
   * @return the excess in the unit of the values
   * @throws IllegalArgumentException if the share is out of range
   */
  public double quantile(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share is " + share + "; needs 0 <= share < 1");
    }
    return sigma * stretched(-Math.log1p(-share), xi);
  }

  /**
   * The negative logarithm of the likelihood of some excesses.
   *
   * @param excesses values from 0, in the unit of sigma
   * @return infinity if an excess lies at or beyond a hard end
   */
  public double negativeLogLikelihood(double[] excesses) {
    double sum = 0;
    for (double excess : excesses) {
      sum += hazard(excess);
    }
    return sum == Double.POSITIVE_INFINITY
        ? sum
        : excesses.length * Math.log(sigma) + (1 + xi) * sum;
  }

  /** Minus the logarithm of the survival: log1p(xi t) / xi. */
  private double hazard(double excess) {
    double scaled = excess / sigma;
    if (xi == 0) {
      return scaled;
    }
    return xi * scaled <= -1 ? Double.POSITIVE_INFINITY : Math.log1p(xi * scaled) / xi;
  }

  /** (e^(xi h) - 1) / xi: the inverse of the hazard, in units of sigma. */
  static double stretched(double hazard, double xi) {
    return xi == 0 ? hazard : Math.expm1(xi * hazard) / xi;
  }
}
