package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Netflix concurrency-limits, pull request 134: mild overload makes the limit rise for ever. */
class NetflixDriftTest {
  private static final int KNEE = 100;

  /** Ten minutes of arrivals 10 % above what the server can do at any limit. */
  private static SimulatedRun overloaded(int seed, RunTimes runTimes) {
    SizePolicy policy = SizePolicies.of(Sizing.gradient(1, 100_000), 20);
    return PoolSimulation.elastic(seed, runTimes.withKnee(KNEE), 20, policy)
        .laneCapacity(1_000)
        .open(Arrivals.poisson(2_200), 600);
  }

  private static void assertHeld(SimulatedRun run) {
    assertThat(run.peakLimit(5, 600)).isLessThanOrEqualTo(KNEE * 13 / 10);
    assertThat(run.meanLimit(300, 600)).isLessThanOrEqualTo(KNEE * 1.2);
    assertThat(run.throughput(60, 600)).as("of 2,000").isGreaterThan(1_880);
  }

  @Test
  void tenMinutesOfMildOverloadLeaveTheLimitAtTheKnee() {
    for (int seed = 0; seed < 2; seed++) {
      assertHeld(overloaded(seed, RunTimes.exponential(50e6)));
      assertHeld(overloaded(seed, RunTimes.constant(50e6)));
    }
  }

  @Test
  @Tag("deep")
  void tenMinutesOfMildOverloadWithManySeeds() {
    for (int seed = 0; seed < 20; seed++) {
      assertHeld(overloaded(seed, RunTimes.exponential(50e6)));
    }
  }
}
