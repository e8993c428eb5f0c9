package dev.freshet.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them; the script of the page has a twin of {@link #withUnit}. */
final class Numbers {
  static final String NOT_MEASURED = "not measured";

  /** No-break space: a number never parts from its unit at the end of a line. */
  static final String NBSP = "\u00a0";

  private static final String[] TIME_UNITS = {"ns", "µs", "ms", "s"};

  /** Digits kept in the data of the page: more than a canvas of 4,000 pixels can show. */
  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private Numbers() {}

  static boolean isTime(String unit) {
    return timeIndex(unit) >= 0;
  }

  private static int timeIndex(String unit) {
    for (int i = 0; i < TIME_UNITS.length; i++) {
      if (TIME_UNITS[i].equals(unit)) {
        return i;
      }
    }
    return -1;
  }

  /** Whole numbers whole; fractions with three significant digits below 1,000 and none above. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return NOT_MEASURED;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    if (size >= 1e15) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    if (size < 1e-6) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 2 - exponent(size);
    return trimmed(value, decimals);
  }

  private static int exponent(double size) {
    return (int) Math.floor(Math.log10(size));
  }

  private static String trimmed(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    if (text.indexOf('.') >= 0) {
      text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
    return text.equals("-0") ? "0" : text;
  }

  /** With exactly as many decimals as a step between ticks needs. */
  static String tick(double value, double step) {
    int decimals =
        step >= 1 ? 0 : Math.min(9, -exponent(step * 1.0000001) + (needsHalf(step) ? 1 : 0));
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }

  /** Steps of 2.5 need one digit more than steps of 1, 2 and 5. */
  private static boolean needsHalf(double step) {
    double mantissa = step / Math.pow(10, exponent(step * 1.0000001));
    return Math.abs(mantissa - 2.5) < 1e-6;
  }

  /** A number and its unit; times move to the unit in which they are at least 1. */
  static String withUnit(double value, String unit) {
    if (!Double.isFinite(value)) {
      return NOT_MEASURED;
    }
    int index = timeIndex(unit);
    if (index < 0) {
      return unit.isEmpty() ? number(value) : number(value) + NBSP + unit;
    }
    double scaled = value;
    // 999.5 would print as 1,000: the next unit reads better.
    while (Math.abs(scaled) >= 999.5 && index < TIME_UNITS.length - 1) {
      scaled /= 1000;
      index++;
    }
    while (scaled != 0 && Math.abs(scaled) < 0.9995 && index > 0) {
      scaled *= 1000;
      index--;
    }
    return number(rounded(scaled)) + NBSP + TIME_UNITS[index];
  }

  /** A number in the unit in which {@link #withUnit} would show the leading one. */
  static String inUnitOf(double leading, double value, String unit) {
    if (!Double.isFinite(value) || !Double.isFinite(leading) || leading == 0 || !isTime(unit)) {
      return withUnit(value, unit);
    }
    String shown = withUnit(leading, unit);
    String target = shown.substring(shown.indexOf(NBSP) + NBSP.length());
    double scaled = value * Math.pow(1000, timeIndex(unit) - timeIndex(target));
    return number(rounded(scaled)) + NBSP + target;
  }

  /** Dividing by 1000 leaves dust such as 0.30000000000000004, which would defeat whole numbers. */
  private static double rounded(double value) {
    return value == 0 ? 0 : new BigDecimal(value).round(new MathContext(9)).doubleValue();
  }

  /** Shortest plain text with six significant digits, for JSON and paths. */
  static String compact(double value) {
    if (value == 0) {
      return "0";
    }
    return new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** A place in a picture, to a tenth of a pixel. */
  static String place(double pixels) {
    long tenths = Math.round(pixels * 10);
    String sign = tenths < 0 ? "-" : "";
    long size = Math.abs(tenths);
    return size % 10 == 0 ? sign + size / 10 : sign + size / 10 + "." + size % 10;
  }
}
