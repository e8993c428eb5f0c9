package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import dev.freshet.lab.Measurement;
import dev.freshet.report.stats.Interval;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Figures of studies as texts. */
final class Words {
  private static final double HUNDRED = 100;

  private Words() {}

  /** The median of a figure; NaN if there is none. */
  static double median(Cell cell, ToDoubleFunction<Measurement> figure) {
    Interval interval = cell.median(figure);
    return interval == null ? Double.NaN : interval.estimate();
  }

  /** The median of a figure that only some workloads have; NaN if there is none. */
  static double median(Cell cell, String extra) {
    return median(cell, m -> extra(m, extra));
  }

  /** A figure that only some workloads have. */
  static double extra(Measurement m, String name) {
    return m.extra().getOrDefault(name, Double.NaN);
  }

  /** The median and how far the interval reaches, as far as it is known. */
  static String spread(@Nullable Interval interval) {
    if (interval == null) {
      return "–";
    }
    String text = digits(interval.estimate());
    if (Double.isInfinite(interval.low()) || interval.estimate() <= 0) {
      return text;
    }
    double reach =
        Math.max(interval.high() - interval.estimate(), interval.estimate() - interval.low());
    return "%s ±%.0f %%".formatted(text, HUNDRED * reach / interval.estimate());
  }

  /** Three digits or so. */
  static String digits(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    String form = size < 1 ? "%.3f" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, value == 0 ? "%.0f" : form, value);
  }

  /** Whether a bar was met. */
  static String met(boolean holds) {
    return holds ? "held" : "missed";
  }

  /** Those of the bars that are known; null if none is. */
  static @Nullable Boolean all(List<Boolean> bars) {
    return bars.isEmpty() ? null : !bars.contains(false);
  }
}
