package dev.freshet.core.sizing;

/** Follows the rate of arrivals: over a short window when it changes, over a long one when not. */
final class DualWindowPolicy implements SizePolicy {
  /*
   * What is needed
   * --------------
   * By Little's law the tasks that run number rate times run time, if none waits. That number
   * fluctuates by its root, so
   *   size(load) = load + 2.5 * root(noise * load),     load = rate * run time
   * makes about one task in a hundred wait (the square-root rule of telephony; with 2 it is one in
   * forty). noise is the index of dispersion of the arrivals, 1 for Poisson. What waits already is
   * to be gone in a second: queued * run time / 1 s more.
   *
   * Two windows
   * -----------
   * ArrivalWindow keeps what came since the rate last changed, 5.1 s at most. Younger than 0.5 s it
   * is the short window: the limit follows each sample upwards. Older, it is the long one: the limit
   * holds until the window contradicts it. The source uses 8 s and 30 s, because its instances need
   * seconds to start and its load moves in minutes. A limit works at once, so the short window only
   * has to be long enough to count: 0.5 s at 500/s gives the rate to 6 %, the long window to 2 %.
   *
   * Fast and not too far
   * --------------------
   * A peak cannot be taken back, so while the window is short the limit follows the lower edge of
   * what the count allows: one standard deviation below the mean, which comes to the mean as the
   * window grows. On a ramp the mean of the window is late; there the line through its newest two
   * parts says what the rate will be at the next decision. That is all the looking ahead there is:
   * a limit needs no time to start up, and a longer look makes a step, which is steep too, end above
   * its top. The line is noisier, so more caution is taken.
   *   In one step the limit goes to twice what is in the system at most. Tasks that are not there
   * cannot run; nothing stale (a rate of before a pause, one long task after it) makes a pool grow
   * that has little to do (Netty's scaler did [1]).
   *
   * No switching
   * ------------
   * Two corrections follow a change, with better counts: when the window gets long and when it is
   * full. After that the limit grows only if the need lies above it by six standard deviations and
   * either tasks wait or it is 15 % more; and it shrinks only when for a second the need lay below
   * it by six standard deviations and 15 %. Corrections included, a burst that stutters finds its
   * size again for a second.
   *
   * Time that nobody saw
   * --------------------
   * A resting pool takes no samples. After a gap (SampleClock) the window starts anew with
   * the last 100 ms and what came in them: the pause is neither a long bin of rate zero nor part of
   * the present.
   *
   * Before the first task ends
   * --------------------------
   * There is no run time then. All that came is in the system, which is less than will be there if
   * arrivals go on: the limit lets all of it run.
   *
   * [1] Netty, pull request 17538
   */

  /** Standard deviations of the load above its mean that find a place. */
  private static final double HEADROOM = 2.5;

  /** Standard deviations by which the short window is distrusted upwards. */
  private static final double CAUTION = 1;

  /**
   * The same for the rising line. In simulated bursts from 500/s to 3,200/s, 1.5 gave a median peak
   * of 9 % over the need, 2 of 6.5 %, and 219 and 234 ms to the new size: this is between.
   */
  private static final double TREND_CAUTION = 1.75;

  /**
   * Standard deviations that contradict a limit. The long window's mean is a random walk; at 4 a
   * steady stream of 500/s moved the limit once in seven minutes, at 6 not in fifty.
   */
  private static final double CERTAIN = 6;

  /** A limit is worth changing by this factor. */
  private static final double SLACK = 1.15;

  /** 1 s in which a backlog is to be gone: short for who waits, 5 % of size for 1 % of a burst. */
  private static final double DRAIN_NANOS = 1e9;

  /**
   * 10 ms between samples: 500/s to 3,200/s is seen in 32 arrivals instead of 5. Twice as long
   * costs 10 ms of a 250 ms reaction; half as long, counts too small to tell a change.
   */
  private static final long PERIOD_NANOS = 10_000_000;

  /** 0.5 s: the window is short up to here. */
  private static final double SHORT_NANOS = 0.5e9;

  /** 5 s: the window is as good as full. */
  private static final double FULL_NANOS = 5e9;

  /** 1 s for which a limit must have been too large. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private final int min;
  private final int max;
  private final ArrivalWindow window = new ArrivalWindow();
  private final RunTimeMean runTime = new RunTimeMean();
  private final SampleClock clock = new SampleClock();
  private long seenNanos;
  private long tooLargeNanos;

  /** Corrections made since the rate changed: 0, 1 or 2. */
  private int corrections;

  DualWindowPolicy(int min, int max) {
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
      window.restart(seenNanos, sample.arrivals() - clock.arrivals);
    }
    seenNanos += clock.seen;
    window.add(seenNanos, sample.arrivals());
    runTime.add(sample.meanRunNanos(), clock);
    return Math.clamp(decide(sample), min, max);
  }

  private int decide(SizeSample sample) {
    int limit = sample.limit();
    long inSystem = (long) sample.running() + sample.queued();
    int most = (int) Math.min(2 * inSystem, max);
    if (!runTime.isKnown()) {
      return (int) Math.max(limit, Math.min(inSystem, max));
    }
    double run = runTime.nanos();
    double drain = sample.queued() * run / DRAIN_NANOS;
    double rate = window.count() / window.spanNanos();
    double rateError = Math.sqrt(window.noise() / Math.max(1, window.count()));
    double error = Math.sqrt(rateError * rateError + runTime.relativeVariance());
    if (isTooLarge(limit, size(rate * (1 + CERTAIN * error) * run, drain))) {
      return size(rate * (1 + 2 * error) * run, drain);
    }
    int needed = size(rate * run, drain);
    if (window.spanNanos() < SHORT_NANOS) {
      corrections = 0;
      double mean = rate * (1 - CAUTION * rateError);
      double rising = window.risingTo(PERIOD_NANOS, TREND_CAUTION);
      needed = size(Math.max(mean, rising) * run, drain);
    } else if (corrections == 0 || (corrections == 1 && window.spanNanos() >= FULL_NANOS)) {
      corrections++;
      if (corrections == 2 && limit > SLACK * needed) {
        return size(rate * (1 + error) * run, drain);
      }
    } else if (size(rate * Math.max(0, 1 - CERTAIN * error) * run, drain) <= limit
        || (sample.queued() == 0 && needed <= SLACK * limit)) {
      return limit;
    }
    return Math.max(limit, Math.min(needed, most));
  }

  /** Whether the limit has been larger than a generous need for long enough. */
  private boolean isTooLarge(int limit, int generous) {
    tooLargeNanos = limit > SLACK * generous ? tooLargeNanos + clock.seen : 0;
    if (tooLargeNanos < PATIENCE_NANOS) {
      return false;
    }
    tooLargeNanos = 0;
    return true;
  }

  private int size(double load, double drain) {
    double size = load + HEADROOM * Math.sqrt(window.noise() * load) + drain;
    return (int) Math.min(Math.ceil(size), max);
  }
}
