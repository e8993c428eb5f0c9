package dev.freshet.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an instant in ISO 8601 with its zone: {@code 2026-11-27T09:00:00Z}, {@code
 * 2026-11-27T10:00:00.250+01:00}, {@code 2026-11-27T10:00:00+01:00[Europe/Berlin]}. The word {@code
 * now} is the instant of reading. A time without a zone is refused.
 *
 * <p>Example: {@code @Option(names = "--at", converter = InstantConverter.class) Instant at}.
 *
 * <p>Thread-safe: no state.
 */
public final class InstantConverter implements ITypeConverter<Instant> {
  /** Made by the parser. */
  public InstantConverter() {}

  @Override
  public Instant convert(String value) {
    if (value.equals("now")) {
      return Instant.now();
    }
    try {
      return value.endsWith("]")
          ? ZonedDateTime.parse(value).toInstant()
          : OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException noInstant) {
      throw new TypeConversionException(
          "must be an ISO 8601 instant with its zone, such as 2026-11-27T09:00:00Z");
    }
  }
}
