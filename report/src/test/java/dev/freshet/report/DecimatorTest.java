package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimatorTest {
  private static Line line(double[] x, double[] y) {
    return Line.of("l", Tone.ACCENT, false, x, y);
  }

  @Test
  void keepsEnvelopeEndsAndOrder() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = new double[100_000];
    double[] y = new double[x.length];
    Arrays.setAll(x, i -> i);
    Arrays.setAll(y, i -> random.nextDouble());
    y[31_337] = 1e6; // the one slow request
    y[77_777] = -1e6;
    Line thin = Decimator.thinned(line(x, y), 2_000);

    assertThat(thin.x.length).isBetween(1_000, 2_000);
    assertThat(thin.given).isEqualTo(100_000);
    assertThat(thin.x).startsWith(0).endsWith(99_999).isSorted();
    assertThat(thin.y).contains(1e6, -1e6);
  }

  @Test
  void leavesShortSeriesAlone() {
    Line given = line(new double[] {1, 2}, new double[] {3, 4});

    assertThat(Decimator.thinned(given, 2)).isSameAs(given);
  }

  @Test
  void leavesOutWhatHasNoPlace() {
    double[] x = {0, 1, 2, 3, 4};
    double[] y = {1, Double.NaN, 0, -1, 5};
    Line linear = Decimator.placeable(line(x, y), false, false);
    Line log = Decimator.placeable(line(x, y), true, true);

    assertThat(linear.x).containsExactly(0, 2, 3, 4);
    assertThat(log.y).containsExactly(5);
  }

  @Test
  void readsValuesBetweenPoints() {
    Line straight = line(new double[] {0, 10}, new double[] {0, 100});
    Line steps = Line.of("s", Tone.GOOD, true, straight.x, straight.y);

    assertThat(straight.at(4)).isEqualTo(40);
    assertThat(straight.at(10)).isEqualTo(100);
    assertThat(straight.at(11)).isNaN();
    assertThat(straight.at(-1)).isNaN();
    assertThat(steps.at(9.9)).isZero();
    assertThat(steps.at(99)).isEqualTo(100);
  }
}
