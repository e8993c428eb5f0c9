package dev.freshet.cli.drill;

import dev.freshet.rush.RushResult;
import org.jspecify.annotations.Nullable;

/**
 * One round of requests: the rush itself, or a later round that asks some shoppers' requests again.
 *
 * @param result what came of it
 * @param shoppers which shopper each request belongs to; null when request n is shopper n
 */
record RushPass(RushResult result, int @Nullable [] shoppers) {

  int shopper(int request) {
    return shoppers == null ? request : shoppers[request];
  }
}
