package dev.freshet.core.sizing;

import dev.freshet.core.Sizing;
import java.util.function.DoubleToIntFunction;

/** An elastic pool against one whose fixed limit is the elastic one's mean, over many seeds. */
record Contest(Interval elastic, Interval fixed, double meanLimit) {
  private static final int SEEDS = 24;

  /** Student's t for 23 degrees of freedom, 95 %. */
  private static final double T = 2.069;

  /** Tasks of 50 ms on average, exponentially distributed. */
  private static final RunTimes RUN_TIMES = RunTimes.exponential(50e6);

  /** A cycle of the workload, and how much of its end is burst. */
  private static final double CYCLE_SECONDS = 8;

  private static final double BURST_SECONDS = 2;
  private static final double END = 3 * CYCLE_SECONDS;

  /** The mean of the seeds and its 95 % interval. */
  record Interval(double low, double mean, double high) {
    static Interval of(double[] values) {
      double sum = 0;
      double squares = 0;
      for (double value : values) {
        sum += value;
      }
      double mean = sum / values.length;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      double half = T * Math.sqrt(squares / (values.length - 1) / values.length);
      return new Interval(mean - half, mean, mean + half);
    }

    @Override
    public String toString() {
      return "%.1f (%.1f to %.1f)".formatted(mean, low, high);
    }
  }

  /** p99 of the response in ms: 500/s, and 3,200/s for 2 s in every 8. */
  static Contest open(Sizing sizing) {
    Arrivals arrivals = Arrivals.varying(3_200, t -> isBurst(t) ? 3_200 : 500);
    return of(
        sizing,
        simulation -> simulation.open(arrivals, END),
        run -> run.responseMillis(99, 0, END));
  }

  /** Tasks per second: 20 clients, and 200 for 2 s in every 8. */
  static Contest closed(Sizing sizing) {
    DoubleToIntFunction clients = t -> isBurst(t) ? 200 : 20;
    return of(sizing, simulation -> simulation.closed(clients, END), run -> run.throughput(0, END));
  }

  private static boolean isBurst(double seconds) {
    return seconds % CYCLE_SECONDS >= CYCLE_SECONDS - BURST_SECONDS;
  }

  private interface Workload {
    SimulatedRun run(PoolSimulation simulation);
  }

  private interface Figure {
    double of(SimulatedRun run);
  }

  private static Contest of(Sizing sizing, Workload workload, Figure figure) {
    double[] elastic = new double[SEEDS];
    double[] fixed = new double[SEEDS];
    double limits = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedRun run =
          workload.run(PoolSimulation.elastic(seed, RUN_TIMES, 32, SizePolicies.of(sizing, 32)));
      int mean = (int) Math.round(run.meanLimit(0, END));
      elastic[seed] = figure.of(run);
      fixed[seed] = figure.of(workload.run(PoolSimulation.fixed(seed, RUN_TIMES, mean)));
      limits += (double) mean / SEEDS;
    }
    return new Contest(Interval.of(elastic), Interval.of(fixed), limits);
  }

  @Override
  public String toString() {
    return "elastic %s, fixed at %.0f: %s".formatted(elastic, meanLimit, fixed);
  }
}
