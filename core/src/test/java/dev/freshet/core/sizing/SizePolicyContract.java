package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What every policy keeps to, whatever it is shown. */
abstract class SizePolicyContract {
  abstract Sizing sizing(int min, int max);

  private SizePolicy policy(int min, int max, int limit) {
    return SizePolicies.of(sizing(min, max), limit);
  }

  @Test
  void staysWithinMinAndMaxWhateverItSees() {
    for (int seed = 0; seed < 200; seed++) {
      for (int limit : randomRun(seed, 7, 500)) {
        assertThat(limit).isBetween(7, 500);
      }
    }
  }

  @Test
  void theSameSamplesGiveTheSameLimits() {
    assertThat(randomRun(42, 1, 100_000)).isEqualTo(randomRun(42, 1, 100_000));
  }

  @Test
  void goesOnFromALimitSetByHand() {
    SizePolicy policy = policy(10, 1_000, 100);
    assertThat(policy.next(new SizeSample(5, 100, 60, 0, 60, 0, Double.NaN))).isEqualTo(100);
    assertThat(policy.next(new SizeSample(20_000_005, 400, 200, 0, 210, 10, 1e6))).isEqualTo(400);
    assertThat(policy.next(new SizeSample(40_000_005, 5, 4, 0, 212, 208, 1e6))).isEqualTo(10);
    assertThat(policy.next(new SizeSample(60_000_005, 5_000, 4, 0, 214, 210, 1e6)))
        .isEqualTo(1_000);
  }

  @Test
  void aClockThatStandsOrGoesBackIsNoSample() {
    SizePolicy policy = policy(1, 1_000, 10);
    SizeSample sample = new SizeSample(-77, 10, 10, 1, 11, 0, Double.NaN);
    int limit = policy.next(sample);
    for (int i = 0; i < 100; i++) {
      SizeSample again = new SizeSample(-77 - i, limit, 10, 1, 11, 0, Double.NaN);
      assertThat(policy.next(again)).isEqualTo(limit);
    }
  }

  @Test
  void aRestingPoolIsNotMadeLargerByTimeThatPasses() {
    SizePolicy policy = policy(1, 10_000, 50);
    int limit = 50;
    for (int i = 1; i <= 1_000; i++) {
      int next = policy.next(new SizeSample(i * 3_600_000_000_000L, limit, 1, 0, i, i - 1L, 1e6));
      assertThat(next).isLessThanOrEqualTo(limit);
      limit = next;
    }
  }

  @Test
  void holdsAlsoWhereNoRunTimeIsMeasured() {
    SimulatedRun run =
        PoolSimulation.elastic(3, RunTimes.exponential(20e6).withKnee(100), 10, policy(1, 200, 10))
            .withoutRunTimes()
            .closed(_ -> 300, 20);
    assertThat(run.limitAt(20)).isBetween(70, 200);
    assertThat(run.throughput(10, 20)).isGreaterThan(4_000);
  }

  /** Limits for samples that no pool would make. */
  private List<Integer> randomRun(int seed, int min, int max) {
    SplittableRandom random = new SplittableRandom(seed);
    int limit = random.nextInt(min, max + 1);
    SizePolicy policy = policy(min, max, limit);
    long now = random.nextLong();
    long arrivals = 0;
    long ended = 0;
    List<Integer> limits = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      now += random.nextInt(20) == 0 ? random.nextLong(1L << 50) : random.nextLong(30_000_000);
      arrivals += random.nextLong(1L << random.nextInt(1, 40));
      ended = Math.min(arrivals, ended + random.nextLong(1L << random.nextInt(1, 40)));
      double mean =
          switch (random.nextInt(4)) {
            case 0 -> Double.NaN;
            case 1 -> 0;
            default -> random.nextDouble(1e12);
          };
      int queued = random.nextInt(1 << random.nextInt(1, 29));
      int running = random.nextInt(limit + 1);
      limit = policy.next(new SizeSample(now, limit, running, queued, arrivals, ended, mean));
      limits.add(limit);
      if (random.nextInt(50) == 0) {
        limit = random.nextInt(1, 2 * max);
      }
    }
    return limits;
  }
}
