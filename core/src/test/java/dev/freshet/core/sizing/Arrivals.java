package dev.freshet.core.sizing;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/** When tasks come, in open load: seeded, in order of time. */
interface Arrivals {
  /**
   * The next arrival.
   *
   * @param after nanoseconds of the arrival before
   * @return nanoseconds; {@link Long#MAX_VALUE} if none comes any more
   */
  long next(long after, RandomGenerator random);

  /** Poisson arrivals at one rate. */
  static Arrivals poisson(double perSecond) {
    return varying(perSecond, _ -> perSecond);
  }

  /**
   * Poisson arrivals whose rate depends on the time (thinning).
   *
   * @param peakPerSecond at least every rate
   * @param perSecond the rate at a number of seconds
   */
  static Arrivals varying(double peakPerSecond, DoubleUnaryOperator perSecond) {
    return (after, random) -> {
      double at = after / 1e9;
      do {
        at += -Math.log(1 - random.nextDouble()) / peakPerSecond;
      } while (random.nextDouble() * peakPerSecond >= perSecond.applyAsDouble(at));
      return (long) (at * 1e9);
    };
  }

  /**
   * The workload of the catalogue: 500/s, then 3,200/s reached within a time, then 500/s again.
   *
   * @param ramp seconds from the first rate to the second; 0 for a step
   */
  static Arrivals burst(double from, double ramp, double to) {
    return varying(
        3_200,
        t -> {
          if (t < from || t >= to) {
            return 500;
          }
          return t >= from + ramp ? 3_200 : 500 + 2_700 * (t - from) / ramp;
        });
  }

  /** Poisson batches: every arrival is one of so many at the same instant. */
  static Arrivals batches(double perSecond, int size) {
    Arrivals batches = poisson(perSecond / size);
    int[] left = {0};
    return (after, random) -> {
      if (left[0] > 0) {
        left[0]--;
        return after;
      }
      left[0] = size - 1;
      return batches.next(after, random);
    };
  }
}
