package dev.freshet.report.stats;

import java.util.Arrays;

/** The least squares of {@link Usl}: Gauss-Newton over those parameters that are not held at 0. */
final class UslFit {
  private static final int MAX_STEPS = 200;
  private static final int MAX_HALVINGS = 40;
  private static final double ROUNDING = 1e-12;

  private final double[] n;
  private final double[] x;

  /** Which of 1 (always), n - 1 (sigma) and n (n - 1) (kappa) are in the denominator. */
  private final boolean[] free;

  private UslFit(double[] n, double[] x, boolean sigma, boolean kappa) {
    this.n = n;
    this.x = x;
    this.free = new boolean[] {true, sigma, kappa};
  }

  static Usl best(double[] n, double[] x) {
    double[] best = {1, 0, 0};
    double least = Double.POSITIVE_INFINITY;
    for (int held = 0; held < 4; held++) {
      UslFit fit = new UslFit(n, x, (held & 1) == 0, (held & 2) == 0);
      double[] found = fit.solve();
      double squares = fit.squares(found);
      if (squares < least) {
        least = squares;
        best = found;
      }
    }
    double mean = Samples.mean(x);
    double total = 0;
    for (double value : x) {
      total += (value - mean) * (value - mean);
    }
    // A flat line that is met exactly has no variance to explain.
    double r2 = total > 0 ? 1 - least / total : least > 0 ? Double.NEGATIVE_INFINITY : 1;
    return new Usl(1 / best[0], best[1] / best[0], best[2] / best[0], r2);
  }

  /** The denominator's coefficients a, b, c of X = n / (a + b (n - 1) + c n (n - 1)). */
  private double[] solve() {
    // Start: a + b (n - 1) + c n (n - 1) = n / x; an error of x is one of n / x^2 here.
    double[] at = leastSquares(new double[3], true);
    at[0] = at[0] > 0 ? at[0] : n[0] / x[0];
    at[1] = Math.max(0, at[1]);
    at[2] = Math.max(0, at[2]);
    double squares = squares(at);
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] move = leastSquares(at, false);
      double[] next = at;
      double fewer = squares;
      double share = 1;
      for (int i = 0; i < MAX_HALVINGS && !(fewer < squares); i++, share /= 2) {
        double[] trial = at.clone();
        for (int j = 0; j < 3; j++) {
          trial[j] += share * move[j];
        }
        if (positive(trial)) {
          next = trial;
          fewer = squares(trial);
        }
      }
      boolean done = !(fewer < squares * (1 - ROUNDING));
      if (fewer < squares) {
        at = next;
        squares = fewer;
      }
      if (done) {
        break;
      }
    }
    return at;
  }

  private static boolean positive(double[] at) {
    return at[0] > 0 && at[1] >= 0 && at[2] >= 0;
  }

  private double squares(double[] at) {
    double sum = 0;
    for (int i = 0; i < n.length; i++) {
      double error = x[i] - n[i] / denominator(at, n[i]);
      sum += error * error;
    }
    return sum;
  }

  private static double denominator(double[] at, double n) {
    return at[0] + at[1] * (n - 1) + at[2] * n * (n - 1);
  }

  /** The linear start, or a Gauss-Newton step from where the search is. */
  private double[] leastSquares(double[] at, boolean start) {
    double[][] normal = new double[3][4];
    for (int i = 0; i < n.length; i++) {
      double d = start ? n[i] / x[i] : denominator(at, n[i]);
      double weight = n[i] / (d * d); // |dX / d(denominator)|
      double error = start ? d : -(x[i] - n[i] / d) / weight;
      double[] row = {1, free[1] ? n[i] - 1 : 0, free[2] ? n[i] * (n[i] - 1) : 0};
      for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++) {
          normal[r][c] += weight * weight * row[r] * row[c];
        }
        normal[r][3] += weight * weight * row[r] * error;
      }
    }
    for (int r = 1; r < 3; r++) {
      if (!free[r]) {
        Arrays.fill(normal[r], 0);
        normal[r][r] = 1;
      }
    }
    return eliminated(normal);
  }

  /** Gauss elimination; the matrix is positive definite, so no pivot is needed. */
  private static double[] eliminated(double[][] m) {
    for (int p = 0; p < 3; p++) {
      for (int r = 0; r < 3; r++) {
        double factor = r == p ? 0 : m[r][p] / m[p][p];
        for (int c = p; c < 4 && factor != 0; c++) {
          m[r][c] -= factor * m[p][c];
        }
      }
    }
    return new double[] {m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]};
  }
}
