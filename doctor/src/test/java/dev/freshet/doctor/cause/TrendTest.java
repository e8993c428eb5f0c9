package dev.freshet.doctor.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The test for a rise, against values worked out by hand. */
class TrendTest {
  private static List<Double> numbers(int n) {
    return IntStream.range(0, n).mapToObj(i -> (double) i).toList();
  }

  @Test
  void testsARisingSeriesAsMannAndKendallDo() {
    // S = 15, variance = 6·5·17/18 = 28.33, z = 14/5.323 = 2.630, upper tail 0.00427
    Trend trend = Trend.of(numbers(6), List.of(1.0, 3.0, 5.0, 7.0, 9.0, 11.0));
    assertThat(trend.slope()).isEqualTo(2);
    assertThat(trend.p()).isCloseTo(0.00427, within(1e-5));
  }

  @Test
  void correctsForTies() {
    // S = 5, variance = (5·4·15 - 2·1·9)/18 = 15.67, z = 4/3.958, tail 0.15611
    Trend trend = Trend.of(numbers(5), List.of(1.0, 2.0, 3.0, 3.0, 2.5));
    assertThat(trend.p()).isCloseTo(0.15611, within(1e-5));
    Trend flat = Trend.of(numbers(8), List.of(4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0));
    assertThat(flat.p()).isEqualTo(1);
  }

  @Test
  void isNotMovedByAnOutlierAndSeesNoRiseInAFall() {
    Trend outlier = Trend.of(numbers(7), List.of(1.0, 2.0, 3.0, 400.0, 5.0, 6.0, 7.0));
    assertThat(outlier.slope()).isCloseTo(1, within(1e-9));
    assertThat(Trend.of(numbers(4), List.of(4.0, 3.0, 2.0, 1.0)).p()).isGreaterThan(0.4);
    assertThat(Trend.of(numbers(2), List.of(1.0, 2.0)).p()).isEqualTo(1);
  }
}
