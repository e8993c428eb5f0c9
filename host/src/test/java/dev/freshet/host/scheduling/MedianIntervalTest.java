package dev.freshet.host.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MedianIntervalTest {
  /** Ranks of the usual tables of the sign test. */
  @ParameterizedTest
  @CsvSource({
    "6, 1, 3.5, 6",
    "10, 2, 5.5, 9",
    "20, 6, 10.5, 15",
    "50, 18, 25.5, 33",
    "51, 19, 26, 33"
  })
  void ranksAreThoseOfTheTables(int n, double low, double median, double high) {
    List<Double> samples = IntStream.rangeClosed(1, n).mapToObj(i -> (double) (n + 1 - i)).toList();

    assertThat(MedianInterval.of(samples)).isEqualTo(new MedianInterval(low, median, high));
  }

  @Test
  void fiveSamplesAreTooFew() {
    assertThatThrownBy(() -> MedianInterval.of(List.of(1., 2., 3., 4., 5.)))
        .hasMessage("5 samples: an interval needs at least 6");
  }
}
