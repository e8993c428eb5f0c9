package dev.freshet.market.store;

/**
 * The store failed in a way that must not be retried: a write or a sync was refused, or what was
 * read is damaged.
 *
 * <p>After a failed sync nobody knows which bytes are on disk, and a second sync that succeeds
 * proves nothing: the kernel may have dropped the dirty pages already ("fsyncgate", PostgreSQL,
 * 2018). So the market stops, and recovery reads what is truly there.
 */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A failure with its cause.
   *
   * @param line one sentence
   * @param cause what was caught, or null
   */
  public StoreException(String line, @org.jspecify.annotations.Nullable Throwable cause) {
    super(line, cause);
  }
}
