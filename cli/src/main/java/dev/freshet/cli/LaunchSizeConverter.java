package dev.freshet.cli;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a size of memory with its unit: {@code 512MiB}, {@code 1.5GiB}. Bounds belong to the range
 * in which a JVM can be planned at all.
 */
final class LaunchSizeConverter implements ITypeConverter<Long> {
  private static final String ALLOWED =
      "must be a number with its unit, such as 512MiB or 1.5GiB, from 64MiB to 16TiB";
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(MiB|GiB|TiB)");
  private static final long LEAST = 64L << 20;
  private static final long MOST = 16L << 40;

  @Override
  public Long convert(String value) {
    Matcher size = FORM.matcher(value);
    if (!size.matches()) {
      throw new TypeConversionException(ALLOWED);
    }
    int shift =
        switch (size.group(2)) {
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 40;
        };
    BigDecimal bytes = new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << shift));
    if (bytes.compareTo(BigDecimal.valueOf(LEAST)) < 0
        || bytes.compareTo(BigDecimal.valueOf(MOST)) > 0) {
      throw new TypeConversionException(ALLOWED);
    }
    return bytes.longValue();
  }
}
