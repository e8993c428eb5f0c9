package dev.freshet.market.http;

import dev.freshet.market.sale.Lane;
import dev.freshet.market.sale.Ticket;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The place of one answer in the order of a connection's answers. A request that is answered at
 * once on an otherwise quiet connection needs none.
 */
final class Exchange implements Ticket.Buyer {
  private final HttpConnection connection;
  private final OrderRoute orders;
  private final boolean close;
  private final boolean bodiless;
  private @Nullable ByteBuf answer;

  Exchange(HttpConnection connection, OrderRoute orders, boolean close, boolean bodiless) {
    this.connection = connection;
    this.orders = orders;
    this.close = close;
    this.bodiless = bodiless;
  }

  @Nullable ByteBuf answer() {
    return answer;
  }

  void answer(@Nullable ByteBuf value) {
    answer = value;
  }

  @Override
  public Lane lane() {
    return connection.loop();
  }

  @Override
  public void decided(Ticket ticket) {
    complete(orders.decided(ticket));
  }

  /** Gives the answer; on the event loop. Flushed with the loop's batch. */
  void complete(Answer composed) {
    connection.complete(this, composed, close, bodiless);
  }
}
