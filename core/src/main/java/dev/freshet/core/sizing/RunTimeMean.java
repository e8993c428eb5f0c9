package dev.freshet.core.sizing;

/**
 * The mean run time of recent tasks, and how far that mean can be trusted. One thread at a time.
 *
 * <p>Samples count by their time, not by their tasks. When a burst sets in, the first of its tasks
 * to end are the short ones; by number they would soon outweigh what was known, and a mean of
 * exponential run times would be a third too small just when it matters.
 *
 * <p>Where no run time was measured, Little's law for the tasks that run gives one: they number
 * throughput times run time, so the mean run time is what ran, times the span, over what ended in
 * it. (At saturation this is the limit over the throughput.)
 */
final class RunTimeMean {
  /**
   * 2 s of memory. Of simulated bursts of exponential tasks of 50 ms, one in ten took 1.4 s to its
   * size with a memory of 1 s, for the reason above, and 0.5 s with this. The price: a run time
   * that changes is followed within some seconds.
   */
  private static final double MEMORY_NANOS = 2e9;

  /** Weight of the newest pair of samples in the variance: a memory of 64 samples. */
  private static final double SPREAD_WEIGHT = 1.0 / 64;

  /**
   * A pair of samples counts for at most so many times the variance known so far, lest a change of
   * the mean be taken for noise.
   */
  private static final double MOST_SURPRISE = 9;

  /** The spread never sticks at zero: 1 % of a constant run time is still noticed. */
  private static final double LEAST_SURPRISE = 1e-4;

  /** Squared coefficient of variation to start from: that of an exponential distribution. */
  private static final double FIRST_SPREAD = 1;

  /** Weights so far: less than 1 in the first seconds, which is then a plain mean. */
  private double weight;

  private double sum;
  private double variance;
  private double lastMean = Double.NaN;
  private double lastCount;
  private double spread = FIRST_SPREAD;

  /**
   * Takes in a sample.
   *
   * @param meanNanos of the tasks that ended; NaN if not measured
   * @param clock what lies between this sample and the one before
   */
  void add(double meanNanos, SampleClock clock) {
    long ended = clock.ended;
    if (ended <= 0) {
      return;
    }
    double newest = Double.isNaN(meanNanos) ? clock.running * clock.elapsed / ended : meanNanos;
    double keep = Math.exp(-clock.seen / MEMORY_NANOS);
    double share = 1 - keep;
    weight = keep * weight + share;
    sum = keep * sum + share * newest;
    variance = keep * keep * variance + share * share / ended;
    if (!Double.isNaN(lastMean) && newest + lastMean > 0) {
      // Of two independent means, the squared difference has the variance times (1/n1 + 1/n2).
      double centre = (newest * ended + lastMean * lastCount) / (ended + lastCount);
      double difference = (newest - lastMean) / centre;
      double seen = difference * difference / (1.0 / ended + 1.0 / lastCount);
      spread += SPREAD_WEIGHT * (Math.min(seen, MOST_SURPRISE * spread + LEAST_SURPRISE) - spread);
    }
    lastMean = newest;
    lastCount = ended;
  }

  /** Whether a task has ended yet. */
  boolean isKnown() {
    return weight > 0;
  }

  /** The mean in nanoseconds. */
  double nanos() {
    return sum / weight;
  }

  /** Variance of the run time of one task over the square of its mean. */
  double spread() {
    return spread;
  }

  /** Variance of the mean over its square. */
  double relativeVariance() {
    return spread * variance / (weight * weight);
  }
}
