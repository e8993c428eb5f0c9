package dev.freshet.cli.drill;

import dev.freshet.market.FailPoint;
import java.util.SplittableRandom;

/**
 * When and how the market is to be brought down: the seed picks the order and the stage.
 *
 * <p>The order lies in the middle of the sale: behind the first batches, so that there are answers
 * that could be forgotten (a batch holds at most one order per connection), and before the last
 * eighth, so that there is something left to sell after the restart.
 *
 * @param kind what happens at the fail point
 * @param point where the market stops
 */
record CrashPlan(CrashKind kind, FailPoint point) {

  /**
   * Picks the fail point.
   *
   * @param kind kill or power
   * @param seed the drill's seed
   * @param expectedOrders orders that a correct market will accept
   * @param connections orders that can be in flight at a time
   */
  static CrashPlan of(CrashKind kind, long seed, long expectedOrders, int connections) {
    SplittableRandom random = new SplittableRandom(seed);
    FailPoint.Stage[] stages = FailPoint.Stage.values();
    FailPoint.Stage stage = stages[random.nextInt(stages.length)];
    long last = Math.max(1, expectedOrders - expectedOrders / 8);
    long first = Math.min(last, Math.max(expectedOrders / 8, connections + 1L));
    return new CrashPlan(kind, new FailPoint(stage, random.nextLong(first, last + 1)));
  }

  /** As the market's option takes it, such as {@code after-append:412}. */
  String option() {
    return point.stage().label() + ":" + point.order();
  }
}
