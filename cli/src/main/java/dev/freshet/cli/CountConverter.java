package dev.freshet.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a whole number of at least one: {@code 100000} or {@code 100_000}. Upper bounds belong to
 * the option: see {@link BadInput#within}.
 *
 * <p>Example: {@code @Option(names = "--stock", converter = CountConverter.class) int stock}.
 *
 * <p>Thread-safe: no state.
 */
public final class CountConverter implements ITypeConverter<Integer> {
  private static final Pattern FORM = Pattern.compile("\\d+(_\\d+)*");

  /** Made by the parser. */
  public CountConverter() {}

  @Override
  public Integer convert(String value) {
    if (FORM.matcher(value).matches()) {
      try {
        int count = Integer.parseInt(value.replace("_", ""));
        if (count > 0) {
          return count;
        }
      } catch (NumberFormatException tooLarge) {
        // Falls through to the one message for everything that is no count.
      }
    }
    throw new TypeConversionException("must be a whole number from 1 to " + Integer.MAX_VALUE);
  }
}
