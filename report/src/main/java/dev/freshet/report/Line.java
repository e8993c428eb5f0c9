package dev.freshet.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One series of a {@link LineChart}: its points in order of x, all finite and placeable. */
final class Line {
  final String name;
  final Tone tone;

  /** Whether a value holds until the next x, instead of changing evenly towards it. */
  final boolean steps;

  final double[] x;
  final double[] y;

  /** Ends of the interval around each value; null for a line, which has none. */
  final double @Nullable [] low;

  final double @Nullable [] high;

  /** Points the caller gave before decimation. */
  final int given;

  private Line(
      String name,
      Tone tone,
      boolean steps,
      double[] x,
      double[] y,
      double @Nullable [] low,
      double @Nullable [] high,
      int given) {
    this.name = name;
    this.tone = tone;
    this.steps = steps;
    this.x = x;
    this.y = y;
    this.low = low;
    this.high = high;
    this.given = given;
  }

  static Line of(String name, Tone tone, boolean steps, double[] x, double[] y) {
    return new Line(name, tone, steps, x, y, null, null, x.length);
  }

  /** Points that no line joins, each with its interval. */
  static Line whiskers(
      String name, Tone tone, double[] x, double[] y, double[] low, double[] high) {
    return new Line(name, tone, false, x, y, low, high, x.length);
  }

  boolean isWhiskers() {
    return low != null;
  }

  /** The line with some of its points. */
  Line only(int[] kept) {
    return new Line(
        name,
        tone,
        steps,
        pick(x, kept),
        pick(y, kept),
        picked(low, kept),
        picked(high, kept),
        given);
  }

  private static double @Nullable [] picked(double @Nullable [] values, int[] kept) {
    return values == null ? null : pick(values, kept);
  }

  private static double[] pick(double[] values, int[] kept) {
    return Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
  }

  /** The value at a place: held or interpolated; NaN before the first point, and after a line. */
  double at(double place) {
    return at(y, place);
  }

  /** The same for {@link #low} or {@link #high}. */
  double at(double[] y, double place) {
    int n = x.length;
    if (n == 0 || place < x[0]) {
      return Double.NaN;
    }
    int last = lastAtMost(place);
    if (isWhiskers()) {
      return place == x[last] ? y[last] : Double.NaN;
    }
    if (last == n - 1) {
      return steps || place == x[last] ? y[last] : Double.NaN;
    }
    if (steps || x[last + 1] == x[last]) {
      return y[last];
    }
    double share = (place - x[last]) / (x[last + 1] - x[last]);
    return y[last] + share * (y[last + 1] - y[last]);
  }

  private int lastAtMost(double place) {
    int low = 0;
    int high = x.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (x[middle] <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
