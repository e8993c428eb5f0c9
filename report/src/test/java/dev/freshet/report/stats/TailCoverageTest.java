package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of 500 intervals of 95 %, about 475 hold the truth. */
class TailCoverageTest {
  private static final int SERIES = 500;
  private static final int N = 2_000;
  private static final double TOLERANCE = 0.03;

  @ParameterizedTest
  @ValueSource(doubles = {-0.2, 0, 0.3})
  void intervalsOfTheProfileHoldTheTruth(double xi) {
    SplittableRandom random = new SplittableRandom(51);
    Gpd truth = new Gpd(xi, 8);
    double p999 = 15 + truth.quantile(1 - 0.001 / 0.1);
    double p9999 = 15 + truth.quantile(1 - 0.0001 / 0.1);
    int shapes = 0;
    int near = 0;
    int far = 0;
    for (int i = 0; i < SERIES; i++) {
      Exceedances above = Exceedances.above(15, Simulated.series(random, 15, truth, N));
      Gpd fit = Grimshaw.at(above.sorted(), Grimshaw.theta(above.sorted()));
      Information information = new Information(fit, above, Clusters.of(above.times()));
      ProfileLikelihood profile = new ProfileLikelihood(above, fit, information);
      shapes += profile.xi().contains(xi) ? 1 : 0;
      near += profile.quantile(0.001).contains(p999) ? 1 : 0;
      far += profile.quantile(0.0001).contains(p9999) ? 1 : 0;
    }

    assertCovers(shapes, SERIES);
    assertCovers(near, SERIES);
    assertCovers(far, SERIES);
  }

  @Test
  void intervalsOfRanksHoldTheTruth() {
    SplittableRandom random = new SplittableRandom(52);
    Gpd truth = new Gpd(0.3, 8);
    double p95 = 15 + truth.quantile(0.5);
    int covered = 0;
    for (int i = 0; i < SERIES; i++) {
      double[] values = Simulated.series(random, 15, truth, N);
      TailQuantile.Known known = new Ranks(values, Samples.sorted(values)).quantile(0.95);
      covered += known.interval().contains(p95) ? 1 : 0;
    }

    assertCovers(covered, SERIES);
  }

  /** From the choice of the threshold to the quantile, on independent and on clustered values. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  @Tag("deep")
  void theWholeWayHoldsTheTruth(int size) {
    SplittableRandom random = new SplittableRandom(53);
    Gpd truth = new Gpd(0.2, 8);
    double p9999 = 15 + truth.quantile(1 - 0.0001 / 0.1);
    int fitted = 0;
    int shapes = 0;
    int quantiles = 0;
    for (int i = 0; i < SERIES; i++) {
      double[] values = Simulated.clustered(random, 15, truth, size * 5_000, size);
      if (Tail.of(values) instanceof FittedTail tail
          && tail.quantile(0.9999) instanceof TailQuantile.Known known) {
        fitted++;
        shapes += tail.xi().contains(0.2) ? 1 : 0;
        quantiles += known.interval().contains(p9999) ? 1 : 0;
      }
    }
    assertThat(fitted).isGreaterThan(SERIES * 9 / 10);
    assertThat((double) shapes / fitted).isGreaterThan(0.9);
    assertThat((double) quantiles / fitted).isGreaterThan(0.9);
  }

  private static void assertCovers(int covered, int of) {
    assertThat((double) covered / of).isCloseTo(0.95, within(TOLERANCE));
  }
}
