package dev.freshet.report.stats;

/**
 * The universal scalability law fitted to throughput at several levels of concurrency.
 *
 * <pre>{@code
 * Usl usl = Usl.fit(new double[] {1, 2, 4, 8}, new double[] {100, 189, 344, 351});
 * usl.sigma();             // share of the work that is done one after another
 * usl.peakConcurrency();   // where more concurrency begins to cost
 * usl.throughput(6);       // what the law expects there
 * }</pre>
 *
 * <h2>The law</h2>
 *
 * <pre>   X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1))</pre>
 *
 * Sigma is contention (what queues), kappa is coherency (what every pair has to agree on). Without
 * kappa it is Amdahl's law and levels off; with it throughput falls again beyond {@code sqrt((1 -
 * sigma) / kappa)}. Gunther, Guerrilla Capacity Planning, 2007.
 *
 * <h2>The fit</h2>
 *
 * Least squares of the throughput itself. Gunther's own fit is a parabola through {@code n / X},
 * which lets the smallest throughput weigh most and may give a negative sigma or kappa. Here that
 * linear fit, weighted to undo the distortion, is only the start of Gauss-Newton steps that are
 * halved until they help. A negative sigma or kappa is no law but noise (or a cache that grew with
 * n): it is set to 0 and the others are fitted again. Of the four cases (both free, either 0, both
 * 0) the one with the least squares among those without negative values is the answer. The case of
 * both 0, a straight line, always has one, so three points are enough for any data.
 *
 * <p>With three points the curve passes through all of them if it can and R2 is 1: that says
 * nothing about the law. The peak is an extrapolation if it lies beyond the largest n. Immutable.
 *
 * @param lambda throughput at concurrency 1, in the unit of the throughput
 * @param sigma contention, from 0
 * @param kappa coherency, from 0
 * @param r2 share of the variance of the throughput that the law explains, 1 for all; below 0 if
 *     the mean explains more
 */
public record Usl(double lambda, double sigma, double kappa, double r2) {
  private static final int MIN_POINTS = 3;

  /**
   * Fits the law.
   *
   * @param concurrency number of workers, threads or clients of each point, at least 1
   * @param throughput what was reached there, above 0
   * @return the fit
   * @throws IllegalArgumentException if there are fewer than 3 different concurrencies, the lengths
   *     differ, or a value is out of range
   */
  public static Usl fit(double[] concurrency, double[] throughput) {
    Samples.requirePositive("concurrency", concurrency);
    Samples.requirePositive("throughput", throughput);
    if (concurrency.length != throughput.length) {
      throw new IllegalArgumentException(
          "concurrency has %d values, throughput has %d; needs the same number"
              .formatted(concurrency.length, throughput.length));
    }
    double[] sorted = Samples.sorted(concurrency);
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
    }
    if (distinct < MIN_POINTS) {
      throw new IllegalArgumentException(
          "concurrency has %d different values; needs at least %d".formatted(distinct, MIN_POINTS));
    }
    if (sorted[0] < 1) {
      throw new IllegalArgumentException(
          "concurrency is %s; needs at least 1".formatted(sorted[0]));
    }
    return UslFit.best(concurrency, throughput);
  }

  /**
   * The throughput that the law expects.
   *
   * @param concurrency from 1; fractions are allowed
   * @return in the unit of lambda
   */
  public double throughput(double concurrency) {
    double pairs = concurrency * (concurrency - 1);
    return lambda * concurrency / (1 + sigma * (concurrency - 1) + kappa * pairs);
  }

  /**
   * The concurrency with the highest throughput.
   *
   * @return at least 1; infinity if kappa is 0 and sigma below 1, as throughput then never falls
   */
  public double peakConcurrency() {
    if (sigma >= 1) {
      return 1;
    }
    return kappa == 0 ? Double.POSITIVE_INFINITY : Math.max(1, Math.sqrt((1 - sigma) / kappa));
  }

  /**
   * The highest throughput.
   *
   * @return in the unit of lambda; infinity if both sigma and kappa are 0
   */
  public double peakThroughput() {
    double at = peakConcurrency();
    return Double.isFinite(at) ? throughput(at) : lambda / sigma;
  }
}
