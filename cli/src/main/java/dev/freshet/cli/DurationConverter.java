package dev.freshet.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a duration with its unit: {@code 500us}, {@code 300ms}, {@code 2s}, {@code 1.5s}, {@code
 * 1m}, {@code 2h}. A bare number is refused, because nobody can tell its unit; so are signs and
 * anything longer than 24 hours.
 *
 * <p>Example: {@code @Option(names = "--in", converter = DurationConverter.class) Duration in}.
 *
 * <p>Thread-safe: no state.
 */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final String ALLOWED =
      "must be a number with its unit, such as 500us, 300ms, 2s or 1m, and at most 24h";
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(us|ms|s|m|h)");
  private static final Duration LONGEST = Duration.ofHours(24);

  /** Made by the parser. */
  public DurationConverter() {}

  @Override
  public Duration convert(String value) {
    Matcher matcher = FORM.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException(ALLOWED);
    }
    long unitNanos =
        switch (matcher.group(2)) {
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNanos));
    if (nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0) {
      throw new TypeConversionException(ALLOWED);
    }
    return Duration.ofNanos(nanos.longValue());
  }
}
