package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A sequential scale of at most five shades of one hue, which differ in lightness and so for every
 * colour vision; each has an ink that is read on it.
 */
final class Shades {
  static final int MOST = 5;

  private static final String KEYS = "abcde";

  /** Upper ends of the shades, rising. */
  private final List<Double> ends;

  private Shades(List<Double> ends) {
    this.ends = ends;
  }

  /** Shades for the values above zero: equal steps from zero, or equal ratios. */
  static Shades of(Axis axis, DoubleStream values) {
    double[] some = values.filter(v -> v > 0).toArray();
    double low = DoubleStream.of(some).min().orElse(1);
    double high = DoubleStream.of(some).max().orElse(1);
    boolean whole = DoubleStream.of(some).allMatch(v -> v == Math.rint(v));
    List<Double> ends = new ArrayList<>();
    if (axis.scale() == Axis.Scale.LOG && high > low) {
      for (int i = 1; i < MOST; i++) {
        double end = low * Math.pow(high / low, (double) i / MOST);
        double decade = Math.pow(10, Math.floor(Math.log10(end)) - 1);
        double round = Math.round(end / decade) * decade;
        // Whole values need whole ends, and no two alike.
        double kept = whole ? Math.rint(round) : round;
        if (kept < high && (ends.isEmpty() || kept > ends.getLast()) && kept > 0) {
          ends.add(kept);
        }
      }
      ends.add(high);
    } else {
      double step = Scale.step(high / MOST);
      double even = whole ? Math.ceil(step) : step;
      for (int i = 1; ends.isEmpty() || ends.getLast() < high * (1 - 1e-9); i++) {
        ends.add(i * even);
      }
    }
    return new Shades(List.copyOf(ends));
  }

  int size() {
    return ends.size();
  }

  double upTo(int shade) {
    return ends.get(shade);
  }

  int index(double value) {
    for (int i = 0; i < ends.size() - 1; i++) {
      if (value <= ends.get(i) * (1 + 1e-12)) {
        return i;
      }
    }
    return ends.size() - 1;
  }

  static String fill(int shade) {
    return "heat-" + KEYS.charAt(shade);
  }

  static String text(int shade) {
    return "on-" + KEYS.charAt(shade);
  }
}
