package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;

/** Maps values to shares of an axis from 0 to 1, and knows the ticks worth a label. */
final class Scale {
  /** A labelled place. */
  record Tick(double value, String label) {}

  private static final double[] LINEAR_STEPS = {1, 2, 2.5, 5, 10};
  private static final double[] LOG_STEPS = {1, 2, 5};

  final double low;
  final double high;
  final boolean log;
  final List<Tick> ticks;

  private Scale(double low, double high, boolean log, List<Tick> ticks) {
    this.low = low;
    this.high = high;
    this.log = log;
    this.ticks = List.copyOf(ticks);
  }

  double share(double value) {
    return log
        ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value - low) / (high - low);
  }

  /** The scale of an axis that ends with its data. */
  static Scale tight(Axis axis, double low, double high, int target) {
    return axis.scale() == Axis.Scale.LOG
        ? log(axis, low, high, false)
        : linear(low, high, target, false);
  }

  /** The scale of an axis that ends with a tick; a linear one starts at zero where it can. */
  static Scale roomy(Axis axis, double low, double high, int target) {
    if (axis.scale() == Axis.Scale.LOG) {
      return log(axis, low, high, true);
    }
    return linear(Math.min(0, low), Math.max(0, high), target, true);
  }

  private static Scale linear(double from, double to, int target, boolean roomy) {
    double low = from;
    double high = to > from ? to : from + Math.max(1, Math.abs(from) / 10);
    double step = step((high - low) / target);
    if (roomy) {
      low = Math.floor(low / step + 1e-9) * step;
      high = Math.ceil(high / step - 1e-9) * step;
    }
    List<Tick> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    for (long i = first; i <= last; i++) {
      ticks.add(new Tick(i * step, Numbers.tick(i * step, step)));
    }
    return new Scale(low, high, false, ticks);
  }

  static double step(double atLeast) {
    double decade = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double mantissa : LINEAR_STEPS) {
      if (mantissa * decade >= atLeast * (1 - 1e-9)) {
        return mantissa * decade;
      }
    }
    return 10 * decade;
  }

  private static Scale log(Axis axis, double from, double to, boolean roomy) {
    double low = roomy ? logStep(from, false) : from;
    double high = roomy ? logStep(to, true) : to;
    if (high <= low) {
      high = low * 10;
    }
    boolean fine = high / low <= 500;
    List<Tick> ticks = new ArrayList<>();
    int decades = (int) Math.ceil(Math.log10(high / low) / 8);
    int first = (int) Math.floor(Math.log10(low) + 1e-9);
    for (int e = first; Math.pow(10, e) <= high * 1.000001; e += Math.max(1, decades)) {
      for (double mantissa : LOG_STEPS) {
        double value = mantissa * Math.pow(10, e);
        boolean inside = value >= low * 0.999999 && value <= high * 1.000001;
        if (inside && (fine || mantissa == 1)) {
          ticks.add(new Tick(value, Numbers.withUnit(value, axis.unit())));
        }
      }
    }
    return new Scale(low, high, true, ticks);
  }

  private static double logStep(double value, boolean up) {
    double decade = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    double best = up ? 10 * decade : decade;
    for (double mantissa : LOG_STEPS) {
      double candidate = mantissa * decade;
      if (up && candidate >= value * 0.999999) {
        return candidate;
      }
      if (!up && candidate <= value * 1.000001) {
        best = candidate;
      }
    }
    return best;
  }

  /** The axis 1/(1-p): 1 is the fastest request, 10 is 90 %, 100 is 99 %. */
  static Scale percentiles(double highest) {
    double high = Math.max(10, highest);
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(2, percent(2)));
    for (double inverse = 10; inverse <= high * 1.000001; inverse *= 10) {
      ticks.add(new Tick(inverse, percent(inverse)));
    }
    return new Scale(1, high, true, ticks);
  }

  /** 1/(1-p) as a percentile: as many nines as there are. */
  static String percent(double inverse) {
    double percentile = 100 - 100 / inverse;
    int decimals = Math.max(0, (int) Math.floor(Math.log10(inverse) + 1e-9) - 2);
    String text =
        String.format(java.util.Locale.ROOT, "%." + Math.min(9, decimals) + "f", percentile);
    return text + Numbers.NBSP + "%";
  }
}
