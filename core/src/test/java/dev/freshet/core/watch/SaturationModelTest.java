package dev.freshet.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.TaskPool;
import dev.freshet.core.watch.SaturationModel.Bound;
import dev.freshet.core.watch.SaturationModel.Point;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaturationModelTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  private static SaturationModel model(SaturationInputs inputs) {
    return SaturationModel.of(inputs);
  }

  @Test
  void tasksThatOnlyBlockAreBoundByTheLimit() {
    SaturationModel model = model(SaturationInputs.of(50, 2).blocked(Duration.ofMillis(10)));
    assertThat(model.kneePerSecond()).isCloseTo(5000, within(1e-6));
    assertThat(model.binding()).isEqualTo(Bound.LIMIT);
    assertThat(model.demandAt(4000)).isCloseTo(40, within(1e-9));
  }

  @Test
  void tasksThatOnlyComputeAreBoundByTheProcessors() {
    SaturationModel model = model(SaturationInputs.of(50, 4).cpu(MILLI));
    assertThat(model.kneePerSecond()).isCloseTo(4000, within(1e-3));
    assertThat(model.binding()).isEqualTo(Bound.CPU);
    assertThat(model(SaturationInputs.of(3, 4).cpu(MILLI)).kneePerSecond())
        .isCloseTo(3000, within(1e-6));
  }

  @Test
  void aSlowHandOverBinds() {
    SaturationModel model =
        model(
            SaturationInputs.of(50, 4)
                .cpu(Duration.ofNanos(100))
                .dispatch(Duration.ofNanos(50), 1e6));
    assertThat(model.kneePerSecond()).isCloseTo(1e6, within(1e-3));
    assertThat(model.binding()).isEqualTo(Bound.DISPATCH);
    assertThat(model.at(5e5).cpuUse()).isCloseTo(5e5 * 150e-9 / 4, within(1e-9));
  }

  /** Throughput of the machine repairman with N machines and c repairmen, from its equations. */
  @ParameterizedTest
  @CsvSource({
    "8, 2, 1, 4",
    "8, 1, 1, 4",
    "20, 4, 2, 8",
    "3, 4, 1, 1",
    "100, 8, 1, 10",
    "64, 16, 5, 1",
    "64, 16, 1, 5",
    "8000, 64, 1, 100",
    "5, 1, 1, 1000",
    "5, 8, 1000, 1"
  })
  void theKneeIsTheThroughputOfTheClosedNetwork(int limit, int servers, int cpu, int blocked) {
    double state = 1;
    double sum = 1;
    double working = 0;
    for (int k = 1; k <= limit; k++) {
      state *= (limit - k + 1) / (double) blocked * cpu / Math.min(k, servers);
      double scale = state > 1e100 ? state : 1;
      sum = sum / scale + state / scale;
      working = working / scale + Math.min(k, servers) * (state / scale);
      state /= scale;
    }
    double expected = working / sum / cpu * 1000;

    SaturationModel model =
        model(
            SaturationInputs.of(limit, servers)
                .cpu(Duration.ofMillis(cpu))
                .blocked(Duration.ofMillis(blocked)));
    assertThat(model.kneePerSecond()).isCloseTo(expected, Percentage.withPercentage(1e-7));
  }

  @ParameterizedTest
  @CsvSource({"0.3", "0.7", "0.95", "1.0", "1.2"})
  void aSingleServerBehavesLikeMM1K(double load) {
    int lane = 20;
    SaturationModel model = model(SaturationInputs.of(1, 1).cpu(MILLI).laneCapacity(lane));
    double sum = 0;
    double inside = 0;
    double last = 0;
    for (int n = 0; n <= lane + 1; n++) {
      last = Math.pow(load, n);
      sum += last;
      inside += n * last;
    }
    Point point = model.at(1000 * load);
    assertThat(point.running() + point.queued()).isCloseTo(inside / sum, within(1e-6));
    assertThat(point.refused()).isCloseTo(last / sum, within(1e-9));
    assertThat(point.throughputPerSecond()).isCloseTo(1000 * load * (1 - last / sum), within(1e-6));
  }

  /** Erlang's formula of the wait, 4 servers at 75 %: C = 0.5094. */
  @Test
  void manyServersBehaveLikeMMc() {
    SaturationInputs inputs = SaturationInputs.of(4, 4).cpu(MILLI).laneCapacity(1_000_000);
    Point point = model(inputs).at(3000);
    double wait = 0.509434 / (4 - 3);
    assertThat(point.response().toNanos() / 1e6).isCloseTo(1 + wait, within(1e-4));
    assertThat(point.running()).isCloseTo(3, within(1e-6));
    assertThat(point.cpuUse()).isCloseTo(0.75, within(1e-9));

    Point even = model(inputs.variation(0, 1)).at(3000);
    assertThat(even.response().toNanos() / 1e6).isCloseTo(1 + wait / 2, within(1e-4));
  }

  @Test
  void littlesLawHoldsAtEachPointOfACurve() {
    SaturationModel model =
        model(
            SaturationInputs.of(200, 2)
                .cpu(Duration.ofNanos(300_000))
                .blocked(Duration.ofMillis(40)));
    List<Point> curve = model.curve(40);
    assertThat(curve).hasSize(40);
    assertThat(curve.getFirst().ratePerSecond())
        .isCloseTo(0.05 * model.kneePerSecond(), within(1e-6));
    assertThat(curve.getLast().ratePerSecond())
        .isCloseTo(1.3 * model.kneePerSecond(), within(1e-6));
    Point before = curve.getFirst();
    for (Point point : curve) {
      double inside = point.throughputPerSecond() * point.response().toNanos() / 1e9;
      assertThat(point.running() + point.queued())
          .isCloseTo(inside, Percentage.withPercentage(0.01));
      assertThat(point.response()).isGreaterThanOrEqualTo(before.response());
      assertThat(point.queued()).isGreaterThanOrEqualTo(before.queued() - 1e-9);
      before = point;
    }
    assertThat(curve.getLast().queued()).isGreaterThan(65_000);
    assertThat(curve.getLast().refused()).isCloseTo(1 - 1 / 1.3, within(1e-3));
    assertThat(curve.getLast().running()).isCloseTo(200, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({"8192, 0.5", "8193, 0.5", "16777215, 0.5", "16777215, 1.3", "8192, 1.3", "100, 50"})
  void largeLimitsAndLoadsGiveFiniteFigures(int limit, double load) {
    SaturationModel model =
        model(
            SaturationInputs.of(limit, 64)
                .cpu(Duration.ofNanos(10))
                .blocked(Duration.ofMillis(100))
                .laneCapacity(268_435_456));
    assertThat(model.kneePerSecond()).isCloseTo(limit * 10.0, Percentage.withPercentage(0.1));
    Point point = model.at(load * model.kneePerSecond());
    double running = Math.min(1, load) * limit;
    assertThat(point.running()).isCloseTo(running, Percentage.withPercentage(0.1));
    if (load > 1) {
      assertThat(point.queued()).isCloseTo(268_435_456, Percentage.withPercentage(0.1));
      assertThat(point.refused()).isCloseTo(1 - 1 / load, within(1e-3));
    } else {
      assertThat(point.queued()).isLessThan(1);
    }
  }

  @Test
  void nothingArrives() {
    Point point = model(SaturationInputs.of(10, 1).cpu(MILLI)).at(0);
    assertThat(point).isEqualTo(new Point(0, 0, 0, 0, MILLI, 0, 0));
  }

  @Test
  void inputsComeFromTheFiguresOfAPool() throws Exception {
    try (TaskPool pool = TaskPool.builder().limit(8).laneCapacity(100).build()) {
      PoolSnapshot before = pool.snapshot();
      for (int i = 0; i < 100; i++) {
        pool.submit(() -> 1).get();
      }
      PoolSnapshot after = pool.snapshot();
      SaturationInputs inputs =
          SaturationInputs.measured(before, after, Duration.ofNanos(1_000), 4);
      assertThat(inputs.limit()).isEqualTo(8);
      assertThat(inputs.laneCapacity()).isEqualTo(100);
      assertThat(inputs.cpuNanos()).isEqualTo(10);
      assertThat(inputs.blockedNanos())
          .isCloseTo(Math.max(0, after.runTime().meanNanos() - 10), within(1e-6));
      assertThatThrownBy(() -> SaturationInputs.measured(after, after, MILLI, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 tasks ended");
    }
  }

  @Test
  void badValuesAreNamed() {
    assertThatThrownBy(() -> SaturationInputs.of(0, 1)).hasMessageContaining("limit: value is 0");
    assertThatThrownBy(() -> SaturationInputs.of(1, 0)).hasMessageContaining("processors");
    assertThatThrownBy(() -> SaturationInputs.of(1, 1).cpu(Duration.ofNanos(-1)))
        .hasMessageContaining("cpuNanos: value is -1.0; allowed is 0 or more");
    assertThatThrownBy(() -> SaturationInputs.of(1, 1).dispatch(MILLI, 0))
        .hasMessageContaining("dispatchesPerSecond");
    assertThatThrownBy(() -> model(SaturationInputs.of(1, 1))).hasMessageContaining("all 0");
    SaturationModel model = model(SaturationInputs.of(1, 1).cpu(MILLI));
    assertThatThrownBy(() -> model.at(-1)).hasMessageContaining("ratePerSecond: value is -1.0");
    assertThatThrownBy(() -> model.curve(1)).hasMessageContaining("points: value is 1");
  }
}
