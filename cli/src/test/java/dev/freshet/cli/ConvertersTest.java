package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class ConvertersTest {
  @ParameterizedTest
  @CsvSource({
    "500us, PT0.0005S",
    "300ms, PT0.3S",
    "0s, PT0S",
    "2s, PT2S",
    "1.5s, PT1.5S",
    "1m, PT1M",
    "24h, PT24H",
    "0.000001ms, PT0.000000001S"
  })
  void durationsHaveUnits(String text, Duration duration) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "-1s",
        "+1s",
        "1 s",
        "1S",
        "1d",
        "1e3s",
        ".5s",
        "24.1h",
        "999999999h"
      })
  void otherDurationsAreRefused(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new DurationConverter().convert(text))
        .withMessageStartingWith("must be a number with its unit");
  }

  @Test
  void countsMayBeGrouped() {
    assertThat(new CountConverter().convert("1")).isEqualTo(1);
    assertThat(new CountConverter().convert("1_000_000")).isEqualTo(1_000_000);
    assertThat(new CountConverter().convert("2147483647")).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "+1", "1.0", "1k", "_1", "1_", "1__0", "2147483648", "٣x"})
  void otherCountsAreRefused(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new CountConverter().convert(text))
        .withMessage("must be a whole number from 1 to 2147483647");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-27T09:00:00Z",
        "2026-11-27T10:00:00+01:00",
        "2026-11-27T10:00:00+01:00[Europe/Berlin]"
      })
  void instantsHaveZones(String text) {
    assertThat(new InstantConverter().convert(text))
        .isEqualTo(Instant.parse("2026-11-27T09:00:00Z"));
  }

  @Test
  void nowIsAnInstant() {
    Instant before = Instant.now();
    assertThat(new InstantConverter().convert("now")).isBetween(before, Instant.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026-11-27", "2026-11-27T09:00:00", "09:00", "tomorrow", "]"})
  void otherInstantsAreRefused(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new InstantConverter().convert(text))
        .withMessageContaining("with its zone");
  }

  private enum Colour {
    DARK_RED,
    BLUE
  }

  private static final class ColourConverter extends ChoiceConverter<Colour> {
    ColourConverter() {
      super(Colour.values());
    }
  }

  @Test
  void choicesAreWrittenInLowerCaseWithHyphens() {
    assertThat(new ColourConverter().convert("dark-red")).isEqualTo(Colour.DARK_RED);
    assertThat(new ColourConverter().convert("Blue")).isEqualTo(Colour.BLUE);
    assertThat(new ColourConverter()).containsExactly("dark-red", "blue");
  }

  @Test
  void unknownChoicesNameTheNearest() {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new ColourConverter().convert("darkred"))
        .withMessage("must be one of dark-red, blue; did you mean 'dark-red'?");
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new ColourConverter().convert("green"))
        .withMessage("must be one of dark-red, blue");
  }
}
