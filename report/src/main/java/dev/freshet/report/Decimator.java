package dev.freshet.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Thins a series out to what a picture can show without losing a spike.
 *
 * <h2>Why these points</h2>
 *
 * <p>A line of 100,000 points on 860 pixels covers each pixel column more than a hundred times.
 * What is seen of a column is where the line enters, where it leaves, and how high and low it
 * reaches. Keeping exactly those four points for each column draws the same picture: this is M4 of
 * Jugel, Jerzak, Hackenbroich and Markl, "M4: A Visualization-Oriented Time Series Data
 * Aggregation", VLDB 2014. Every n-th point or an average would hide the one slow request that the
 * chart is there to show.
 *
 * <h2>What differs</h2>
 *
 * <p>Columns hold equally many points instead of equally much of the axis: the axis may be
 * logarithmic, and bursts keep more of their detail. Linear in the points, no copies beyond the
 * result.
 */
final class Decimator {
  private static final int KEPT_PER_COLUMN = 4;

  private Decimator() {}

  static Line thinned(Line line, int limit) {
    int n = line.x.length;
    if (n <= limit) {
      return line;
    }
    int columns = Math.max(1, limit / KEPT_PER_COLUMN);
    int[] kept = new int[columns * KEPT_PER_COLUMN];
    int size = 0;
    for (int c = 0; c < columns; c++) {
      int from = (int) ((long) n * c / columns);
      int to = (int) ((long) n * (c + 1) / columns);
      int lowest = from;
      int highest = from;
      for (int i = from; i < to; i++) {
        lowest = line.y[i] < line.y[lowest] ? i : lowest;
        highest = line.y[i] > line.y[highest] ? i : highest;
      }
      int[] four = {from, Math.min(lowest, highest), Math.max(lowest, highest), to - 1};
      for (int i : four) {
        if (size == 0 || kept[size - 1] < i) {
          kept[size++] = i;
        }
      }
    }
    return line.only(Arrays.copyOf(kept, size));
  }

  /** Without the points that have no place: not finite, or not above zero on a log axis. */
  static Line placeable(Line line, boolean logX, boolean logY) {
    return line.only(
        IntStream.range(0, line.x.length)
            .filter(i -> hasPlace(line.x[i], logX) && hasPlace(line.y[i], logY))
            .filter(i -> line.low == null || hasPlace(line.low[i], logY))
            .filter(i -> line.high == null || hasPlace(line.high[i], logY))
            .toArray());
  }

  static boolean hasPlace(double value, boolean log) {
    return Double.isFinite(value) && (!log || value > 0);
  }
}
