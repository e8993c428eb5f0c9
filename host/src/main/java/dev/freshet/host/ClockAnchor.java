package dev.freshet.host;

import java.time.Instant;

/**
 * Ties the wall clock to the monotonic clock, so that an instant can be waited for in the unit that
 * {@link System#nanoTime} counts in.
 *
 * {@snippet lang=java :
 * ClockAnchor anchor = ClockAnchor.take();
 * long deadline = anchor.toNanoTime(epochNanosOfT0);
 * }
 *
 * <h2>How it is taken</h2>
 *
 * The two clocks cannot be read at once, so the wall clock is read between two readings of the
 * monotonic one, {@value #BRACKETS} times, and the narrowest bracket is kept: it is the one that
 * was least disturbed. The wall-clock reading belongs to the middle of its bracket, give or take
 * half the bracket. Where the wall clock counts in coarser steps than nanoseconds (macOS: 1 µs),
 * one step is added to the error.
 *
 * <p>An anchor ages: the wall clock is slewed by time daemons, at up to 500 ppm (50 µs per 100 ms),
 * and may be stepped. Take a new one shortly before it matters, and ask {@link #driftNanos} what
 * has happened since the old one.
 *
 * <p>Thread-safe: immutable. Taking one costs about 0.1 ms and allocates some thousand short-lived
 * objects; the conversions are O(1) and allocate nothing.
 *
 * @param epochNanos the wall clock in nanoseconds since 1970-01-01T00:00:00Z; fits until the year
 *     2262
 * @param nanoTime the reading of {@link System#nanoTime} at that instant; meaningful in this
 *     process only
 * @param errorNanos how far the two may be apart, in nanoseconds, not counting what the wall clock
 *     itself is wrong by
 */
public record ClockAnchor(long epochNanos, long nanoTime, long errorNanos) {
  /**
   * How many brackets are tried. 1000 take about 0.1 ms and always contained an undisturbed one;
   * see the module's README for the figures.
   */
  private static final int BRACKETS = 1000;

  /**
   * Anchors the two clocks now.
   *
   * @return the narrowest bracket of {@value #BRACKETS}
   */
  public static ClockAnchor take() {
    long narrowest = Long.MAX_VALUE;
    long epoch = 0;
    long middle = 0;
    boolean microsOnly = true;
    boolean millisOnly = true;
    for (int i = 0; i < BRACKETS; i++) {
      long before = System.nanoTime();
      Instant wall = Instant.now();
      long after = System.nanoTime();
      int nanos = wall.getNano();
      microsOnly &= nanos % 1_000 == 0;
      millisOnly &= nanos % 1_000_000 == 0;
      long width = after - before;
      if (width < narrowest) {
        narrowest = width;
        epoch = wall.getEpochSecond() * 1_000_000_000L + nanos;
        middle = before + width / 2;
      }
    }
    long step = millisOnly ? 1_000_000 : microsOnly ? 1_000 : 0;
    return new ClockAnchor(epoch, middle, (narrowest + 1) / 2 + step);
  }

  /**
   * When the monotonic clock will show, or showed, the given wall-clock time.
   *
   * @param epochNanos nanoseconds since 1970-01-01T00:00:00Z
   * @return the same instant as {@link System#nanoTime} counts it
   */
  public long toNanoTime(long epochNanos) {
    return nanoTime + (epochNanos - this.epochNanos);
  }

  /**
   * What the wall clock showed, or will show, at the given monotonic time.
   *
   * @param nanoTime a reading of {@link System#nanoTime}
   * @return the same instant in nanoseconds since 1970-01-01T00:00:00Z
   */
  public long toEpochNanos(long nanoTime) {
    return epochNanos + (nanoTime - this.nanoTime);
  }

  /**
   * How far the wall clock moved against the monotonic clock between this anchor and a later one:
   * zero within the two errors when nothing happened, small when it was slewed, large when it was
   * stepped.
   *
   * @param later an anchor taken after this one, in the same process
   * @return nanoseconds; positive when the wall clock gained
   */
  public long driftNanos(ClockAnchor later) {
    return (later.epochNanos - epochNanos) - (later.nanoTime - nanoTime);
  }
}
