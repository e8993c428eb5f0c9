package dev.freshet.market.sale;

import dev.freshet.market.Bug;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a sale that can be broken on purpose, each one method. As they stand here they are
 * honest; {@link BrokenRules} overrides one of them per bug.
 *
 * <p>Stateless, thread-safe.
 */
class SaleRules {
  private static final SaleRules HONEST = new SaleRules();

  static SaleRules of(@Nullable Bug bug) {
    return bug == null ? HONEST : BrokenRules.of(bug);
  }

  /** How units are counted from here on. */
  Stock stock(long left) {
    return new Stock.Honest(left);
  }

  /** The commit number of the n-th order ever accepted. */
  long seq(long nth, long stock) {
    return nth;
  }

  /**
   * Whether commit numbers are 1, 2, 3… in the order of acceptance, so that recovery can insist.
   */
  boolean denseFromOne() {
    return true;
  }

  /** Whether an answer waits for the sync. */
  boolean answersAfterSync() {
    return true;
  }

  /** Whether recovery learns the keys again. */
  boolean remembersKeys() {
    return true;
  }

  /** How many of the orders found at the start are kept. */
  long keptAtStart(long found) {
    return found;
  }

  /** Whether an order that nobody placed follows the n-th one. */
  boolean inventsAfter(long nth) {
    return false;
  }
}
