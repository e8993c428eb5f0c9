package dev.freshet.market.check;

import java.util.List;

/**
 * Orders that were read back before the end, for instance right after a recovery.
 *
 * <p>Example: {@code new ReadBack(System.nanoTime(), export.readAll())}, with the stamp taken
 * before the export was asked for. An answer that a client held before that instant must be among
 * its orders: an order that was lost and then made again by a retry stays a lost order.
 *
 * <p>Immutable and thread safe.
 *
 * @param beganNanos stamp, of the clock of the attempts, before the first request of the export
 * @param orders everything the export gave
 */
public record ReadBack(long beganNanos, List<OrderRow> orders) {
  /** Copies the list. */
  public ReadBack {
    orders = List.copyOf(orders);
  }
}
