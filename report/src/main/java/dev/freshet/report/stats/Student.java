package dev.freshet.report.stats;

/** Probabilities of the normal and of Student's distribution, to about twelve digits. */
final class Student {
  private Student() {}

  /**
   * P(|T| <= t) for whole degrees of freedom, by the finite series 26.7.3 and 26.7.4 of Abramowitz
   * and Stegun, Handbook of Mathematical Functions.
   */
  static double inside(double t, int degrees) {
    double angle = Math.atan(t / Math.sqrt(degrees));
    double cos2 = Math.cos(angle) * Math.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? Math.cos(angle) : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int i = odd ? 3 : 2; i < degrees; i += 2) {
      term *= cos2 * (i - 1) / i;
      sum += term;
    }
    return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  }

  /** The t with P(|T| <= t) = confidence. */
  static double critical(double confidence, int degrees) {
    double high = 1;
    while (inside(high, degrees) < confidence) {
      high *= 2;
    }
    return Scalar.root(t -> inside(t, degrees) - confidence, 0, high);
  }

  /**
   * P(Z <= -z) of the normal distribution for z >= 0, by the series of Marsaglia, Evaluating the
   * Normal Distribution, Journal of Statistical Software 11 (2004). Absolute error about 1e-15.
   */
  static double normalBelow(double z) {
    if (z > 8) {
      return 0; // below the error of the series
    }
    double term = z;
    double sum = z;
    for (int i = 3; Math.abs(term) > 1e-17 * sum; i += 2) {
      term *= z * z / i;
      sum += term;
    }
    return Math.max(0, 0.5 - sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI));
  }
}
