package dev.freshet.market.sale;

import dev.freshet.market.store.StoredOrder;

/**
 * What the market knows about an idempotency key: claimed while the order is in flight, committed
 * when it is durable.
 *
 * <p>Made by an event loop, committed by the writer, read by anybody. About 40 bytes, plus the
 * user.
 */
public final class OrderEntry {
  private final String user;
  private final int quantity;
  private final long bodyHash;
  private int start;

  /** 0 while in flight. Volatile: publishes {@link #start} and says that the order is durable. */
  private volatile long seq;

  /**
   * A claim for an order that is not decided yet.
   *
   * @param user who orders
   * @param quantity how many units
   * @param bodyHash tells this body from others
   */
  public OrderEntry(String user, int quantity, long bodyHash) {
    this.user = user;
    this.quantity = quantity;
    this.bodyHash = bodyHash;
  }

  static OrderEntry of(StoredOrder order) {
    OrderEntry entry = new OrderEntry(order.user(), order.quantity(), order.bodyHash());
    entry.commit(order.start(), order.seq());
    return entry;
  }

  void commit(int process, long number) {
    start = process;
    seq = number;
  }

  /**
   * Who ordered.
   *
   * @return the user
   */
  public String user() {
    return user;
  }

  /**
   * How many units.
   *
   * @return from 1
   */
  public int quantity() {
    return quantity;
  }

  /**
   * Tells this body from others.
   *
   * @return the first eight bytes of its SHA-256
   */
  public long bodyHash() {
    return bodyHash;
  }

  /**
   * Whether the order is durable.
   *
   * @return false while it is in flight
   */
  public boolean committed() {
    return seq != 0;
  }

  /**
   * The commit number.
   *
   * @return from 1; 0 while in flight
   */
  public long seq() {
    return seq;
  }

  /**
   * The order's public number.
   *
   * @return as {@link StoredOrder#orderId} has it; meaningful once committed
   */
  public String orderId() {
    long number = seq;
    return StoredOrder.orderId(start, number);
  }
}
