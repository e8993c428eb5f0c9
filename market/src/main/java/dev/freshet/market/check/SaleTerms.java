package dev.freshet.market.check;

/**
 * What was promised before the sale began.
 *
 * <p>Example: {@code new SaleTerms("demo", 1_000, 0)} is a fresh sale of 1,000 units without a
 * limit per user. A sale that had sold 40 units in 35 orders before the history began is judged on
 * the rest: {@code new SaleTerms("demo", 960, 0, 35)}, with only the later orders in the read back.
 *
 * <p>Immutable and thread safe.
 *
 * @param sku what is sold
 * @param stock units that may be sold in the course of the history, 0 or more
 * @param perUser most units one user may get; 0 for no limit
 * @param baseSeq last {@code seq} given before the history began; 0 for a fresh sale
 */
public record SaleTerms(String sku, long stock, long perUser, long baseSeq) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public SaleTerms {
    if (stock < 0 || perUser < 0 || baseSeq < 0) {
      throw new IllegalArgumentException(
          "stock %d, perUser %d and baseSeq %d must be 0 or more"
              .formatted(stock, perUser, baseSeq));
    }
  }

  /**
   * Terms of a fresh sale.
   *
   * @param sku what is sold
   * @param stock units on sale, 0 or more
   * @param perUser most units one user may get; 0 for no limit
   * @throws IllegalArgumentException if a number is negative
   */
  public SaleTerms(String sku, long stock, long perUser) {
    this(sku, stock, perUser, 0);
  }
}
