package dev.freshet.market.check;

/**
 * One order as the market's audit export tells it after everything is over.
 *
 * <p>Example: {@code new OrderRow(17, "o-17", "k4711", "u4711", 1)}.
 *
 * <p>Immutable and thread safe.
 *
 * @param seq place in the commit order, counted from 1 without gaps
 * @param orderId identity of the order
 * @param key idempotency key under which it was asked for
 * @param user buyer
 * @param quantity units sold
 */
public record OrderRow(long seq, String orderId, String key, String user, int quantity) {}
