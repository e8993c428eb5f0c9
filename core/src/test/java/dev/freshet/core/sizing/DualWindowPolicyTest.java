package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import org.junit.jupiter.api.Test;

class DualWindowPolicyTest extends SizePolicyContract {
  private static final Sizing SIZING = Sizing.dualWindow(1, 10_000);

  @Override
  Sizing sizing(int min, int max) {
    return Sizing.dualWindow(min, max);
  }

  private static SimulatedRun open(int seed, RunTimes runTimes, Arrivals arrivals, double seconds) {
    return PoolSimulation.elastic(seed, runTimes, 32, SizePolicies.of(SIZING, 32))
        .open(arrivals, seconds);
  }

  /** The bar of the catalogue, counted from the begin of a ramp that takes 200 ms itself. */
  @Test
  void followsTheBurstWithin250MillisWithoutGoingTooFar() {
    for (RunTimes runTimes : new RunTimes[] {RunTimes.constant(50e6), RunTimes.exponential(50e6)}) {
      BurstFigures burst = BurstFigures.of(SIZING, runTimes, 0.05, 0.2, 60);
      assertThat(burst.millisToSize().median()).isLessThan(250);
      assertThat(burst.overshoot().median()).isLessThan(0.10);
      assertThat(burst.overshoot().at(0.9)).isLessThan(0.20);
      assertThat(burst.p99Ratio().worst()).isLessThan(1.5);
      assertThat(burst.sizeAfter().worst()).isLessThan(60);
    }
  }

  @Test
  void followsAStepMoreSurely() {
    BurstFigures burst = BurstFigures.of(SIZING, RunTimes.constant(50e6), 0.05, 0, 60);
    assertThat(burst.millisToSize().at(0.9)).isLessThan(250);
    assertThat(burst.overshoot().median()).isLessThan(0.10);
    assertThat(burst.p99Ratio().worst()).isLessThan(1.5);
  }

  @Test
  void doesNotSwitchOnASteadyPoissonStream() {
    for (int seed = 0; seed < 6; seed++) {
      SimulatedRun run = open(seed, RunTimes.constant(50e6), Arrivals.poisson(500), 300);
      assertThat(run.limitChanges(10, 300)).as("seed %d", seed).isZero();
      assertThat(run.limitAt(300)).isBetween(33, 45);
    }
  }

  @Test
  void hardlySwitchesOnSteadyBatches() {
    SimulatedRun run = open(1, RunTimes.exponential(50e6), Arrivals.batches(500, 10), 120);
    assertThat(run.limitChanges(20, 120)).isLessThanOrEqualTo(6);
    assertThat(run.limitAt(120)).as("more headroom than for single arrivals").isBetween(50, 120);
  }

  @Test
  void followsASlowRiseWithoutLettingTasksWait() {
    Arrivals rise = Arrivals.varying(3_200, t -> Math.min(3_200, 500 + 90 * t));
    SimulatedRun run = open(2, RunTimes.constant(50e6), rise, 40);
    assertThat(run.responseMillis(99, 3, 40)).isLessThan(75);
    assertThat(run.limitAt(40)).isBetween(170, 220);
  }

  @Test
  void followsRunTimesThatChange() {
    RunTimes slower = RunTimes.constant(50e6).slowedFrom(10_000_000_000L, 4);
    SimulatedRun run = open(3, slower, Arrivals.poisson(500), 40);
    assertThat(run.limitAt(10)).isBetween(33, 45);
    assertThat(run.limitAt(16)).isGreaterThanOrEqualTo(100);
    assertThat(run.limitAt(40)).isBetween(105, 160);
    assertThat(run.responseMillis(99, 20, 40)).isLessThan(300);
  }

  @Test
  void letsAllRunUntilATaskHasEnded() {
    SimulatedRun run = open(4, RunTimes.constant(30e9), Arrivals.poisson(20), 60);
    assertThat(run.limitAt(29)).isBetween(450, 700);
    assertThat(run.responseMillis(99, 0, 30)).isLessThan(31_000);
  }

  @Test
  void aBacklogIsDrained() {
    Arrivals atOnce = (after, _) -> after < 9_999 ? after + 1 : Long.MAX_VALUE;
    SimulatedRun run = open(5, RunTimes.constant(10e6), atOnce, 10);
    assertThat(run.ended).isEqualTo(9_999);
    assertThat(run.responseMillis(100, 0, 1)).isLessThan(1_500);
  }

  @Test
  void aPauseIsNeitherALongBinNorThePresent() {
    DualWindowPolicy policy = new DualWindowPolicy(1, 10_000);
    int limit = 40;
    long now = 0;
    long done = 0;
    for (int i = 0; i < 1_000; i++) {
      now += 10_000_000;
      done += 5;
      limit = policy.next(new SizeSample(now, limit, 25, 0, done + 25, done, 50e6));
    }
    int before = limit;
    now += 600_000_000_000L; // ten minutes of rest, then the same load again
    done += 25;
    for (int i = 0; i < 1_000; i++) {
      now += 10_000_000;
      done += 5;
      limit = policy.next(new SizeSample(now, limit, 25, 0, done + 25, done, 50e6));
      assertThat(limit).isBetween(before * 8 / 10, before * 12 / 10);
    }
  }
}
