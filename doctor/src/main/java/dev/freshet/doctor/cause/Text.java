package dev.freshet.doctor.cause;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Figures in words; always with their unit, never in the reader's locale. */
final class Text {
  private Text() {}

  static String number(double value, String unit) {
    if (Double.isNaN(value)) {
      return "unknown";
    }
    double size = Math.abs(value);
    String format = size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 1 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value) + (unit.isEmpty() ? "" : " " + unit);
  }

  static String ms(double value) {
    return number(value, "ms");
  }

  /** As {@code taskset} takes them. */
  static String cpus(Collection<Integer> cpus) {
    return cpus.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** {@code 1 carrier}, {@code 2 carriers}. */
  static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
