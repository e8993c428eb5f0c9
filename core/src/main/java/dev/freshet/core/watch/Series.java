package dev.freshet.core.watch;

/**
 * The finite geometric series q + q² + … + qⁿ, as far as a birth-death process needs it.
 *
 * <p>O(1). Values may be scaled down by a common factor when q is above 1 and n large, so that none
 * overflows; then the terms before the series count as nothing beside it.
 *
 * @param sum of all terms
 * @param weighted sum of k times the k-th term
 * @param last term; 1 if there is none
 */
record Series(double sum, double weighted, double last) {
  /** Below it the closed forms lose digits, and the sums of q = 1 to first order have enough. */
  private static final double SMALL_LOG = 1e-3;

  /** Logarithm of the largest term that is formed: its square and more still is a double. */
  private static final double LARGEST_LOG = 300;

  static Series of(double q, int n) {
    if (n == 0) {
      return new Series(0, 0, 1);
    }
    double log = n * Math.log(q);
    if (Math.abs(log) < SMALL_LOG) {
      double count = n;
      double slope = q - 1;
      double sum = count + slope * count * (count + 1) / 2;
      double weighted = count * (count + 1) / 2 + slope * count * (count + 1) * (2 * count + 1) / 6;
      return new Series(sum, weighted, Math.exp(log));
    }
    double last = Math.exp(Math.min(log, LARGEST_LOG));
    // q > 1 beyond the largest term: the sums seen from the last term, whose like the rest is not.
    double first = log > LARGEST_LOG ? 0 : q;
    double sum = (first - last * q) / (1 - q);
    double weighted = (sum - n * last * q) / (1 - q);
    return new Series(sum, weighted, last);
  }
}
