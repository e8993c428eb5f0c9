package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UslTest {
  private static double[] at(Usl law, double... n) {
    return Arrays.stream(n).map(law::throughput).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 0.05, 0.001",
    "0.004, 0.3, 0.0002",
    "2e9, 0, 0.01",
    "50, 0.2, 0",
    "50, 0, 0",
    "10, 1.5, 0.1"
  })
  void findsTheLawThatMadeThePoints(double lambda, double sigma, double kappa) {
    double[] n = {1, 2, 4, 8, 16, 32, 64, 1_000};
    Usl fit = Usl.fit(n, at(new Usl(lambda, sigma, kappa, 1), n));

    assertThat(fit.lambda()).isCloseTo(lambda, within(1e-6 * lambda));
    assertThat(fit.sigma()).isCloseTo(sigma, within(1e-6));
    assertThat(fit.kappa()).isCloseTo(kappa, within(1e-6));
    assertThat(fit.r2()).isCloseTo(1, within(1e-9));
  }

  @Test
  void peak() {
    Usl law = new Usl(100, 0.04, 0.0096, 1);
    assertThat(law.peakConcurrency()).isCloseTo(10, within(1e-9));
    assertThat(law.peakThroughput()).isCloseTo(law.throughput(10), within(1e-9));
    assertThat(law.throughput(11)).isLessThan(law.peakThroughput());

    Usl amdahl = new Usl(100, 0.25, 0, 1);
    assertThat(amdahl.peakConcurrency()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(amdahl.peakThroughput()).isEqualTo(400);
    assertThat(new Usl(100, 0, 0, 1).peakThroughput()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(new Usl(100, 1.2, 0.1, 1).peakConcurrency()).isEqualTo(1);
  }

  /** The knee of a machine with four cores: 1, 1.89, 3.44, 3.51 times the throughput of one. */
  @Test
  void fourPointsWithNoise() {
    Usl fit = Usl.fit(new double[] {1, 2, 4, 8}, new double[] {100, 189, 344, 351});

    assertThat(fit.r2()).isGreaterThan(0.95);
    assertThat(fit.peakConcurrency()).isBetween(4.0, 9.0);
    assertThat(fit.sigma()).isNotNegative();
    assertThat(fit.kappa()).isPositive();
  }

  /** Nothing near the answer is better: it is a minimum within the bounds. */
  @Test
  void noNeighbourIsBetter() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 200; i++) {
      double[] n = i % 2 == 0 ? new double[] {1, 2, 4} : new double[] {1, 2, 3, 4, 8, 16};
      Usl law =
          new Usl(1_000, random.nextDouble(0.5), random.nextInt(2) * random.nextDouble(0.05), 1);
      double[] x =
          Arrays.stream(at(law, n)).map(v -> v * Math.exp(0.1 * random.nextGaussian())).toArray();
      Usl fit = Usl.fit(n, x);
      double least = squares(fit, n, x) * (1 - 1e-9);

      assertThat(fit.sigma()).isNotNegative();
      assertThat(fit.kappa()).isNotNegative();
      for (double step : new double[] {-1e-3, 1e-3}) {
        Usl lambda = new Usl(fit.lambda() * (1 + step), fit.sigma(), fit.kappa(), 1);
        Usl sigma = new Usl(fit.lambda(), Math.max(0, fit.sigma() + step), fit.kappa(), 1);
        Usl kappa = new Usl(fit.lambda(), fit.sigma(), Math.max(0, fit.kappa() + step), 1);
        assertThat(squares(lambda, n, x)).isGreaterThanOrEqualTo(least);
        assertThat(squares(sigma, n, x)).isGreaterThanOrEqualTo(least);
        assertThat(squares(kappa, n, x)).isGreaterThanOrEqualTo(least);
      }
    }
  }

  private static double squares(Usl law, double[] n, double[] x) {
    double sum = 0;
    for (int i = 0; i < n.length; i++) {
      sum += Math.pow(x[i] - law.throughput(n[i]), 2);
    }
    return sum;
  }

  /** A cache that grows with n makes throughput grow faster than n: no law, so a straight line. */
  @Test
  void growthBeyondLinearIsALine() {
    Usl fit = Usl.fit(new double[] {1, 2, 4}, new double[] {100, 250, 600});

    assertThat(fit.sigma()).isZero();
    assertThat(fit.kappa()).isZero();
    assertThat(fit.r2()).isLessThan(1);
  }

  @Test
  void refusesFewPointsAndBadOnes() {
    double[] n = {1, 2, 2};
    double[] x = {1, 2, 2};
    assertThatThrownBy(() -> Usl.fit(n, x))
        .hasMessage("concurrency has 2 different values; needs at least 3");
    assertThatThrownBy(() -> Usl.fit(new double[] {0.5, 2, 4}, x))
        .hasMessage("concurrency is 0.5; needs at least 1");
    assertThatThrownBy(() -> Usl.fit(new double[] {1, 2, 4}, new double[] {1, 2, 0}))
        .hasMessage("throughput[2] is 0.0; needs a number above 0");
    assertThatThrownBy(() -> Usl.fit(new double[] {1, 2, 4}, new double[] {1, 2}))
        .hasMessage("concurrency has 3 values, throughput has 2; needs the same number");
  }
}
