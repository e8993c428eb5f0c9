package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.core.figures.LatencyRecorder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencySnapshotTest {
  private static final double[] SHARES = {0, 0.1, 1, 10, 25, 50, 75, 90, 99, 99.9, 99.99, 100};

  @Test
  void nothingMeasuredIsAllZero() {
    LatencySnapshot empty = LatencySnapshot.EMPTY;
    assertThat(empty.count()).isZero();
    assertThat(empty.meanNanos()).isZero();
    assertThat(empty.percentileNanos(99)).isZero();
    assertThat(empty.maxNanos()).isZero();
    assertThat(empty).hasToString("n=0").isEqualTo(new LatencyRecorder(2).snapshot());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 999, 1_000, 1_001, 20_000})
  void agreesWithTheSortedValues(int size) {
    for (int seed = 0; seed < 40; seed++) {
      long[] values = values(new Random(seed * 31L + size), size);
      LatencyRecorder recorder = new LatencyRecorder(2);
      for (long value : values) {
        recorder.record(value, 1);
      }
      LatencySnapshot snapshot = recorder.snapshot();
      Arrays.sort(values);
      assertThat(snapshot.count()).isEqualTo(size);
      assertThat(recorder.count()).isEqualTo(size);
      assertThat(snapshot.maxNanos()).isEqualTo(values[size - 1]);
      double mean = Arrays.stream(values).asDoubleStream().sum() / size;
      assertThat(snapshot.meanNanos()).isCloseTo(mean, within(mean * 1e-9));
      for (double p : SHARES) {
        int rank = (int) Math.max(1, Math.ceil(Math.nextDown(p) / 100 * size));
        assertWithinTheBound(snapshot.percentileNanos(p), values[rank - 1]);
      }
    }
  }

  @Test
  void weightsCountAsRepeatedValues() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      LatencyRecorder weighted = new LatencyRecorder(2);
      LatencyRecorder repeated = new LatencyRecorder(2);
      for (int i = 0; i < 500; i++) {
        long value = value(random);
        int weight = 1 + random.nextInt(20);
        weighted.record(value, weight);
        for (int k = 0; k < weight; k++) {
          repeated.record(value, 1);
        }
      }
      assertThat(weighted.snapshot()).isEqualTo(repeated.snapshot());
      assertThat(weighted.totalNanos()).isEqualTo(repeated.totalNanos());
    }
  }

  @Test
  void sumsAndIntervalsAreThoseOfTheValues() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      LatencyRecorder both = new LatencyRecorder(2);
      LatencyRecorder second = new LatencyRecorder(2);
      for (long value : values(random, 1 + random.nextInt(300))) {
        both.record(value, 1);
      }
      LatencySnapshot first = both.snapshot();
      for (long value : values(random, random.nextInt(300))) {
        both.record(value, 1);
        second.record(value, 1);
      }
      LatencySnapshot all = both.snapshot();
      LatencySnapshot interval = all.minus(first);
      LatencySnapshot alone = second.snapshot();

      assertThat(interval.count()).isEqualTo(alone.count());
      assertThat(interval.meanNanos()).isEqualTo(alone.meanNanos());
      assertThat(all.minus(LatencySnapshot.EMPTY)).isEqualTo(all);
      assertThat(all.minus(all)).isEqualTo(LatencySnapshot.EMPTY);
      assertWithinTheBound(interval.maxNanos(), alone.maxNanos());
      for (double p : SHARES) {
        assertWithinTheBound(interval.percentileNanos(p), alone.percentileNanos(p));
      }
    }
  }

  @Test
  void theMaximumOfAnIntervalThatRaisedItIsExact() {
    LatencyRecorder recorder = new LatencyRecorder(2);
    recorder.record(1_000_003, 1);
    LatencySnapshot before = recorder.snapshot();
    recorder.record(1_000_007, 1);
    assertThat(recorder.snapshot().minus(before).maxNanos()).isEqualTo(1_000_007);
  }

  @Test
  void theMeanSurvivesATotalBeyondALong() {
    LatencyRecorder recorder = new LatencyRecorder(2);
    long hour = 3_600_000_000_000L;
    recorder.record(hour, 7_000_000);
    recorder.record(3 * hour, 7_000_000);
    LatencySnapshot before = recorder.snapshot();
    assertThat(before.meanNanos()).isEqualTo(2.0 * hour);
    recorder.record(5 * hour, 1_000_000);
    assertThat(recorder.snapshot().minus(before).meanNanos()).isEqualTo(5.0 * hour);
    long centuries = Long.MAX_VALUE;
    recorder.record(centuries, 1_000_000);
    assertThat(recorder.snapshot().minus(before).meanNanos())
        .isCloseTo((5.0 * hour + centuries) / 2, within(centuries / 32.0));
  }

  @Test
  void tellsNineHundredNinetyNineOfAThousand() {
    LatencyRecorder recorder = new LatencyRecorder(2);
    recorder.record(10, 999);
    recorder.record(1_000, 1);
    assertThat(recorder.snapshot().percentileNanos(99.9)).isEqualTo(10);
    assertThat(recorder.snapshot().percentileNanos(99.91)).isEqualTo(1_000);
  }

  @Test
  void writesWhatMatters() {
    LatencyRecorder recorder = new LatencyRecorder(2);
    recorder.record(60, 1);
    assertThat(recorder.snapshot()).hasToString("n=1 p50 60ns p99 60ns max 60ns");
    recorder.record(3_100, 1_100);
    recorder.record(39_900, 102);
    recorder.record(2_100_000, 1);
    assertThat(recorder.snapshot()).hasToString("n=1,204 p50 3.1us p99 40us max 2.1ms");
    recorder.record(999_600_000, 1);
    assertThat(recorder.snapshot().toString()).endsWith("max 1.0s");
    recorder.record(4_000_000_000_000L, 1);
    assertThat(recorder.snapshot().toString()).endsWith("max 4,000s");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 100.001, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAShareThatIsNone(double p) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LatencySnapshot.EMPTY.percentileNanos(p))
        .withMessage("p: value is " + p + "; allowed is 0 to 100");
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without NullAway can do
  void refusesAForeignOrMissingSnapshot() {
    LatencyRecorder recorder = new LatencyRecorder(2);
    recorder.record(5, 1);
    LatencySnapshot five = recorder.snapshot();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LatencySnapshot.EMPTY.minus(five))
        .withMessageStartingWith("earlier: value is [n=1 p50 5ns p99 5ns max 5ns]");
    assertThatNullPointerException().isThrownBy(() -> five.minus(null)).withMessage("earlier");
  }

  private static void assertWithinTheBound(long answered, long exact) {
    assertThat(answered).isBetween(exact, exact + exact / 32);
  }

  private static long[] values(Random random, int size) {
    return random.longs(size, 0, 1).map(_ -> value(random)).toArray();
  }

  /** All magnitudes from a nanosecond to twelve days are equally likely. */
  private static long value(Random random) {
    return random.nextLong() >>> (14 + random.nextInt(50));
  }
}
