package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencySummaryTest {
  private static Histogram upTo(int n) {
    Histogram nanos = new Histogram(3_600_000_000_000L, 3);
    for (int i = 1; i <= n; i++) {
      nanos.recordValue(i * 1_000L);
    }
    return nanos;
  }

  @Test
  void readsPercentilesInMicrosecondsFromNanoseconds() {
    LatencySummary summary = LatencySummary.of(upTo(10_000));

    assertThat(summary.count()).isEqualTo(10_000);
    assertThat(summary.meanUs()).isCloseTo(5_000.5, within(5.0));
    assertThat(summary.p50Us()).isCloseTo(5_000, within(5.0));
    assertThat(summary.p90Us()).isCloseTo(9_000, within(9.0));
    assertThat(summary.p99Us()).isCloseTo(9_900, within(10.0));
    assertThat(summary.p999Us()).isCloseTo(9_990, within(10.0));
    assertThat(summary.p9999Us()).isCloseTo(9_999, within(10.0));
    assertThat(summary.maxUs()).isCloseTo(10_000, within(10.0));
  }

  @Test
  void drawsACurveThatRisesToTheMaximum() {
    LatencySummary summary = LatencySummary.of(upTo(100_000));
    List<LatencySummary.Point> curve = summary.curve();

    assertThat(curve).hasSize(200);
    assertThat(curve.getFirst().percentile()).isZero();
    assertThat(curve.getLast()).isEqualTo(new LatencySummary.Point(100, summary.maxUs()));
    for (int i = 1; i < curve.size(); i++) {
      assertThat(curve.get(i).percentile()).isGreaterThan(curve.get(i - 1).percentile());
      assertThat(curve.get(i).us()).isGreaterThanOrEqualTo(curve.get(i - 1).us());
    }
  }

  @Test
  void knowsNothingFromAnEmptyHistogram() {
    LatencySummary summary = LatencySummary.of(new Histogram(1_000_000, 3));

    assertThat(summary.count()).isZero();
    assertThat(summary.p50Us()).isNaN();
    assertThat(summary.maxUs()).isNaN();
    assertThat(summary.curve()).isEmpty();
  }

  @Test
  void takesASingleValueForEveryPercentile() {
    Histogram nanos = new Histogram(1_000_000, 3);
    nanos.recordValue(1_500);
    LatencySummary summary = LatencySummary.of(nanos);

    assertThat(summary.p50Us()).isEqualTo(summary.maxUs()).isCloseTo(1.5, within(0.01));
    assertThat(summary.curve()).allSatisfy(p -> assertThat(p.us()).isEqualTo(summary.maxUs()));
  }

  @Test
  void namesTheFiguresForJson() {
    assertThat(LatencySummary.of(upTo(100)).json())
        .containsOnlyKeys("count", "mean", "p50", "p90", "p99", "p999", "p9999", "max")
        .containsEntry("count", 100L)
        .containsEntry("p50", 50.015);
  }
}
