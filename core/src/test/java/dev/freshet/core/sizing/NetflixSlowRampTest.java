package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import org.junit.jupiter.api.Test;

/** Netflix concurrency-limits, issue 35: a limit that grows by one needs ages to a thousand. */
class NetflixSlowRampTest {
  private static final int KNEE = 1_000;

  /** Each window until there changes the limit once: it doubles it. */
  private static int windowsToTheKnee(int seed, int limit) {
    SizePolicy policy = SizePolicies.of(Sizing.gradient(1, 100_000), limit);
    SimulatedRun run =
        PoolSimulation.elastic(seed, RunTimes.exponential(20e6).withKnee(KNEE), limit, policy)
            .closed(_ -> 5_000, 5);
    assertThat(run.millisUntilLimit(0, KNEE * 0.9)).isLessThan(1_500);
    assertThat(run.throughput(3, 5)).as("of 50,000").isGreaterThan(40_000);
    int windows = 1;
    while (run.limits.get(windows) < KNEE * 0.9) {
      windows++;
    }
    return windows;
  }

  @Test
  void tenWindowsFromOneAndSixFromTwenty() {
    for (int seed = 0; seed < 5; seed++) {
      assertThat(windowsToTheKnee(seed, 1)).isLessThanOrEqualTo(10);
      assertThat(windowsToTheKnee(seed, 5)).isLessThanOrEqualTo(8);
      assertThat(windowsToTheKnee(seed, 20)).isLessThanOrEqualTo(6);
    }
  }
}
