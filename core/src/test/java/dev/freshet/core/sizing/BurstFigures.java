package dev.freshet.core.sizing;

import dev.freshet.core.Sizing;
import java.util.Arrays;

/** What many seeds of the burst 500/s to 3,200/s make of a policy, in simulated time. */
record BurstFigures(
    int need, double[] millisToSize, double[] overshoot, double[] p99Ratio, double[] sizeAfter) {
  /** Seconds at which the burst begins and ends, and at which the run does. */
  private static final double FROM = 10;

  private static final double TO = 20;
  private static final double END = 30;

  /**
   * Runs the seeds 0, 1, 2 and so on.
   *
   * @param ramp seconds from the first rate to the second
   */
  static BurstFigures of(
      Sizing sizing, RunTimes runTimes, double meanSeconds, double ramp, int runs) {
    double load = 3_200 * meanSeconds;
    int need = (int) Math.ceil(load + 2 * Math.sqrt(load)); // square-root rule: one in forty waits
    double[] millis = new double[runs];
    double[] overshoot = new double[runs];
    double[] p99 = new double[runs];
    double[] after = new double[runs];
    for (int seed = 0; seed < runs; seed++) {
      SimulatedRun run =
          PoolSimulation.elastic(seed, runTimes, 32, SizePolicies.of(sizing, 32))
              .open(Arrivals.burst(FROM, ramp, TO), END);
      // The settling time of control theory: until it is within 5 %.
      millis[seed] = run.millisUntilLimit(FROM, 0.95 * need);
      overshoot[seed] = (double) run.peakLimit(FROM, TO) / need - 1;
      p99[seed] = run.responseMillis(99, FROM, TO) / run.responseMillis(99, 3, FROM);
      after[seed] = run.meanLimit(TO + 5, END);
    }
    for (double[] column : new double[][] {millis, overshoot, p99, after}) {
      Arrays.sort(column);
    }
    return new BurstFigures(need, millis, overshoot, p99, after);
  }

  static double median(double[] sorted) {
    return quantile(sorted, 0.5);
  }

  static double quantile(double[] sorted, double q) {
    return sorted[(int) Math.min(sorted.length - 1.0, q * sorted.length)];
  }

  static double worst(double[] sorted) {
    return sorted[sorted.length - 1];
  }

  @Override
  public String toString() {
    return "need %d, new size after %.0f ms (9 of 10: %.0f), over it %+.1f %% (%+.1f), p99 x %.2f (worst %.2f), after it %.0f"
        .formatted(
            need,
            median(millisToSize),
            quantile(millisToSize, 0.9),
            100 * median(overshoot),
            100 * quantile(overshoot, 0.9),
            median(p99Ratio),
            worst(p99Ratio),
            median(sizeAfter));
  }
}
