package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import org.junit.jupiter.api.Test;

class GradientPolicyTest extends SizePolicyContract {
  private static final RunTimes SERVER = RunTimes.exponential(20e6).withKnee(100);

  @Override
  Sizing sizing(int min, int max) {
    return Sizing.gradient(min, max);
  }

  private static SimulatedRun closed(int seed, RunTimes runTimes, int limit, double seconds) {
    SizePolicy policy = SizePolicies.of(Sizing.gradient(1, 100_000), limit);
    return PoolSimulation.elastic(seed, runTimes, limit, policy).closed(_ -> 1_000, seconds);
  }

  @Test
  void findsTheKneeAndUsesIt() {
    for (int seed = 0; seed < 10; seed++) {
      SimulatedRun run = closed(seed, SERVER, 10, 60);
      assertThat(run.meanLimit(10, 60)).as("seed %d", seed).isBetween(85.0, 130.0);
      assertThat(run.throughput(10, 60)).as("of 5,000").isGreaterThan(4_700);
    }
  }

  @Test
  void comesDownFromFarBeyondTheKnee() {
    SimulatedRun run = closed(1, SERVER, 900, 60);
    assertThat(run.meanLimit(30, 60)).isBetween(85.0, 130.0);
  }

  @Test
  void learnsABaseThatChangedForGood() {
    SimulatedRun run = closed(2, SERVER.slowedFrom(40_000_000_000L, 3), 10, 100);
    assertThat(run.meanLimit(20, 40)).isBetween(85.0, 130.0);
    assertThat(run.meanLimit(70, 100)).isBetween(85.0, 130.0);
    assertThat(run.throughput(50, 100)).as("of 1,667").isGreaterThan(1_450);
  }

  @Test
  void followsAKneeThatMovesBothWays() {
    RunTimes moving =
        (now, running, random) -> {
          double knee = now < 30e9 || now >= 80e9 ? 50 : 400;
          return -Math.log(1 - random.nextDouble()) * 20e6 * Math.max(1, running / knee);
        };
    SimulatedRun run = closed(3, moving, 50, 120);
    assertThat(run.meanLimit(10, 30)).isBetween(40.0, 67.0);
    assertThat(run.meanLimit(60, 80)).isBetween(330.0, 520.0);
    assertThat(run.meanLimit(100, 120)).isBetween(40.0, 67.0);
  }

  @Test
  void neverGoesBelowItsFloor() {
    SizePolicy policy = SizePolicies.of(Sizing.gradient(30, 1_000), 60);
    SimulatedRun run =
        PoolSimulation.elastic(4, RunTimes.constant(20e6).withKnee(5), 60, policy)
            .closed(_ -> 200, 60);
    for (int i = 0; i < run.limits.size(); i++) {
      assertThat(run.limits.get(i)).isGreaterThanOrEqualTo(30);
    }
    assertThat(run.limitAt(60)).isLessThan(70);
  }

  @Test
  void doesNotGrowWhenTheLimitIsNotInUse() {
    SizePolicy policy = SizePolicies.of(Sizing.gradient(1, 1_000), 64);
    SimulatedRun run =
        PoolSimulation.elastic(5, RunTimes.exponential(50e6), 64, policy)
            .open(Arrivals.poisson(500), 120);
    assertThat(run.peakLimit(0, 120)).isEqualTo(64);
  }

  @Test
  void slowTasksAreNotProbedAllTheTime() {
    SizePolicy policy = SizePolicies.of(Sizing.gradient(1, 1_000), 10);
    SimulatedRun run =
        PoolSimulation.elastic(7, RunTimes.exponential(10e9).withKnee(20), 10, policy)
            .closed(_ -> 60, 20_000);
    assertThat(run.throughput(5_000, 20_000)).as("of 2").isGreaterThan(1.7);
    assertThat(run.peakLimit(5_000, 20_000)).isLessThanOrEqualTo(40);
  }

  @Test
  void aProbeTakesLittle() {
    SimulatedRun run = closed(6, RunTimes.constant(20e6).withKnee(100), 100, 300);
    assertThat(run.throughput(60, 300)).as("of 5,000").isGreaterThan(4_900);
  }
}
