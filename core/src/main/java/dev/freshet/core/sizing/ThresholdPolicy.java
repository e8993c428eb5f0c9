package dev.freshet.core.sizing;

/** Doubles a busy pool, halves a quiet one. */
final class ThresholdPolicy implements SizePolicy {
  /*
   * The rule
   * --------
   * load = (running + queued) / limit. Above 0.85 the limit doubles, below 0.30 it halves. A load
   * that made the limit double is at least 0.425 afterwards, one that made it halve is below 0.60:
   * neither asks for the way back, so a constant demand ends in a constant limit.
   *
   * The source of the two thresholds divides a queue length by a throughput, which has the unit of
   * seconds and grows with the run time of a task; this ratio has none.
   *
   * Why demand that is not constant does not make it flap
   * -----------------------------------------------------
   * Tasks that run and wait are a random number. For Poisson arrivals its standard deviation is its
   * root, so at a limit of 16 and a mean load of 0.6 one sample in eight lies above 0.85. So:
   *   - growth wants two samples in a row above 0.85, or one at which as many wait as may run, which
   *     is no noise;
   *   - shrinking wants every sample of a second below 0.30: it is decided by the peak, growth by
   *     what lasts, so that noise settles at the upper of two sizes;
   *   - a load that swings more slowly than that is met with patience: when a growth follows a
   *     halving within four times the quiet time, the quiet time doubles, up to 16 s. When a halving
   *     has proved right, it is a second again.
   *
   * Each decision starts from nothing: no count of busy samples outlives a change of the limit, so
   * none can justify two (Netty's scaler grew on by a counter that it did not reset [1]).
   *
   * Time that nobody saw
   * --------------------
   * A resting pool takes no samples. A gap (SampleClock) counts as 100 ms of quiet, and it ends a
   * row of busy samples: nobody knows what was in between.
   *
   * [1] Netty, pull request 17538
   */

  /** Load above which the pool is too small (catalogue figure of the source). */
  static final double BUSY = 0.85;

  /** Load below which the pool is too large (ditto). */
  static final double QUIET = 0.30;

  /** Load at which as many tasks wait as may run: no need to look twice. */
  private static final double FLOODED = 2.0;

  /** Samples in a row above {@link #BUSY} that make the pool grow. */
  private static final int BUSY_SAMPLES = 2;

  /**
   * 10 ms between samples: two of them confirm a growth, so eight becomes 1,024 in 140 ms, while a
   * sample, which sums striped counters in about a microsecond, costs a ten-thousandth of a
   * processor.
   */
  private static final long PERIOD_NANOS = 10_000_000;

  /** 1 s of quiet before a halving: a burst that stutters finds its size again. */
  private static final long LEAST_PATIENCE_NANOS = 1_000_000_000;

  /** 16 s: the longest wait after halvings that had to be undone. */
  private static final long MOST_PATIENCE_NANOS = 16 * LEAST_PATIENCE_NANOS;

  /** A halving was wrong if the pool had to grow within this many times the quiet time. */
  private static final int REGRET = 4;

  /** No halving is on trial. */
  private static final long NO_HALVING = -1;

  private final int min;
  private final int max;
  private final SampleClock clock = new SampleClock();
  private int lastLimit;
  private int busySamples;
  private long quietNanos;
  private long patienceNanos = LEAST_PATIENCE_NANOS;
  private long sinceHalvingNanos = NO_HALVING;

  ThresholdPolicy(int min, int max) {
    this.min = min;
    this.max = max;
  }

  @Override
  public long periodNanos() {
    return PERIOD_NANOS;
  }

  @Override
  public int next(SizeSample sample) {
    if (!clock.advance(sample)) {
      return Math.clamp(sample.limit(), min, max);
    }
    if (clock.afterGap) {
      busySamples = 0;
    }
    if (sample.limit() != lastLimit) { // resized by hand: what was seen was seen of another limit
      busySamples = 0;
      quietNanos = 0;
    }
    judgeHalving();

    int limit = sample.limit();
    double load = ((double) sample.running() + sample.queued()) / limit;
    busySamples = load > BUSY ? busySamples + 1 : 0;
    quietNanos = load < QUIET ? quietNanos + clock.seen : 0;
    if (load >= FLOODED || busySamples >= BUSY_SAMPLES) {
      limit = grow(limit);
    } else if (quietNanos >= patienceNanos) {
      limit = halve(limit);
    }
    lastLimit = Math.clamp(limit, min, max);
    return lastLimit;
  }

  /** A halving that was not undone for long was right; then the next may come as early. */
  private void judgeHalving() {
    if (sinceHalvingNanos != NO_HALVING) {
      sinceHalvingNanos += clock.seen;
      if (sinceHalvingNanos >= REGRET * patienceNanos) {
        patienceNanos = LEAST_PATIENCE_NANOS;
        sinceHalvingNanos = NO_HALVING;
      }
    }
  }

  private int grow(int limit) {
    busySamples = 0;
    quietNanos = 0;
    if (sinceHalvingNanos != NO_HALVING) {
      patienceNanos = Math.min(2 * patienceNanos, MOST_PATIENCE_NANOS);
      sinceHalvingNanos = NO_HALVING;
    }
    return (int) Math.min(2L * limit, max);
  }

  private int halve(int limit) {
    busySamples = 0;
    quietNanos = 0;
    if (limit <= min) {
      return min;
    }
    sinceHalvingNanos = 0;
    return Math.max(limit / 2, min);
  }
}
