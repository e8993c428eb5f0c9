/**
 * The judge of a sale: ten invariants, checked from what the clients saw against the orders read
 * back.
 *
 * <p>Nothing in here talks to a server, reads a clock or draws a random number: equal input gives
 * equal findings. {@link dev.freshet.market.check.SaleHistory} holds what was asked and answered,
 * {@link dev.freshet.market.check.OrderRow} what the market says it sold, and {@link
 * dev.freshet.market.check.SaleChecker} compares them.
 */
package dev.freshet.market.check;
