package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TailTest {
  private static final Gpd HEAVY = new Gpd(0.3, 8);

  private static FittedTail fitted(double[] values) {
    return assertThat(Tail.of(values))
        .asInstanceOf(InstanceOfAssertFactories.type(FittedTail.class))
        .actual();
  }

  private static String refusal(double[] values) {
    return assertThat(Tail.of(values))
        .asInstanceOf(InstanceOfAssertFactories.type(RefusedTail.class))
        .actual()
        .reason();
  }

  private static TailQuantile.Known known(Tail tail, double share) {
    return assertThat(tail.quantile(share))
        .asInstanceOf(InstanceOfAssertFactories.type(TailQuantile.Known.class))
        .actual();
  }

  @Test
  void aKnownTailIsFound() {
    double[] values = Simulated.series(new SplittableRandom(21), 15, HEAVY, 20_000);
    double[] given = values.clone();
    FittedTail tail = fitted(values);

    assertThat(tail.count()).isEqualTo(20_000);
    assertThat(tail.threshold()).isBetween(14.0, 25.0);
    assertThat(tail.xi().contains(0.3)).isTrue();
    assertThat(tail.xi().estimate()).isEqualTo(tail.fit().xi());
    assertThat(tail.xiError()).isBetween(0.02, 0.1);
    assertThat(tail.sigmaError()).isBetween(0.1, 1.0);
    assertThat(tail.extremalIndex()).isBetween(0.9, 1.0);
    assertThat(tail.clusters()).isBetween(tail.exceedances() * 9 / 10, tail.exceedances());
    assertThat(tail.zhangStephens().xi()).isCloseTo(0.3, Percentage.withPercentage(30));
    assertThat(tail.weightedMoments().xi()).isCloseTo(0.3, Percentage.withPercentage(30));
    assertThat(tail.negativeLogLikelihood()).isPositive();
    assertThat(values).containsExactly(given);
    assertThat(Tail.of(values).checks()).isEqualTo(tail.checks());
  }

  @Test
  void modelQuantilesFollowTheFormula() {
    FittedTail tail = fitted(Simulated.series(new SplittableRandom(22), 15, HEAVY, 20_000));
    double share = 0.9999;
    double zeta = tail.exceedances() / 20_000.0;
    double xi = tail.fit().xi();
    double formula =
        tail.threshold() + tail.fit().sigma() / xi * (Math.pow(zeta / (1 - share), xi) - 1);

    TailQuantile.Known p9999 = known(tail, share);
    assertThat(p9999.source()).isEqualTo(TailQuantile.Source.MODEL);
    assertThat(p9999.interval().estimate()).isCloseTo(formula, Percentage.withPercentage(1e-6));
    assertThat(p9999.interval().contains(15 + HEAVY.quantile(1 - 1e-4 / 0.1))).isTrue();
    // Lopsided, as knowledge of a heavy tail is.
    assertThat(p9999.interval().high() - formula).isGreaterThan(formula - p9999.interval().low());
  }

  @Test
  void whatCanBeCountedIsCounted() {
    double[] values = Simulated.series(new SplittableRandom(23), 15, HEAVY, 20_000);
    double[] sorted = Samples.sorted(values);
    Tail tail = fitted(values);

    TailQuantile.Known p99 = known(tail, 0.99);
    assertThat(p99.source()).isEqualTo(TailQuantile.Source.EMPIRICAL);
    assertThat(p99.interval().estimate()).isEqualTo(sorted[19_800 - 1]);
    // 200 -+ 1.96 sqrt(198) ranks, a few more for chance clusters
    assertThat(p99.interval().low()).isBetween(sorted[19_765], sorted[19_775]);
    assertThat(p99.interval().high()).isBetween(sorted[19_825], sorted[19_835]);
    assertThat(known(tail, 0.995).source()).isEqualTo(TailQuantile.Source.EMPIRICAL);
    assertThat(known(tail, 0.996).source()).isEqualTo(TailQuantile.Source.MODEL);
    assertThat(known(tail, 0.5).interval().estimate()).isEqualTo(sorted[10_000 - 1]);
  }

  @Test
  void theThresholdLeavesTheBodyOut() {
    // A tenth of the values is above 10, but only those above 20, 3 %, are from the tail.
    SplittableRandom random = new SplittableRandom(24);
    double[] values = new double[30_000];
    Arrays.setAll(
        values,
        i -> {
          double kind = random.nextDouble();
          return kind < 0.03
              ? 20 + Simulated.excess(random, new Gpd(0.4, 10))
              : kind < 0.1 ? 18 + 2 * random.nextDouble() : -Math.log(1 - random.nextDouble());
        });
    FittedTail tail = fitted(values);

    assertThat(tail.checks().getFirst().state()).isEqualTo(ThresholdCheck.State.REJECTED);
    assertThat(tail.threshold()).isBetween(19.5, 40.0);
    assertThat(tail.xi().contains(0.4)).isTrue();
    assertThat(tail.checks())
        .extracting(ThresholdCheck::state)
        .containsOnlyOnce(ThresholdCheck.State.CHOSEN);
    assertThat(tail.checks()).extracting(ThresholdCheck::threshold).isSorted();
  }

  @Test
  void anExponentialBodyAndAParetoTail() {
    SplittableRandom random = new SplittableRandom(25);
    Gpd gpd = new Gpd(0.5, 5);
    double[] values = new double[40_000];
    // Exponential with mean 1 up to its 98 % quantile, from there on five times as wide and heavy.
    double end = -Math.log(0.02);
    Arrays.setAll(
        values,
        i -> {
          double value = -Math.log(1 - random.nextDouble());
          return value < end ? value : end + Simulated.excess(random, gpd);
        });
    FittedTail tail = fitted(values);

    assertThat(tail.checks().getFirst().state()).isEqualTo(ThresholdCheck.State.REJECTED);
    assertThat(tail.threshold()).isGreaterThan(0.9 * end);
    assertThat(tail.xi().contains(0.5)).isTrue();
    assertThat(known(tail, 0.9999).interval().contains(end + gpd.quantile(1 - 1e-4 / 0.02)))
        .isTrue();
  }

  /** Each value five times in a row says no more than once, but more than a fifth would. */
  @Test
  void clustersWidenIntervals() {
    double[] single = Simulated.clustered(new SplittableRandom(26), 15, HEAVY, 4_000, 1);
    double[] fivefold = Simulated.clustered(new SplittableRandom(26), 15, HEAVY, 20_000, 5);
    FittedTail once = fitted(single);
    FittedTail five = fitted(fivefold);

    assertThat(five.extremalIndex()).isBetween(0.15, 0.25);
    assertThat(width(five.xi())).isBetween(0.7 * width(once.xi()), 1.6 * width(once.xi()));
    assertThat(width(known(five, 0.9).interval()))
        .isBetween(
            0.7 * width(known(once, 0.9).interval()), 1.6 * width(known(once, 0.9).interval()));
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }

  @Test
  void refusesFewValues() {
    double[] values = Simulated.series(new SplittableRandom(31), 15, HEAVY, 290);

    assertThat(refusal(values))
        .contains("in the highest tenth of 290 values; needs at least 30, in the order of time");
    assertThat(Tail.of(values).quantile(0.6)).isInstanceOf(TailQuantile.Known.class);
    assertThat(((TailQuantile.Unknown) Tail.of(values).quantile(0.99)).reason())
        .startsWith("2.9 of 290 values are expected beyond; needs 100 without a tail model: ");
    assertThat(refusal(new double[] {1})).startsWith("0 separate events");
  }

  @Test
  void refusesFewEvents() {
    SplittableRandom random = new SplittableRandom(32);
    double[] values = new double[20_000];
    Arrays.setAll(values, i -> random.nextDouble());
    // Ten stalls of two hundred values each.
    for (int stall = 0; stall < 10; stall++) {
      int start = stall * 2_000 + random.nextInt(1_800);
      for (int i = start; i < start + 200; i++) {
        values[i] = 50 + Simulated.excess(random, HEAVY);
      }
    }

    assertThat(refusal(values))
        .endsWith("in the highest tenth of 20000 values; needs at least 30, in the order of time");
  }

  /** What came one after the other is one event, whatever it was before it was sorted. */
  @Test
  void refusesSortedValues() {
    double[] values = Simulated.series(new SplittableRandom(38), 15, HEAVY, 5_000);
    Arrays.sort(values);

    assertThat(refusal(values)).startsWith("1 separate events");
  }

  @Test
  void refusesTies() {
    double[] values =
        Arrays.stream(Simulated.series(new SplittableRandom(33), 15, HEAVY, 5_000))
            .map(Math::ceil)
            .toArray();

    assertThat(refusal(values)).startsWith("more than 10 % of the highest values repeat");
    assertThat(refusal(new double[5_000])).contains("in the highest tenth of 5000 values");
  }

  @Test
  void refusesATailThatMayHaveNoMean() {
    double[] values = Simulated.series(new SplittableRandom(34), 15, new Gpd(0.95, 8), 1_500);

    assertThat(refusal(values)).contains("needs an interval that ends by 1");
  }

  @Test
  void refusesAHardEnd() {
    SplittableRandom random = new SplittableRandom(35);

    assertThat(refusal(random.doubles(5_000).toArray())).contains("hard end");
    assertThat(refusal(random.doubles(5_000).map(u -> 1 - Math.pow(u, 0.6)).toArray()))
        .matches("xi is -0\\.\\d+: the values have a hard end; needs xi above -0.5");
  }

  @Test
  void refusesWhereNoThresholdStands() {
    SplittableRandom random = new SplittableRandom(36);
    // One in a hundred waits for a timeout of a second: two thirds of the highest candidate.
    double[] values =
        DoubleStream.generate(
                () ->
                    random.nextInt(100) == 0
                        ? 1_000 + random.nextGaussian()
                        : -Math.log(1 - random.nextDouble()))
            .limit(20_000)
            .toArray();

    assertThat(refusal(values)).startsWith("above no threshold");
    assertThat(Tail.of(values).checks())
        .extracting(ThresholdCheck::state)
        .containsOnly(ThresholdCheck.State.REJECTED);
  }

  @Test
  void refusesToLookTooFar() {
    Tail tail = fitted(Simulated.series(new SplittableRandom(37), 15, HEAVY, 20_000));

    assertThat(known(tail, 1 - 1 / 200_000.0).source()).isEqualTo(TailQuantile.Source.MODEL);
    assertThat(((TailQuantile.Unknown) tail.quantile(1 - 1e-6)).reason())
        .isEqualTo("0.0200 of 20000 values are expected beyond; needs at least 0.1");
  }

  @Test
  void refusesWhatIsNoSeries() {
    assertThatThrownBy(() -> Tail.of()).hasMessage("values is empty; needs at least one number");
    assertThatThrownBy(() -> Tail.of(1, Double.NaN))
        .hasMessage("values[1] is NaN; needs a finite number");
    assertThatThrownBy(() -> Tail.of(1, 2).quantile(0.4))
        .hasMessage("share is 0.4; needs 0.5 <= share < 1");
    assertThatThrownBy(() -> Tail.of(1, 2).quantile(1))
        .hasMessage("share is 1.0; needs 0.5 <= share < 1");
  }
}
