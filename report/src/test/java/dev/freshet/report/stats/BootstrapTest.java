package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {
  @Test
  void theMedianIsExactAndTheSeedDecidesTheRest() {
    double[] rounds = {41_200, 39_900, 42_000, 40_700, 41_500, 40_100, 43_000};
    Interval interval = Bootstrap.median(rounds, 42);

    assertThat(interval.estimate()).isEqualTo(41_200);
    assertThat(interval.low()).isBetween(39_900.0, 40_700.0);
    assertThat(interval.high()).isBetween(41_500.0, 43_000.0);
    assertThat(Bootstrap.median(rounds, 42)).isEqualTo(interval);
    assertThat(rounds).startsWith(41_200, 39_900); // not sorted behind the caller's back
    assertThat(Bootstrap.median(new double[] {7, 7, 7, 7}, 1)).isEqualTo(Interval.exact(7));
  }

  @Test
  void twoRoundsKnowNoBounds() {
    Interval interval = Bootstrap.median(new double[] {1, 3}, 1);

    assertThat(interval.estimate()).isEqualTo(2);
    assertThat(interval.low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(interval.high()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** What the essay says: few values cannot reach further than their extremes. */
  @ParameterizedTest
  @CsvSource({"5, 0.91", "7, 0.96", "11, 0.91", "21, 0.93"})
  void coversTheMedian(int rounds, double atLeast) {
    SplittableRandom random = new SplittableRandom(rounds);
    int covered = 0;
    for (int i = 0; i < 500; i++) {
      double[] values = random.doubles(rounds).map(u -> -Math.log(u)).toArray();
      covered += Bootstrap.median(values, i).contains(Math.log(2)) ? 1 : 0;
    }

    assertThat(covered / 500.0).isGreaterThan(atLeast);
  }

  @Test
  void refusesWhatIsNoMeasurement() {
    assertThatThrownBy(() -> Bootstrap.median(new double[0], 1))
        .hasMessage("rounds is empty; needs at least one value");
    assertThatThrownBy(() -> Bootstrap.median(new double[] {1, Double.NaN}, 1))
        .hasMessage("rounds[1] is NaN; needs a finite number");
  }
}
