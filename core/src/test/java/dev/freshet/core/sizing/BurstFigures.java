package dev.freshet.core.sizing;

import dev.freshet.core.Sizing;

/** What many seeds of the burst 500/s to 3,200/s make of a policy, in simulated time. */
record BurstFigures(
    int need,
    Quantiles millisToSize,
    Quantiles overshoot,
    Quantiles p99Ratio,
    Quantiles sizeAfter) {
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
    return new BurstFigures(
        need,
        new Quantiles(millis),
        new Quantiles(overshoot),
        new Quantiles(p99),
        new Quantiles(after));
  }

  @Override
  public String toString() {
    return "need %d, new size after %.0f ms (9 of 10: %.0f), over it %+.1f %% (%+.1f), p99 x %.2f (worst %.2f), after it %.0f"
        .formatted(
            need,
            millisToSize.median(),
            millisToSize.at(0.9),
            100 * overshoot.median(),
            100 * overshoot.at(0.9),
            p99Ratio.median(),
            p99Ratio.worst(),
            sizeAfter.median());
  }
}
