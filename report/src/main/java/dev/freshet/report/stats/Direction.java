package dev.freshet.report.stats;

/** Which way a measured value improves. */
public enum Direction {
  /** More is better, as with throughput. */
  HIGHER_IS_BETTER,
  /** Less is better, as with latency, memory and errors. */
  LOWER_IS_BETTER;

  /** The interval turned so that less is better. */
  Interval cost(Interval interval) {
    return this == LOWER_IS_BETTER
        ? interval
        : new Interval(-interval.estimate(), -interval.high(), -interval.low());
  }
}
