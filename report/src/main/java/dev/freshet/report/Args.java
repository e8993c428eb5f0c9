package dev.freshet.report;

/** Checks of arguments; each failure is one line with the field, the value and what is allowed. */
final class Args {
  private Args() {}

  static String text(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is blank: a text to show is needed");
    }
    return value;
  }

  static void sameLength(String what, int x, int y) {
    if (x != y) {
      throw new IllegalArgumentException(
          "%s has %,d x values and %,d y values: both need the same number".formatted(what, x, y));
    }
  }

  /** NaN compares as neither less nor greater, so that gaps pass: the views leave them out. */
  static void notDecreasing(String what, double[] values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[i - 1]) {
        throw new IllegalArgumentException(
            "%s decreases at index %d (%s after %s): sort it first"
                .formatted(what, i, values[i], values[i - 1]));
      }
    }
  }

  static double finite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " is " + value + ": a finite number is needed");
    }
    return value;
  }
}
