package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "7 | 7",
        "-3 | -3",
        "1000 | 1,000",
        "80312.4 | 80,312",
        "123.6 | 124",
        "45.77 | 45.8",
        "3.14159 | 3.14",
        "2.0001 | 2",
        "0.2142 | 0.214",
        "0.00012345 | 0.000123",
        "-0.00000001 | -1.00e-08",
        "1e18 | 1.00e+18",
        "NaN | not measured",
        "Infinity | not measured"
      })
  void writesNumbersForPeople(double value, String text) {
    assertThat(Numbers.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | µs | 0 µs",
        "0.214 | µs | 214 ns",
        "3.42 | µs | 3.42 µs",
        "999.4 | µs | 999 µs",
        "999.5 | µs | 1 ms",
        "1232000 | µs | 1.23 s",
        "300 | ns | 300 ns",
        "90 | s | 90 s",
        "12345 | s | 12,345 s",
        "0.3 | ms | 300 µs",
        "-2500 | µs | -2.5 ms",
        "184 | MiB | 184 MiB",
        "1000 | | 1,000",
        "NaN | µs | not measured"
      })
  void movesTimesToTheUnitThatReadsBest(double value, String unit, String text) {
    String given = unit == null ? "" : unit;
    assertThat(Numbers.withUnit(value, given).replace(Numbers.NBSP, " ")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "11.8 | 0.214 | µs | 0.214 µs",
        "5931 | 3812 | µs | 3.81 ms",
        "NaN | 3 | µs | 3 µs",
        "12 | 3 | items | 3 items"
      })
  void keepsNeighboursInOneUnit(double leading, double value, String unit, String text) {
    assertThat(Numbers.inUnitOf(leading, value, unit).replace(Numbers.NBSP, " ")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,1",
    "0.123456789,0.123457",
    "1234567.8,1234570",
    "-2.50,-2.5",
    "1e-7,0.0000001"
  })
  void keepsSixDigitsInTheData(double value, String text) {
    assertThat(Numbers.compact(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "12.34,12.3", "-0.04,0", "-0.55,-0.5", "7.96,8", "-3.2,-3.2"})
  void placesToATenthOfAPixel(double value, String text) {
    assertThat(Numbers.place(value)).isEqualTo(text);
  }
}
