package dev.freshet.lab.guide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an answer is written. Within the program each is a long. Thread-safe: immutable. */
@SuppressWarnings("ImmutableEnumChecker") // the maps are never changed
public enum Kind {
  /** {@code 80%}, and {@code 80} alike. */
  PERCENT("a percentage such as 80%", "%?", units("", 1, "%", 1)),

  /** Nanoseconds, written {@code 50us}. */
  TIME(
      "a time with its unit, such as 50us, 20ms or 2s",
      "ns|us|ms|s|m|h",
      units(
          "ns",
          1,
          "us",
          1_000,
          "ms",
          1_000_000,
          "s",
          1_000_000_000,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L)),

  /** Tasks a second, written {@code 3200/s}. */
  RATE("a rate such as 3200/s", "/s", units("/s", 1)),

  /** Bytes, written {@code 512MiB}. */
  SIZE(
      "a size with its unit, such as 512MiB or 2GiB",
      "KiB|MiB|GiB|TiB",
      units("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40)),

  /** A number of things. */
  COUNT("a whole number", "", units("", 1)),

  /** {@code yes} is 1, {@code no} is 0. */
  YES_NO("yes or no", "", Map.of()),

  /** One of some names; the number is its place among them. */
  NAME("one of its names", "", Map.of());

  /** What must stand there, to be read after "must be". */
  final String form;

  private final Pattern pattern;
  private final Map<String, Long> units;

  Kind(String form, String unit, Map<String, Long> units) {
    this.form = form;
    this.pattern = Pattern.compile("(\\d{1,15}(?:[_,]\\d{3})*(?:\\.\\d{1,9})?)(" + unit + ")");
    this.units = units;
  }

  /**
   * Whether it is a number with a unit; otherwise a name.
   *
   * @return true for quantities
   */
  public boolean isNumber() {
    return !units.isEmpty();
  }

  /**
   * Reads a number with its unit.
   *
   * @throws IllegalArgumentException saying the form, if it is no number of this kind
   */
  long parse(String text) {
    Matcher matcher = pattern.matcher(text.strip());
    if (!isNumber() || !matcher.matches()) {
      throw new IllegalArgumentException("must be " + form);
    }
    BigDecimal value =
        new BigDecimal(matcher.group(1).replaceAll("[_,]", ""))
            .multiply(BigDecimal.valueOf(Objects.requireNonNull(units.get(matcher.group(2)))));
    if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("must be " + form + ", and not that large");
    }
    return value.longValue();
  }

  /** Writes a number in the largest unit that gives at least one, with three digits. */
  String print(long value) {
    String unit = "";
    long factor = 1;
    for (Map.Entry<String, Long> larger : units.entrySet()) {
      if (unit.isEmpty() || value >= larger.getValue()) {
        unit = larger.getKey();
        factor = larger.getValue();
      }
    }
    BigDecimal number = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(factor), 3, HALF_UP);
    int decimals = factor == 1 ? 0 : Math.clamp(3L - number.precision() + number.scale(), 0, 2);
    number = number.setScale(decimals, HALF_UP);
    return number.signum() == 0 && this == TIME
        ? "0us"
        : (decimals == 0
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : number.stripTrailingZeros().toPlainString())
            + unit;
  }

  private static final RoundingMode HALF_UP = RoundingMode.HALF_UP;

  private static Map<String, Long> units(Object... pairs) {
    Map<String, Long> units = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      units.put((String) pairs[i], ((Number) pairs[i + 1]).longValue());
    }
    return units;
  }
}
