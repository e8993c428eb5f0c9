package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import org.junit.jupiter.api.Test;

class ThresholdPolicyTest extends SizePolicyContract {
  private final SizePolicy policy = new ThresholdPolicy(4, 1_000);
  private long now = 1;
  private int limit = 100;
  private long ended;

  @Override
  Sizing sizing(int min, int max) {
    return Sizing.thresholds(min, max);
  }

  private int show(int running, int queued, long millis) {
    now += millis * 1_000_000;
    ended += 500; // more than ever are there at once: the pool may have rested since
    long arrivals = ended + running + queued;
    limit = policy.next(new SizeSample(now, limit, running, queued, arrivals, ended, Double.NaN));
    return limit;
  }

  private void showFor(int running, int queued, int samples) {
    for (int i = 0; i < samples; i++) {
      show(running, queued, 10);
    }
  }

  @Test
  void doublesAtTheSecondBusySample() {
    assertThat(show(86, 0, 10)).isEqualTo(100);
    assertThat(show(86, 0, 10)).isEqualTo(200);
    assertThat(show(171, 0, 10)).isEqualTo(200);
    assertThat(show(160, 0, 10)).as("not in a row").isEqualTo(200);
    assertThat(show(171, 0, 10)).isEqualTo(200);
    assertThat(show(100, 71, 10)).as("backlog is load").isEqualTo(400);
  }

  @Test
  void exactlyTheThresholdIsNeitherBusyNorQuiet() {
    showFor(85, 0, 300);
    assertThat(limit).isEqualTo(100);
    showFor(30, 0, 300);
    assertThat(limit).isEqualTo(100);
  }

  @Test
  void doublesAtOnceWhenFlooded() {
    assertThat(show(100, 100, 10)).isEqualTo(200);
    assertThat(show(200, 300, 10)).isEqualTo(400);
    assertThat(show(400, 1_000_000, 10)).isEqualTo(800);
    assertThat(show(800, 1_000_000, 10)).isEqualTo(1_000);
  }

  @Test
  void halvesAfterASecondOfQuiet() {
    show(0, 0, 10);
    showFor(29, 0, 89);
    assertThat(limit).isEqualTo(100);
    showFor(29, 0, 2);
    assertThat(limit).isEqualTo(50);
    showFor(1, 0, 700);
    assertThat(limit).isEqualTo(4);
  }

  @Test
  void onePeakInASecondKeepsTheSize() {
    for (int i = 0; i < 20; i++) {
      showFor(10, 0, 80);
      show(31, 0, 10);
    }
    assertThat(limit).isEqualTo(100);
  }

  @Test
  void aPauseIsNotASecondOfQuietAndEndsARowOfBusySamples() {
    show(10, 0, 10);
    assertThat(show(10, 0, 600_000)).isEqualTo(100);
    show(90, 0, 10);
    assertThat(show(90, 5, 600_000)).as("busy before and after the pause").isEqualTo(100);
    assertThat(show(90, 5, 10)).isEqualTo(200);
  }

  @Test
  void losesPatienceSlowlyWithALoadThatSwings() {
    int halvings = 0;
    for (int i = 0; i < 20; i++) {
      int before = limit;
      showFor(20, 0, 150); // 1.5 s quiet
      halvings += limit < before ? 1 : 0;
      showFor(80, 0, 150);
    }
    assertThat(halvings).as("of 20 quiet spells").isLessThanOrEqualTo(2);
  }

  @Test
  void aSteadyStreamEndsInASteadyLimit() {
    SimulatedRun run =
        PoolSimulation.elastic(1, RunTimes.exponential(50e6), 4, policy)
            .open(Arrivals.poisson(500), 300);
    assertThat(run.limitChanges(20, 300)).isZero();
    assertThat(run.limitAt(300)).isBetween(32, 64);
  }

  @Test
  void meetsABurstAndComesDownAgain() {
    BurstFigures burst =
        BurstFigures.of(Sizing.thresholds(4, 10_000), RunTimes.constant(50e6), 0.05, 0.2, 20);
    assertThat(burst.millisToSize().worst()).isLessThan(250);
    assertThat(burst.p99Ratio().worst()).isLessThan(1.5);
    assertThat(burst.overshoot().worst()).as("powers of two").isLessThan(1);
    assertThat(burst.sizeAfter().worst()).isLessThanOrEqualTo(64);
  }
}
