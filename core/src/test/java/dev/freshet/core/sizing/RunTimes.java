package dev.freshet.core.sizing;

import java.util.random.RandomGenerator;

/** How long a task runs: what it draws, and what the others do to it. */
interface RunTimes {
  /**
   * The run time of a task that starts.
   *
   * @param nowNanos when it starts
   * @param running how many run then, this one included
   * @return nanoseconds
   */
  double nanos(long nowNanos, int running, RandomGenerator random);

  /** Always the same. */
  static RunTimes constant(double nanos) {
    return (_, _, _) -> nanos;
  }

  /** Exponentially distributed. */
  static RunTimes exponential(double meanNanos) {
    return (_, _, random) -> -Math.log(1 - random.nextDouble()) * meanNanos;
  }

  /** A server with a knee: beyond it the run time grows as the concurrency does. */
  default RunTimes withKnee(int knee) {
    return (now, running, random) ->
        nanos(now, running, random) * Math.max(1.0, (double) running / knee);
  }

  /** From an instant on so many times as long. */
  default RunTimes slowedFrom(long fromNanos, double factor) {
    return (now, running, random) ->
        nanos(now, running, random) * (now >= fromNanos ? factor : 1.0);
  }
}
