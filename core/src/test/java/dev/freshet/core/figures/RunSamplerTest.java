package dev.freshet.core.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.LatencySnapshot;
import java.util.function.IntToLongFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunSamplerTest {
  private long clock = -1_000_000_000L; // nanoTime may be negative
  private int measured;
  private long lastWeight;

  /** Runs tasks by a clock that only they move. */
  private LatencySnapshot run(int tasks, int seed, IntToLongFunction nanosOfTask) {
    RunSampler sampler = new RunSampler(seed);
    LatencyRecorder recorder = new LatencyRecorder(1);
    measured = 0;
    for (int i = 0; i < tasks; i++) {
      long nanos = nanosOfTask.applyAsLong(i);
      boolean due = sampler.due();
      clock += nanos;
      if (due) {
        lastWeight = sampler.weight();
        recorder.record(nanos, lastWeight);
        sampler.measured(clock);
        measured++;
      }
    }
    return recorder.snapshot();
  }

  @Test
  void measuresEachTaskThatIsLong() {
    LatencySnapshot runs = run(10_000, 1, _ -> 25_000);
    assertThat(measured).isEqualTo(10_000);
    assertThat(runs.count()).isEqualTo(10_000);
    assertThat(runs.meanNanos()).isEqualTo(25_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 100, 1_000, 10_000})
  void samplesShortTasksAboutEach25Microseconds(int nanos) {
    int tasks = 2_000_000;
    LatencySnapshot runs = run(tasks, 3, _ -> nanos);
    long most = (long) tasks * nanos / 25_000;
    assertThat((long) measured).isBetween(most / 2, most * 3 / 2);
    assertThat(runs.count()).isBetween(tasks - 2_047L, (long) tasks);
    assertThat(runs.meanNanos()).isEqualTo(nanos);
  }

  @Test
  void neverStandsForMoreThanTwiceTheLargestStride() {
    run(1_000_000, 9, _ -> 0);
    assertThat(measured).isBetween(500, 2_000);
    assertThat(lastWeight).isBetween(1L, 2_047L);
  }

  @Test
  void isNotFooledByAStreamThatRepeatsItself() {
    for (int period = 2; period <= 64; period *= 2) {
      int each = period;
      LatencySnapshot runs = run(4_000_000, period, i -> i % each == 0 ? 800 : 100);
      double mean = 100 + 700.0 / period;
      assertThat(runs.meanNanos()).isCloseTo(mean, Percentage.withPercentage(5));
    }
  }

  @Test
  void measuresAllAgainSoonAfterTasksGrowLong() {
    RunSampler sampler = new RunSampler(5);
    for (int i = 0; i < 100_000; i++) {
      clock += 50;
      if (sampler.due()) {
        sampler.measured(clock);
      }
    }
    int unseen = 0;
    while (!sampler.due()) {
      clock += 1_000_000;
      unseen++;
    }
    assertThat(unseen).isLessThan(1_024);
    clock += 1_000_000;
    sampler.measured(clock);
    for (int i = 0; i < 100; i++) {
      assertThat(sampler.due()).isTrue();
      assertThat(sampler.weight()).isEqualTo(1);
      clock += 1_000_000;
      sampler.measured(clock);
    }
  }
}
