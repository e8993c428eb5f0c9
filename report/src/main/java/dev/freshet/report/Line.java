package dev.freshet.report;

/** One series of a {@link LineChart}: its points in order of x, all finite and placeable. */
final class Line {
  final String name;
  final Tone tone;

  /** Whether a value holds until the next x, instead of changing evenly towards it. */
  final boolean steps;

  final double[] x;
  final double[] y;

  /** Points the caller gave before decimation. */
  final int given;

  Line(String name, Tone tone, boolean steps, double[] x, double[] y, int given) {
    this.name = name;
    this.tone = tone;
    this.steps = steps;
    this.x = x;
    this.y = y;
    this.given = given;
  }

  /** The value at a place: held or interpolated; NaN before the first point, and after a line. */
  double at(double place) {
    int n = x.length;
    if (n == 0 || place < x[0]) {
      return Double.NaN;
    }
    int low = lastAtMost(place);
    if (low == n - 1) {
      return steps || place == x[low] ? y[low] : Double.NaN;
    }
    if (steps || x[low + 1] == x[low]) {
      return y[low];
    }
    double share = (place - x[low]) / (x[low + 1] - x[low]);
    return y[low] + share * (y[low + 1] - y[low]);
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
