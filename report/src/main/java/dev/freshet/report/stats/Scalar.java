package dev.freshet.report.stats;

import java.util.function.DoubleUnaryOperator;

/** Roots and maxima of functions of one variable. */
final class Scalar {
  private static final int MAX_STEPS = 200;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private Scalar() {}

  /**
   * A root between two arguments whose values have different signs (or are 0), by regula falsi with
   * the Illinois step, to the precision of a double.
   */
  static double root(DoubleUnaryOperator f, double low, double high) {
    return root(f, low, high, 0);
  }

  /** The same, until the root is known to the tolerance. */
  static double root(DoubleUnaryOperator f, double low, double high, double tolerance) {
    double a = low;
    double b = high;
    double fa = f.applyAsDouble(a);
    double fb = f.applyAsDouble(b);
    for (int step = 0; step < MAX_STEPS && fa != 0 && fb != 0; step++) {
      double width = Math.abs(b - a);
      double c = (a * fb - b * fa) / (fb - fa);
      // Every third step halves, and so does one that leaves the bracket by rounding or infinity.
      if (step % 3 == 2 || !(c > Math.min(a, b) && c < Math.max(a, b))) {
        c = a + (b - a) / 2;
      }
      if (c == a || c == b || width <= Math.max(tolerance, 4 * Math.ulp(b))) {
        return c;
      }
      double fc = f.applyAsDouble(c);
      if (fc > 0 == fb > 0) {
        fa /= 2; // b moves again on the same side: let a count half
      } else {
        a = b;
        fa = fb;
      }
      b = c;
      fb = fc;
    }
    return fa == 0 ? a : b;
  }

  /** The largest value of a function with one maximum between two arguments, by golden section. */
  static double maximum(DoubleUnaryOperator f, double low, double high, double tolerance) {
    double a = low;
    double b = high;
    double c = b - GOLDEN * (b - a);
    double d = a + GOLDEN * (b - a);
    double fc = f.applyAsDouble(c);
    double fd = f.applyAsDouble(d);
    while (b - a > tolerance) {
      if (fc > fd) {
        b = d;
        d = c;
        fd = fc;
        c = b - GOLDEN * (b - a);
        fc = f.applyAsDouble(c);
      } else {
        a = c;
        c = d;
        fc = fd;
        d = a + GOLDEN * (b - a);
        fd = f.applyAsDouble(d);
      }
    }
    return Math.max(fc, fd);
  }
}
