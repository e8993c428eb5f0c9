package dev.freshet.doctor.launch;

import java.util.Locale;

/** Sizes in words. */
final class Sizes {
  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  private Sizes() {}

  /** In the largest unit that leaves it whole, else with one digit: {@code 1.5GiB}. */
  static String of(long bytes) {
    if (bytes >= GIB) {
      return trimmed((double) bytes / GIB) + "GiB";
    }
    return bytes >= MIB ? trimmed((double) bytes / MIB) + "MiB" : bytes / 1024 + "KiB";
  }

  private static String trimmed(double number) {
    String text = String.format(Locale.ROOT, "%.1f", number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Without a fraction where there is none: 2, 1.5. */
  static String cpus(double cpus) {
    return cpus == Math.rint(cpus)
        ? String.valueOf((long) cpus)
        : String.format(Locale.ROOT, "%.2f", cpus).replaceFirst("0$", "");
  }
}
