package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpdTest {
  /**
   * The excesses at the quantiles (i - 0.5) / n of a known distribution: data without a licence.
   */
  private static double[] quantiles(double xi, double sigma, int n) {
    double[] excesses = new double[n];
    Arrays.setAll(excesses, i -> new Gpd(xi, sigma).quantile((i + 0.5) / n));
    return excesses;
  }

  /**
   * Reference values computed with another program (Nelder-Mead of scipy to 1e-11, and direct
   * formulas). They are printed to six decimals; for a figure near 0 half of the last one is more
   * than 1e-5 of it.
   */
  @ParameterizedTest
  @CsvSource({
    "0.2, 1, 500, 0.196256, 1.002912, 599.581806, 0.199213, 0.997956, 0.202885, 0.996301",
    "0.5, 10, 200, 0.492473, 10.049289, 759.994978, 0.473290, 10.083626, 0.502308, 9.951171",
    "-0.2, 2, 500, -0.205990, 2.010845, 746.282821, -0.196022, 1.993058, -0.194343, 1.987750",
    "0, 1, 500, -0.004668, 1.003972, 499.648176, 0.002604, 0.996705, 0.004208, 0.995137"
  })
  void estimatorsGiveTheReferenceValues(
      double xi,
      double sigma,
      int n,
      double mleXi,
      double mleSigma,
      double nll,
      double pwmXi,
      double pwmSigma,
      double zsXi,
      double zsSigma) {
    double[] excesses = quantiles(xi, sigma, n);
    Gpd mle = Grimshaw.at(excesses, Grimshaw.theta(excesses));
    Gpd pwm = WeightedMoments.fit(excesses);
    Gpd zs = ZhangStephens.fit(excesses);

    close(mle.xi(), mleXi);
    close(mle.sigma(), mleSigma);
    close(mle.negativeLogLikelihood(excesses), nll);
    close(pwm.xi(), pwmXi);
    close(pwm.sigma(), pwmSigma);
    close(zs.xi(), zsXi);
    close(zs.sigma(), zsSigma);
  }

  private static void close(double actual, double reference) {
    double printed = 0.51e-6;
    assertThat(actual).isCloseTo(reference, offset(Math.max(1e-5 * Math.abs(reference), printed)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.4, -1e-9, 0, 1e-9, 0.3, 1.2})
  void quantileUndoesSurvival(double xi) {
    Gpd gpd = new Gpd(xi, 8.3);
    for (double share : new double[] {0, 0.1, 0.5, 0.99, 0.999999}) {
      assertThat(1 - gpd.survival(gpd.quantile(share))).isCloseTo(share, offset(1e-12));
    }
    assertThat(gpd.survival(-1)).isEqualTo(1);
  }

  @Test
  void figuresByHand() {
    assertThat(new Gpd(0.5, 2).survival(4)).isCloseTo(0.25, offset(1e-15));
    assertThat(new Gpd(0.5, 2).quantile(0.75)).isCloseTo(4, offset(1e-12));
    assertThat(new Gpd(0, 2).survival(2)).isCloseTo(Math.exp(-1), offset(1e-15));
    assertThat(new Gpd(-0.5, 2).survival(4)).isZero(); // the hard end is at sigma / 0.5
    assertThat(new Gpd(-0.5, 2).negativeLogLikelihood(new double[] {1, 5}))
        .isEqualTo(Double.POSITIVE_INFINITY);
    // Density of xi 0.5, sigma 2 at 4: 1/2 * 2^-3.
    assertThat(new Gpd(0.5, 2).negativeLogLikelihood(new double[] {4}))
        .isCloseTo(Math.log(16), Percentage.withPercentage(1e-10));
  }

  /** The search finds the top from far off too, and says so when there is none. */
  @Test
  void theMaximumIsAMaximum() {
    for (double xi : new double[] {-0.7, -0.3, 0.01, 0.8, 2.5}) {
      double[] excesses = quantiles(xi, 1e-6, 60);
      Gpd best = Grimshaw.at(excesses, Grimshaw.theta(excesses));
      double nll = best.negativeLogLikelihood(excesses);
      for (double step : new double[] {-1e-3, 1e-3}) {
        assertThat(new Gpd(best.xi() + step, best.sigma()).negativeLogLikelihood(excesses))
            .isGreaterThan(nll);
        assertThat(new Gpd(best.xi(), best.sigma() * (1 + step)).negativeLogLikelihood(excesses))
            .isGreaterThan(nll);
      }
    }
    assertThat(Grimshaw.theta(quantiles(-2, 1, 60))).isNaN();
  }

  @Test
  void refusesWhatIsNoDistribution() {
    assertThatThrownBy(() -> new Gpd(0.1, 0))
        .hasMessage("xi is 0.1, sigma is 0.0; needs finite numbers, sigma above 0");
    assertThatThrownBy(() -> new Gpd(0.1, 1).quantile(1))
        .hasMessage("share is 1.0; needs 0 <= share < 1");
  }
}
