package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AndersonDarlingTest {
  private static final int SAMPLES = 2_000;

  /** The table against fresh samples, of other sizes and shapes than those it was made of. */
  @ParameterizedTest
  @CsvSource({"-0.25, 150", "0.05, 60", "0.3, 400", "0.7, 100"})
  void pValuesOfTrueSamplesAreEvenlySpread(double xi, int k) {
    SplittableRandom random = new SplittableRandom(41);
    int[] below = new int[3];
    double[] levels = {0.05, 0.25, 0.75};
    for (int i = 0; i < SAMPLES; i++) {
      double[] excesses = Simulated.sortedExcesses(random, new Gpd(xi, 2), k);
      Gpd fit = Grimshaw.at(excesses, Grimshaw.theta(excesses));
      double p = AndersonDarling.pValue(AndersonDarling.statistic(excesses, fit), fit.xi());
      for (int j = 0; j < 3; j++) {
        below[j] += p < levels[j] ? 1 : 0;
      }
    }

    for (int j = 0; j < 3; j++) {
      double error = Math.sqrt(levels[j] * (1 - levels[j]) / SAMPLES);
      assertThat((double) below[j] / SAMPLES).isCloseTo(levels[j], within(3.5 * error));
    }
  }

  @Test
  void pFallsWithTheDistance() {
    for (double xi = -1; xi < 2; xi += 0.07) {
      double last = 1;
      for (double distance = 0.05; distance < 10; distance += 0.05) {
        double p = AndersonDarling.pValue(distance, xi);
        assertThat(p).isPositive().isLessThanOrEqualTo(last);
        last = p;
      }
      assertThat(last).isLessThan(1e-4);
    }
  }

  /** Excesses at the quantiles of their own distribution: the least distance there can be. */
  @Test
  void aPerfectFitHasNoDistance() {
    double[] excesses = new double[200];
    Gpd gpd = new Gpd(0.2, 1);
    java.util.Arrays.setAll(excesses, i -> gpd.quantile((i + 0.5) / 200));

    double distance = AndersonDarling.statistic(excesses, gpd);
    assertThat(distance).isBetween(0.0, 0.02);
    assertThat(AndersonDarling.pValue(distance, 0.2)).isEqualTo(0.999);
  }
}
