package dev.freshet.cli.drill;

import dev.freshet.rush.RushResult;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One round of requests: the rush itself, or a later round that asks some shoppers' requests again.
 */
final class RushPass {
  private final RushResult result;
  private final int @Nullable [] shoppers;

  private RushPass(RushResult result, int @Nullable [] shoppers) {
    this.result = result;
    this.shoppers = shoppers;
  }

  /** The rush: request n is shopper n. */
  static RushPass rush(RushResult result) {
    return new RushPass(result, null);
  }

  /** A later round: request n belongs to {@code shoppers[n]}. */
  static RushPass again(RushResult result, int[] shoppers) {
    return new RushPass(result, Arrays.copyOf(shoppers, shoppers.length));
  }

  RushResult result() {
    return result;
  }

  boolean isRush() {
    return shoppers == null;
  }

  /** Which shopper a request belongs to. */
  int shopper(int request) {
    return shoppers == null ? request : shoppers[request];
  }

  /** How many requests there were. */
  int requests() {
    return Math.toIntExact(result.requests());
  }
}
