package dev.freshet.core.sizing;

/**
 * The rate of arrivals since it last changed. One thread at a time; O(1) a sample.
 *
 * <p>Holds a ring of the last points (time, arrivals so far). Time is time that was seen: a gap in
 * the samples enters with its first bit only.
 */
final class ArrivalWindow {
  /*
   * Counts, not rates
   * -----------------
   * For Poisson arrivals the number in a bin has its mean as variance, so (n - m)^2 / m has the mean
   * 1 whatever the rate: the index of dispersion of counts. A fixed bound on the variance has not
   * this property; 500/s exceeds the bound of the source (200) by being Poisson.
   *
   * Two dispersions
   * ---------------
   * noise: (n1 - n2)^2 / (n1 + n2) of neighbouring bins, averaged. It is 1 for Poisson arrivals,
   *   the mean batch for batches, and hardly knows trends: a step shows in one pair, a ramp in
   *   none.
   * shift: the count of the newest 1, 2, 4 ... 64 bins against what the bins before them lead to
   *   expect, as the difference of the roots (Anscombe's transform, which makes small counts nearly
   *   normal), in units of the noise.
   * When shift is significant, arrivals are over-dispersed: no single rate explains them. Then the
   * window is cut down to the newest bins that say so, and grows again to its full length while
   * they agree. So the short window is as short as the change is clear (one bin for 500/s to
   * 3,200/s) and no shorter, and there is no jump when short becomes long.
   */

  /** Points kept, a power of two: at 10 ms a bin the long window is 5.1 s. */
  private static final int POINTS = 512;

  private static final int MASK = POINTS - 1;

  /** The largest number of newest bins that is looked at for a shift: 0.64 s. */
  private static final int LONGEST_SHIFT = 64;

  /** Fewest bins to compare with. */
  private static final int LEAST_BEFORE = 3;

  /**
   * Standard deviations that make a rise. 100 samples a second with seven looks each, which largely
   * repeat each other, are a million independent ones in about two hours; six standard deviations
   * come up once in 10^9.
   */
  private static final double RISE = 6;

  /**
   * The same for a fall. The lower tail of small counts is not normal: no arrival where 12 are
   * expected looks like six standard deviations and happens once in 10^5; nine mean 25 expected. A
   * fall is not urgent.
   */
  private static final double FALL = 9;

  /**
   * Bins in each half of what a trend is read from: 2 x 120 ms. With 8 bins the line was as quick
   * in the middle, but one simulated burst in ten took 480 ms to its size instead of 340.
   */
  private static final int TREND_BINS = 12;

  /** Standard deviations by which the newer half must exceed the older to be a rise. */
  private static final double RISING = 2;

  /** Weight of the newest pair of bins in the noise: a memory of 64 bins. */
  private static final double NOISE_WEIGHT = 1.0 / 64;

  /** A pair counts for at most so many times the noise known, lest a step be taken for noise. */
  private static final double MOST_SURPRISE = 9;

  private final long[] nanos = new long[POINTS];
  private final long[] arrivals = new long[POINTS];

  /** Index of the newest point; the ring holds {@code oldest} to this. */
  private int newest = -1;

  private int oldest;
  private double noise = 1;

  /** Forgets all points, and starts with this one. */
  void restart(long seenNanos, long count) {
    newest = 0;
    oldest = 0;
    nanos[0] = seenNanos;
    arrivals[0] = count;
  }

  /**
   * Adds a bin that ends now.
   *
   * @return true if the rate has changed
   */
  boolean add(long seenNanos, long count) {
    newest++;
    nanos[newest & MASK] = seenNanos;
    arrivals[newest & MASK] = count;
    if (bins() >= POINTS) {
      oldest = newest - POINTS + 1;
    }
    if (bins() >= 2) {
      learnNoise();
    }
    return cut();
  }

  private void learnNoise() {
    double n1 = count(newest - 2, newest - 1);
    double n2 = count(newest - 1, newest);
    double t1 = span(newest - 2, newest - 1);
    double t2 = span(newest - 1, newest);
    double expected = (n1 + n2) * t1 * t2; // of the square, if arrivals are Poisson
    if (expected > 0) {
      double difference = n2 * t1 - n1 * t2; // bins need not be equally long
      double seen = difference * difference / expected;
      noise += NOISE_WEIGHT * (Math.min(seen, MOST_SURPRISE * noise) - noise);
    }
  }

  private boolean cut() {
    double deviation = Math.sqrt(noise());
    double most = 1;
    int at = -1;
    for (int recent = 1; recent <= LONGEST_SHIFT && bins() - recent >= LEAST_BEFORE; recent *= 2) {
      int from = newest - recent;
      double ratio = span(from, newest) / span(oldest, from);
      double expected = count(oldest, from) * ratio;
      double shift = 2 * (Math.sqrt(count(from, newest) + 0.375) - Math.sqrt(expected + 0.375));
      double needed = (shift > 0 ? RISE : FALL) * deviation * Math.sqrt(1 + ratio);
      if (Math.abs(shift) > most * needed) {
        most = Math.abs(shift) / needed;
        at = from;
      }
    }
    if (at < 0) {
      return false;
    }
    oldest = at;
    return true;
  }

  /** Bins since the change, at most the long window's. */
  int bins() {
    return newest - oldest;
  }

  /** Seen nanoseconds that the window spans. */
  double spanNanos() {
    return span(oldest, newest);
  }

  /** Arrivals in the window. */
  double count() {
    return count(oldest, newest);
  }

  /** Index of dispersion between neighbouring bins; at least 1, that of Poisson arrivals. */
  double noise() {
    return Math.max(1, noise);
  }

  /**
   * The rate some time ahead if the newest bins go on rising, less so many standard deviations.
   *
   * @return arrivals per nanosecond; 0 if there is no significant rise
   */
  double risingTo(double aheadNanos, double caution) {
    int half = Math.min(bins() / 2, TREND_BINS);
    if (half < 1) {
      return 0;
    }
    double n1 = count(newest - 2 * half, newest - half);
    double n2 = count(newest - half, newest);
    double span = span(newest - 2 * half, newest) / 2;
    if (n2 - n1 < RISING * Math.sqrt(noise() * (n1 + n2))) {
      return 0;
    }
    // The line through the two means, which stand for the middles of their halves.
    double weight = 0.5 + aheadNanos / span;
    double counts = n2 + (n2 - n1) * weight;
    double variance = noise() * ((1 + weight) * (1 + weight) * n2 + weight * weight * n1);
    return Math.max(0, counts - caution * Math.sqrt(variance)) / span;
  }

  private double count(int from, int to) {
    return arrivals[to & MASK] - arrivals[from & MASK];
  }

  private double span(int from, int to) {
    return nanos[to & MASK] - nanos[from & MASK];
  }
}
