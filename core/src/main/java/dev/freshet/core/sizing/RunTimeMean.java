package dev.freshet.core.sizing;

/**
 * The mean run time of recent tasks, and how far that mean can be trusted. One thread at a time.
 *
 * <p>An exponentially weighted mean over tasks with a memory in time. Where no run time was
 * measured, Little's law for the tasks that run gives one: they number throughput times run time,
 * so the mean run time is what ran, times the span, over what ended in it. (At saturation this is
 * the limit over the throughput.)
 */
final class RunTimeMean {
  /**
   * 1 s: at 500 tasks a second the mean of exponential run times is then known to 3 %, and a
   * dependency that slows down is followed within two or three seconds.
   */
  private static final double MEMORY_NANOS = 1e9;

  /** Weight of the newest pair of samples in the variance: a memory of 64 samples. */
  private static final double SPREAD_WEIGHT = 1.0 / 64;

  /**
   * A pair of samples counts for at most so many times the variance known so far, lest a change of
   * the mean be taken for noise.
   */
  private static final double MOST_SURPRISE = 9;

  /** Squared coefficient of variation to start from: that of an exponential distribution. */
  private static final double FIRST_SPREAD = 1;

  private double sum;
  private double count;
  private double lastMean = Double.NaN;
  private double lastCount;
  private double spread = FIRST_SPREAD;

  /**
   * Takes in a sample.
   *
   * @param meanNanos of the tasks that ended; NaN if not measured
   * @param ended how many
   * @param meanRunning how many ran meanwhile, on average
   * @param elapsedNanos since the sample before
   */
  void add(double meanNanos, long ended, double meanRunning, long elapsedNanos) {
    if (ended <= 0) {
      return;
    }
    double mean = Double.isNaN(meanNanos) ? meanRunning * elapsedNanos / ended : meanNanos;
    double keep = Math.exp(-elapsedNanos / MEMORY_NANOS);
    sum = sum * keep + mean * ended;
    count = count * keep + ended;
    if (!Double.isNaN(lastMean) && mean + lastMean > 0) {
      // Of two independent means, the squared difference has the variance times (1/n1 + 1/n2).
      double centre = (mean * ended + lastMean * lastCount) / (ended + lastCount);
      double difference = (mean - lastMean) / centre;
      double seen = difference * difference / (1.0 / ended + 1.0 / lastCount);
      spread += SPREAD_WEIGHT * (Math.min(seen, MOST_SURPRISE * spread + 0.01) - spread);
    }
    lastMean = mean;
    lastCount = ended;
  }

  /** Whether a task has ended yet. */
  boolean isKnown() {
    return count > 0;
  }

  /** The mean in nanoseconds. */
  double nanos() {
    return sum / count;
  }

  /** Variance of the mean over its square. */
  double relativeVariance() {
    return spread / Math.max(1, 2 * count);
  }
}
