package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IntervalTest {
  @Test
  void boundsCountAsInside() {
    Interval interval = new Interval(5, 4, 7);

    assertThat(interval.contains(4)).isTrue();
    assertThat(interval.contains(7)).isTrue();
    assertThat(interval.contains(7.1)).isFalse();
    assertThat(interval.contains(Double.NaN)).isFalse();
    assertThat(interval.overlaps(new Interval(8, 7, 9))).isTrue();
    assertThat(interval.overlaps(new Interval(8, 7.1, 9))).isFalse();
    assertThat(Interval.exact(3)).isEqualTo(new Interval(3, 3, 3));
  }

  @Test
  void refusesWhatIsNoInterval() {
    assertThatThrownBy(() -> new Interval(3, 4, 7))
        .hasMessage(
            "interval: low 4.0, estimate 3.0, high 7.0; needs low <= estimate <= high, estimate"
                + " finite");
    assertThatThrownBy(() -> new Interval(1, Double.NaN, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Interval.exact(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
