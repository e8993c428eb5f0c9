package dev.freshet.report.stats;

/**
 * An estimate and the range in which the true value is expected, in the unit of the estimate.
 *
 * <pre>{@code
 * Interval ops = new Interval(41_200, 39_800, 42_100);
 * ops.contains(40_000);                               // true
 * ops.overlaps(new Interval(44_000, 43_000, 45_000)); // false
 * }</pre>
 *
 * <p>A bound may be infinite: nothing is known on that side. Immutable.
 *
 * @param estimate the best single value, for {@link Bootstrap} the median
 * @param low lower bound, at most the estimate
 * @param high upper bound, at least the estimate
 */
public record Interval(double estimate, double low, double high) {

  /**
   * Checks the order of the three values.
   *
   * @throws IllegalArgumentException if a value is NaN, the estimate is infinite, or {@code low <=
   *     estimate <= high} does not hold
   */
  public Interval {
    if (!Double.isFinite(estimate) || !(low <= estimate && estimate <= high)) {
      throw new IllegalArgumentException(
          "interval: low %s, estimate %s, high %s; needs low <= estimate <= high, estimate finite"
              .formatted(low, estimate, high));
    }
  }

  /**
   * A value without noise: both bounds are the value.
   *
   * @param value any finite value
   * @return an interval of width 0
   * @throws IllegalArgumentException if the value is not finite
   */
  public static Interval exact(double value) {
    return new Interval(value, value, value);
  }

  /**
   * Whether a value lies within the bounds, which count as inside.
   *
   * @param value any value
   * @return false for NaN
   */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /**
   * Whether the two ranges share a value.
   *
   * @param other another interval of the same unit
   * @return true if they share at least a bound
   */
  public boolean overlaps(Interval other) {
    return low <= other.high && other.low <= high;
  }
}
