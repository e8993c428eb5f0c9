package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InformationTest {
  /** Against second differences of the likelihood. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.3, -2e-4, 0, 5e-5, 0.2, 0.7})
  void standardErrorsAreThoseOfTheCurvature(double xi) {
    double[] excesses = Simulated.sortedExcesses(new SplittableRandom(5), new Gpd(xi, 3), 400);
    Exceedances above = Exceedances.above(0, excesses);
    Gpd gpd = new Gpd(xi, 3);
    Information information = new Information(gpd, above, Clusters.of(above.times()));
    double h = 1e-3;
    double xx = second(excesses, gpd, h, 0, h, 0);
    double xs = second(excesses, gpd, h, 0, 0, h);
    double ss = second(excesses, gpd, 0, h, 0, h);
    double determinant = xx * ss - xs * xs;

    assertThat(information.xiError())
        .isCloseTo(Math.sqrt(ss / determinant), Percentage.withPercentage(0.5));
    assertThat(information.sigmaError())
        .isCloseTo(Math.sqrt(xx / determinant), Percentage.withPercentage(0.5));
  }

  private static double second(double[] y, Gpd at, double dx1, double ds1, double dx2, double ds2) {
    double h = dx1 + ds1;
    return (nll(y, at, dx1 + dx2, ds1 + ds2)
            - nll(y, at, dx1 - dx2, ds1 - ds2)
            - nll(y, at, dx2 - dx1, ds2 - ds1)
            + nll(y, at, -dx1 - dx2, -ds1 - ds2))
        / (4 * h * h);
  }

  private static double nll(double[] y, Gpd at, double dx, double ds) {
    return new Gpd(at.xi() + dx, at.sigma() + ds).negativeLogLikelihood(y);
  }

  @Test
  void clustersOfEqualValuesInflateByTheirSize() {
    double[] values = Simulated.clustered(new SplittableRandom(6), 1, new Gpd(0.2, 1), 20_000, 5);
    Exceedances above = Exceedances.above(1, values);
    int[] of = above.times().clone();
    java.util.Arrays.setAll(of, i -> i / 5); // each five are one event
    Gpd gpd = Grimshaw.at(above.sorted(), Grimshaw.theta(above.sorted()));
    Information information = new Information(gpd, above, new Clusters(0.2, of, above.count() / 5));

    assertThat(information.inflation(1, 0, 0)).isCloseTo(5, within(1e-3));
    assertThat(information.inflation(0.3, 2, 10)).isCloseTo(5, within(1e-3));
  }
}
