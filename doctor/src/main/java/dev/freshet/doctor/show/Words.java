package dev.freshet.doctor.show;

import java.util.Locale;

/** Figures with their units, never in the reader's locale. */
final class Words {
  private Words() {}

  static String millis(double ms) {
    if (Double.isNaN(ms)) {
      return "unknown";
    }
    if (ms >= 10_000) {
      return String.format(Locale.ROOT, "%.1f s", ms / 1000);
    }
    return String.format(Locale.ROOT, ms >= 100 || ms == 0 ? "%.0f ms" : "%.1f ms", ms);
  }

  static String percent(double percent) {
    return Double.isNaN(percent) ? "unknown" : String.format(Locale.ROOT, "%.1f %%", percent);
  }

  static String number(double value) {
    return Double.isNaN(value) ? "?" : String.format(Locale.ROOT, "%.1f", value);
  }

  static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
