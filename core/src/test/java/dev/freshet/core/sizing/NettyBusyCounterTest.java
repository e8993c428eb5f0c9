package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Netty, pull request 17538: a count of busy cycles that was not reset after growth let one busy
 * moment grow the group again and again.
 */
class NettyBusyCounterTest {
  private static final List<Sizing> ALL =
      List.of(
          Sizing.thresholds(16, 10_000),
          Sizing.dualWindow(16, 10_000),
          Sizing.gradient(16, 10_000));

  /** A burst of two seconds, then a task every two seconds, then nothing, then one task again. */
  @Test
  void nothingGrowsAfterTheBurst() {
    for (Sizing sizing : ALL) {
      for (int seed = 0; seed < 10; seed++) {
        Arrivals arrivals =
            Arrivals.varying(3_200, t -> t < 2 ? 3_200 : t < 60 ? 0.5 : t < 600 ? 0 : 0.5);
        SimulatedRun run =
            PoolSimulation.elastic(
                    seed, RunTimes.exponential(50e6).withKnee(100), 16, SizePolicies.of(sizing, 16))
                .open(arrivals, 700);
        double idle = run.endOfBacklog(2);
        assertThat(run.peakLimit(idle, 700))
            .as("%s, seed %d: no more than before, a probe of the gradient included", sizing, seed)
            .isLessThanOrEqualTo(run.peakLimit(idle - 1, idle));
      }
    }
  }

  /** What one sample justifies, it justifies once. */
  @Test
  void oneBusyMomentGrowsThePoolOnce() {
    for (Sizing sizing : ALL) {
      SizePolicy policy = SizePolicies.of(sizing, 100);
      int limit = 100;
      long now = 0;
      long ended = 0;
      for (int i = 0; i < 200; i++) {
        now += 10_000_000;
        ended += 20;
        limit = policy.next(new SizeSample(now, limit, 95, 0, ended + 95, ended, 47.5e6));
      }
      assertThat(limit).as("%s: 95 run all the time", sizing).isLessThanOrEqualTo(200);
    }
  }
}
