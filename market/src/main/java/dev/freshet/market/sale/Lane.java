package dev.freshet.market.sale;

import java.util.List;

/** The way from the writer back to one event loop: one hand-over per batch, not per order. */
public interface Lane {
  /**
   * Hands over decided orders.
   *
   * @param decided the list belongs to the lane from now on
   */
  void deliver(List<Ticket> decided);

  /** Returns when all that was delivered before has been written to the sockets. */
  void settle();
}
