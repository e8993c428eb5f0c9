package dev.freshet.core.figures;

import dev.freshet.core.LatencySnapshot;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/** The cells of a {@link LatencySnapshot}: only those from the first in use to the last. */
public final class Histogram implements LatencySnapshot {
  /*
   * The mean without an overflow
   * ----------------------------
   * A million tasks that wait add up to 2^63 ns of waiting in two and a half hours. The total is
   * therefore kept modulo 2^64, which is what a sum of longs is anyway, and differences of two
   * totals stay right. The cells tell the total T as a double E, wrong by less than 1/32. Of all
   * numbers congruent to the total modulo 2^64 the one nearest to E is taken. While the error of E
   * is below 2^63, that is up to T = 2^68 (the million tasks for nine days), this is T itself; later it is
   * still no farther from T than E may be.
   */

  /** Nothing measured. */
  public static final Histogram EMPTY = new Histogram(0, new long[0], 0, 0);

  private static final double TWO_TO_64 = 0x1p64;

  private final int first;
  private final long[] cells;
  private final long count;
  private final long total;
  private final long max;

  private Histogram(int first, long[] cells, long total, long max) {
    this.first = first;
    this.cells = cells;
    this.count = Arrays.stream(cells).sum();
    this.total = total;
    this.max = max;
  }

  /**
   * A histogram of all cells.
   *
   * @param all as many as {@link LogLinear} has; not kept
   * @param total the sum of the values modulo 2^64
   * @param max the greatest value
   */
  static Histogram of(long[] all, long total, long max) {
    int from = 0;
    int to = all.length;
    while (from < to && all[from] == 0) {
      from++;
    }
    while (to > from && all[to - 1] == 0) {
      to--;
    }
    return from == to ? EMPTY : new Histogram(from, Arrays.copyOfRange(all, from, to), total, max);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public double meanNanos() {
    if (count == 0) {
      return 0;
    }
    double estimate = 0;
    for (int i = 0; i < cells.length; i++) {
      double middle = (LogLinear.lowest(first + i) + (double) LogLinear.highest(first + i)) / 2;
      estimate += cells[i] * middle;
    }
    return (total + Math.rint((estimate - total) / TWO_TO_64) * TWO_TO_64) / count;
  }

  @Override
  public long percentileNanos(double p) {
    if (!(p >= 0 && p <= 100)) {
      throw new IllegalArgumentException("p: value is " + p + "; allowed is 0 to 100");
    }
    if (count == 0) {
      return 0;
    }
    // 99.9 is a little more than 99.9 as a double: one step down, so that 999 of 1,000 suffice.
    long rank = (long) Math.ceil(Math.nextDown(p) / 100 * count);
    long left = Math.clamp(rank, 1, count);
    int cell = first - 1;
    while (left > 0) {
      cell++;
      left -= cells[cell - first];
    }
    return Math.min(LogLinear.highest(cell), max);
  }

  @Override
  public long maxNanos() {
    return max;
  }

  @Override
  public LatencySnapshot minus(LatencySnapshot earlier) {
    Histogram before = cast(earlier, "earlier");
    long[] rest = spread();
    for (int i = 0; i < before.cells.length; i++) {
      int cell = before.first + i;
      rest[cell] -= before.cells[i];
      if (rest[cell] < 0) {
        throw new IllegalArgumentException(
            "earlier: value is ["
                + earlier
                + "], which holds what ["
                + this
                + "] does not; allowed is an earlier snapshot of the same figure");
      }
    }
    long longest = max;
    if (max <= before.max) {
      int last = rest.length - 1;
      while (last > 0 && rest[last] == 0) {
        last--;
      }
      longest = Math.min(max, LogLinear.highest(last));
    }
    return of(rest, total - before.total, longest);
  }

  private static Histogram cast(LatencySnapshot snapshot, String parameter) {
    return (Histogram) Objects.requireNonNull(snapshot, parameter);
  }

  private long[] spread() {
    long[] all = new long[LogLinear.CELLS];
    System.arraycopy(cells, 0, all, first, cells.length);
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram that
        && first == that.first
        && total == that.total
        && max == that.max
        && Arrays.equals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    return Objects.hash(first, total, max, Arrays.hashCode(cells));
  }

  /** For example "n=1,204 p50 3.1us p99 40us max 2.1ms"; "n=0" if nothing was measured. */
  @Override
  public String toString() {
    String n = String.format(Locale.ROOT, "n=%,d", count);
    return count == 0
        ? n
        : n
            + " p50 "
            + inWords(percentileNanos(50))
            + " p99 "
            + inWords(percentileNanos(99))
            + " max "
            + inWords(max);
  }

  private static String inWords(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    double value = nanos / 1e3;
    String unit = "us";
    if (value >= 999.5) {
      value /= 1e3;
      unit = "ms";
    }
    if (value >= 999.5) {
      value /= 1e3;
      unit = "s";
    }
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f%s" : "%,.0f%s", value, unit);
  }
}
