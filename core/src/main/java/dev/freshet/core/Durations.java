package dev.freshet.core;

import java.time.Duration;

/** Conversions of durations that cannot overflow. */
final class Durations {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Durations() {}

  /**
   * Nanoseconds, {@link Long#MAX_VALUE} (292 years) for anything longer, 0 for anything negative.
   */
  static long saturatedNanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : duration.toNanos();
  }
}
