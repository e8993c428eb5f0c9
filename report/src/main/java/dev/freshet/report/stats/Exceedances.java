package dev.freshet.report.stats;

import java.util.Arrays;

/**
 * What lies above a threshold, in the order of time and by size.
 *
 * @param total number of values, above and below
 * @param excesses distances above the threshold, each above 0, in the order of time
 * @param times index of each in the whole series, ascending
 * @param sorted the excesses, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package; compared by nobody
record Exceedances(double threshold, int total, double[] excesses, int[] times, double[] sorted) {

  static Exceedances above(double threshold, double[] values) {
    double[] excesses = new double[values.length];
    int[] times = new int[values.length];
    int k = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > threshold) {
        excesses[k] = values[i] - threshold;
        times[k++] = i;
      }
    }
    double[] kept = Arrays.copyOf(excesses, k);
    return new Exceedances(
        threshold, values.length, kept, Arrays.copyOf(times, k), Samples.sorted(kept));
  }

  int count() {
    return sorted.length;
  }

  /** Share of all values that lie above the threshold. */
  double rate() {
    return (double) count() / total;
  }

  /** Share of the excesses that only repeat another one. */
  double ties() {
    int repeated = 0;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        repeated++;
      }
    }
    return sorted.length == 0 ? 0 : (double) repeated / sorted.length;
  }
}
