package dev.freshet.report.stats;

import java.util.function.DoubleUnaryOperator;

/**
 * Intervals of 95 % for the shape and for quantiles, by how far the likelihood falls.
 *
 * <h2>Why the profile</h2>
 *
 * All values of a parameter belong to the interval for which the best of the other parameters
 * reaches a likelihood within 1.92 of the maximum (half the 95 % point of chi-square with one
 * degree of freedom; Coles, An Introduction to Statistical Modeling of Extreme Values, 2001,
 * section 2.6.5). Such an interval is as lopsided as the knowledge is: a quantile far out may well
 * be twice the estimate but not half of it. Estimate plus and minus two standard errors is not.
 *
 * <h2>The quantile</h2>
 *
 * The 1 - q quantile is {@code x = u + sigma / xi ((zeta / q)^xi - 1)}, where the share zeta of
 * values above u is itself an estimate. Coles' profile takes it as known; for P99.9 from the
 * highest tenth that leaves out a fifth of the variance (exponential tail), and the intervals cover
 * 93 % instead of 95 %. Here the binomial likelihood of zeta is part of the profile. With {@code
 * theta = xi / sigma}, {@code s = 1 / sigma} and {@code r = log(1 + theta (x - u)) / theta} the
 * quantile is x exactly if {@code log zeta = log q + r s}, and for a given theta the likelihood
 *
 * <pre>
 *    k log s - S - S s / theta + k log zeta + (n - k) log(1 - zeta),   S = sum of log(1 + theta y)
 * </pre>
 *
 * is concave in s. So each value of the profile is a search in theta, each step of it one pass over
 * the excesses and one root of a decreasing function that needs no data. Nothing in it divides by
 * xi.
 *
 * <h2>Clusters</h2>
 *
 * Deviances are divided by the inflation of {@link Information}.
 */
final class ProfileLikelihood {
  /** Half of the 95 % point of chi-square with one degree of freedom. */
  private static final double DROP = 3.841458820694124 / 2;

  private static final double MIN_XI = -1;
  private static final double MAX_XI = 5;
  private static final double PRECISION = 1e-4; // in log units: an error of 1e-8 k in the drop

  private final Exceedances above;
  private final Gpd best;
  private final Information information;
  private final double top;

  ProfileLikelihood(Exceedances above, Gpd best, Information information) {
    this.above = above;
    this.best = best;
    this.information = information;
    top = -best.negativeLogLikelihood(above.sorted());
  }

  /** The interval of xi; never beyond -1 and 5. */
  Interval xi() {
    double allowed = DROP * information.inflation(1, 0, 0);
    DoubleUnaryOperator spare = xi -> allowed - (top - bestForXi(xi));
    double step = Math.sqrt(information.inflation(1, 0, 0)) * information.xiError();
    return new Interval(
        best.xi(),
        end(spare, best.xi(), -step, MIN_XI + 1e-9),
        end(spare, best.xi(), step, MAX_XI));
  }

  private double bestForXi(double xi) {
    double center = Math.log(best.sigma());
    double[] sorted = above.sorted();
    return Scalar.maximum(
        log -> {
          double sigma = Math.exp(log);
          double value = -new Gpd(xi, sigma).negativeLogLikelihood(sorted);
          // A hard end before the largest excess: slope upwards to where there is none.
          return value == Double.NEGATIVE_INFINITY ? -1e300 / sigma : value;
        },
        center - 3,
        center + 3,
        PRECISION);
  }

  /** The interval of the value that a share q of all values passes; q below the share above u. */
  Interval quantile(double q) {
    double k = above.count();
    double zeta = above.rate();
    double hazard = Math.log(zeta / q);
    double unit = Gpd.stretched(hazard, best.xi());
    double distance = best.sigma() * unit;
    double h = 1e-5;
    double byXi =
        best.sigma()
            * (Gpd.stretched(hazard, best.xi() + h) - Gpd.stretched(hazard, best.xi() - h))
            / (2 * h);
    double byZeta = best.sigma() * Math.exp(best.xi() * hazard) / zeta;
    double allowed = DROP * information.inflation(byXi, unit, byZeta);
    double full = top + k * Math.log(zeta) + (above.total() - k) * Math.log1p(-zeta);
    DoubleUnaryOperator spare = d -> allowed - (full - bestForQuantile(q, d));
    double u = above.threshold();
    return new Interval(
        u + distance,
        u + end(spare, distance, -distance / 4, distance * 1e-9),
        u + end(spare, distance, distance / 4, Double.MAX_VALUE));
  }

  private double bestForQuantile(double q, double distance) {
    double farthest = Math.max(above.sorted()[above.count() - 1], distance);
    // A quantile beyond the hard end of the best fit needs a theta nearer to 0.
    double center = Math.log(Math.max(0.1, 1 + best.xi() / best.sigma() * farthest));
    return Scalar.maximum(
        log -> bestForTheta(q, distance, Math.expm1(log) / farthest),
        center - 4,
        center + 4,
        PRECISION);
  }

  private double bestForTheta(double q, double distance, double theta) {
    double k = above.count();
    double rest = above.total() - k;
    double logs = 0;
    double slopes = 0; // logs / theta
    double r;
    if (theta == 0) {
      slopes = Samples.mean(above.sorted()) * k;
      r = distance;
    } else {
      for (double y : above.sorted()) {
        logs += Math.log1p(theta * y);
      }
      slopes = logs / theta;
      r = Math.log1p(theta * distance) / theta;
    }
    double logQ = Math.log(q);
    double most = -logQ / r; // where zeta is 1
    double fall = slopes;
    double s =
        Scalar.root(
            t -> {
              double zeta = Math.exp(logQ + r * t);
              return k / t - fall + k * r - rest * r * zeta / (1 - zeta);
            },
            most * 1e-9,
            most * (1 - 1e-9));
    if (theta / s < MIN_XI) {
      return Double.NEGATIVE_INFINITY;
    }
    double logZeta = logQ + r * s;
    return k * Math.log(s)
        - logs
        - slopes * s
        + k * logZeta
        + rest * Math.log1p(-Math.exp(logZeta));
  }

  /** Where what may still be spent has run out, from the estimate in the direction of a step. */
  private static double end(DoubleUnaryOperator spare, double from, double step, double limit) {
    double inside = from;
    double stride = step;
    while (true) {
      double next = inside + stride;
      boolean last = stride < 0 ? next <= limit : next >= limit;
      next = last ? limit : next;
      if (spare.applyAsDouble(next) < 0) {
        return Scalar.root(spare, inside, next, Math.abs(next - from) * PRECISION);
      }
      if (last) {
        return limit;
      }
      inside = next;
      stride *= 1.5;
    }
  }
}
