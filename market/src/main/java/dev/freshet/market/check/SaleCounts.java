package dev.freshet.market.check;

/**
 * What the market itself counted, read when all was quiet.
 *
 * <p>Example: {@code new SaleCounts(1_000, 0, 1_000, 1_000)} for a sale that sold out in orders of
 * one unit. All numbers belong to the same span as the {@link SaleTerms}: of a sale that was not
 * fresh, take off what had been sold before.
 *
 * <p>Immutable and thread safe.
 *
 * @param stock units on sale
 * @param available units not sold yet
 * @param sold units sold
 * @param accepted orders accepted by the running process, or {@link #UNKNOWN} when it was restarted
 *     since (the figure lives in memory)
 */
public record SaleCounts(long stock, long available, long sold, long accepted) {
  /** Stands for a figure that the market could not know. */
  public static final long UNKNOWN = -1;
}
