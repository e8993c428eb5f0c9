package dev.freshet.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.core.watch.LeakDetector.Rise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakDetectorTest {
  private static final int SEEDS = 100;
  private static final double AGE = 3;
  private static final long AGE_NANOS = 3_000_000_000L;

  private final LeakDetector detector = new LeakDetector();

  /** Four samples a second, of the number of live tasks at that quarter of a second. */
  private @Nullable Rise after(int seconds, LongUnaryOperator live) {
    for (int i = 0; i < 4 * seconds; i++) {
      detector.add(Long.MAX_VALUE - 5_000_000_000L + i * 250_000_000L, live.applyAsLong(i));
    }
    return detector.rise(AGE_NANOS, false);
  }

  @Test
  void aSteadyRiseIsFoundWithItsSlope() {
    Rise rise = Objects.requireNonNull(after(10, quarter -> 100 + quarter / 2));
    assertThat(rise.perSecond(rise.trend().slope())).isCloseTo(2, within(1e-9));
    assertThat(rise.trend().chance()).isLessThan(0.001);
    assertThat(rise.trend().low()).isBetween(1.0, 2.0);
    assertThat(rise.trend().high()).isBetween(2.0, 3.0);
  }

  @ParameterizedTest
  @CsvSource({"flat", "step", "sawtooth", "bursts", "warmup", "falling", "once"})
  void whatConvergesOrComesBackIsNoRise(String shape) {
    LongUnaryOperator live =
        switch (shape) {
          case "flat" -> _ -> 500;
          case "step" -> quarter -> quarter < 20 ? 100 : 300;
          case "sawtooth" -> quarter -> 50 * (quarter % 8);
          case "bursts" -> quarter -> quarter % 12 < 3 ? 5000 : 10;
          case "warmup" -> quarter -> (long) (1000 * (1 - Math.exp(-quarter / 8.0)));
          case "falling" -> quarter -> 1000 - quarter;
          default -> quarter -> quarter == 30 ? 100_000 : 3;
        };
    for (int seconds = 1; seconds <= 40; seconds++) {
      LeakDetector fresh = new LeakDetector();
      for (int i = 0; i < 4 * seconds; i++) {
        fresh.add(i * 250_000_000L, live.applyAsLong(i));
      }
      assertThat(fresh.rise(AGE_NANOS, false)).as("after %d s", seconds).isNull();
    }
  }

  /** A suspicion is all that a load in stairs gives: no task is old. */
  @Test
  void aRiseWithoutOldTasksIsNoLeak() {
    Rise rise = Objects.requireNonNull(after(15, quarter -> 100 + 25 * (quarter / 4)));
    assertThat(LeakDetector.explains(rise, AGE_NANOS, false, 0, 1000)).isFalse();
    assertThat(LeakDetector.explains(rise, AGE_NANOS, false, 80, 1000)).isFalse();
    assertThat(LeakDetector.explains(rise, AGE_NANOS, false, 90, 1000)).isTrue();
    assertThat(LeakDetector.explains(rise, AGE_NANOS, false, 10, 20)).isTrue();
  }

  /** Floors of 0, 3, 1, 4, 2, 5, ...: a chance of one in forty to be no rise. */
  @Test
  void anUnsteadyRiseCountsWhereSuchAgesAreUnheardOf() {
    assertThat(after(9, quarter -> quarter / 4 / 2 + 3 * (quarter / 4 % 2))).isNull();
    Rise rise = Objects.requireNonNull(detector.rise(AGE_NANOS, true));
    assertThat(rise.steady()).isFalse();
    assertThat(LeakDetector.explains(rise, AGE_NANOS, true, 3, 1000)).isTrue();
    assertThat(LeakDetector.explains(rise, AGE_NANOS, false, 3, 1000)).isFalse();
  }

  @Test
  void ageIsUnheardOfIfNothingTookAQuarterOfIt() {
    assertThat(LeakDetector.isUnheardOf(AGE_NANOS, 9, 0)).isFalse();
    assertThat(LeakDetector.isUnheardOf(AGE_NANOS, 10, AGE_NANOS / 4)).isTrue();
    assertThat(LeakDetector.isUnheardOf(AGE_NANOS, 10, AGE_NANOS / 4 + 1)).isFalse();
  }

  @Test
  void aSlowRiseIsFoundInLongWindows() {
    Rise rise = Objects.requireNonNull(after(2000, quarter -> quarter / 240 + (quarter % 5) * 3));
    assertThat(rise.perSecond(rise.trend().slope())).isCloseTo(1.0 / 60, within(0.003));
    assertThat(rise.windowNanos()).isGreaterThan(LeakDetector.WINDOW_NANOS);
  }

  @Test
  void aGapInTheSamplesStartsAnew() {
    after(7, quarter -> quarter);
    detector.add(Long.MAX_VALUE + 60_000_000_000L, 1000);
    assertThat(detector.rise(AGE_NANOS, false)).isNull();
  }

  @Test
  void theSuspectAgeFollowsWhatIsKnown() {
    assertThat(LeakDetector.suspectAge(AGE_NANOS, 9, 0)).isEqualTo(30_000_000_000L);
    assertThat(LeakDetector.suspectAge(AGE_NANOS, 10, 1_000)).isEqualTo(AGE_NANOS);
    assertThat(LeakDetector.suspectAge(AGE_NANOS, 10, 4_000_000_000L)).isEqualTo(8_000_000_000L);
  }

  /** Kendall's tables: n = 4, all rising: S = 6, one of 24 orders; the normal value is near it. */
  @Test
  void trendsAgreeWithTables() {
    Trend four = Trend.of(new long[] {1, 2, 3, 4});
    assertThat(four.slope()).isEqualTo(1);
    assertThat(four.chance()).isCloseTo(1.0 / 24, within(0.005));
    Trend ten = Trend.of(new long[] {1, 3, 2, 5, 4, 6, 8, 7, 9, 10}); // S = 39
    assertThat(ten.chance()).isCloseTo(0.000_34, within(0.000_1));
    Trend flat = Trend.of(new long[] {5, 5, 5});
    assertThat(flat.chance()).isEqualTo(1);
    assertThat(flat.slope()).isZero();
    Trend outlier = Trend.of(new long[] {1, 2, 3, 4000, 5, 6, 7});
    assertThat(outlier.slope()).isEqualTo(1);
  }

  private static @Nullable Double alarm(String shape, long seed) {
    DoubleUnaryOperator rate =
        switch (shape) {
          case "steady", "heavy-tail", "near-saturation" -> _ -> 190;
          case "bursts" -> t -> t % 7 < 1 ? 1500 : 60;
          case "sawtooth" -> t -> 40 * (t % 5);
          case "step" -> t -> t < 30 ? 50 : 180;
          case "stairs" -> t -> 30 + 30 * Math.floor(t / 20);
          case "ramp" -> t -> 20 + 1.4 * t;
          case "day" -> t -> 100 + 90 * Math.sin(t / 20);
          case "overload" -> _ -> 260;
          case "long-tasks" -> _ -> 4;
          default -> throw new IllegalArgumentException(shape);
        };
    return switch (shape) {
      case "heavy-tail" ->
          new SimulatedPool(
                  seed, 400, rate, 1500, random -> 0.1 / Math.pow(1 - random.nextDouble(), 0.6))
              .firstAlarm(120, AGE);
      case "near-saturation" ->
          new SimulatedPool(seed, 20, rate, 1500, SimulatedPool.exponential(0.1))
              .firstAlarm(120, AGE);
      case "long-tasks" ->
          new SimulatedPool(seed, 200, rate, 1500, random -> 10 + 10 * random.nextDouble())
              .firstAlarm(120, AGE);
      default ->
          new SimulatedPool(seed, 20, rate, 1500, SimulatedPool.exponential(0.1))
              .firstAlarm(120, AGE);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "steady",
        "heavy-tail",
        "near-saturation",
        "bursts",
        "sawtooth",
        "step",
        "stairs",
        "ramp",
        "day",
        "overload",
        "long-tasks"
      })
  void healthyPoolsRaiseNoAlarm(String shape) {
    List<Long> alarms = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      if (alarm(shape, seed) != null) {
        alarms.add(seed);
      }
    }
    System.out.printf("leak figures: %s: %d alarms in %d x 120 s%n", shape, alarms.size(), SEEDS);
    assertThat(alarms).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "4, 1000", "20, 1000", "4, 40", "10, 20"})
  void plantedLeaksAreFoundWithinTenSeconds(double leaksPerSecond, int limit) {
    List<Double> times = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      Double alarm =
          new SimulatedPool(seed, limit, _ -> 100, 100, SimulatedPool.exponential(0.05))
              .leaking(20, leaksPerSecond / 100)
              .firstAlarm(60, AGE);
      times.add(alarm == null ? Double.POSITIVE_INFINITY : alarm - 20);
    }
    times.sort(null);
    System.out.printf(
        "leak figures: %.0f/s at limit %d: found after %.1f s, %.1f s at worst%n",
        leaksPerSecond, limit, times.get(SEEDS / 2), times.getLast());
    assertThat(times.getFirst()).isPositive();
    assertThat(times.get(SEEDS / 2)).isLessThanOrEqualTo(10);
  }
}
