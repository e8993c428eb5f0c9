package dev.freshet.report.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Series whose tail is known. */
final class Simulated {
  private Simulated() {}

  static double excess(SplittableRandom random, Gpd gpd) {
    return gpd.quantile(random.nextDouble());
  }

  static double[] sortedExcesses(SplittableRandom random, Gpd gpd, int k) {
    double[] excesses = new double[k];
    Arrays.setAll(excesses, i -> excess(random, gpd));
    Arrays.sort(excesses);
    return excesses;
  }

  /** Independent values: uniform from 0 to the threshold, with a tail for one in ten. */
  static double[] series(SplittableRandom random, double threshold, Gpd tail, int n) {
    double[] values = new double[n];
    Arrays.setAll(
        values,
        i ->
            random.nextInt(10) == 0
                ? threshold + excess(random, tail)
                : threshold * random.nextDouble());
    return values;
  }

  /** Each tenth value, on average, begins a stall: as many next ones have its value or more. */
  static double[] clustered(SplittableRandom random, double threshold, Gpd tail, int n, int size) {
    double[] independent = series(random, threshold, tail, n / size + 1);
    double[] values = new double[n];
    Arrays.setAll(values, i -> independent[i / size]);
    // Not quite the same values, or they would be refused as ties.
    return Arrays.stream(values).map(v -> v * (1 + 1e-9 * random.nextDouble())).toArray();
  }
}
