package dev.freshet.market;

/**
 * Says in one line why a market could not be started.
 *
 * <p>Example: {@code port 8080: is in use on 127.0.0.1; choose another, or 0 for a free one}.
 */
public final class MarketException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Exit status for what the caller can put right: an address, a folder, a number. */
  public static final int BAD_INPUT = 2;

  /** Exit status for a store that failed: a refused sync, a full disk, a damaged log. */
  public static final int STORE_FAILED = 21;

  /** What the process should end with. */
  private final int exitStatus;

  /**
   * A failure with the exit status it deserves.
   *
   * @param exitStatus {@link #BAD_INPUT} or {@link #STORE_FAILED}
   * @param line one sentence that names field, value and what is allowed
   * @param cause what was caught, or null
   */
  public MarketException(
      int exitStatus, String line, @org.jspecify.annotations.Nullable Throwable cause) {
    super(line, cause);
    this.exitStatus = exitStatus;
  }

  /**
   * What the process should end with.
   *
   * @return {@link #BAD_INPUT} or {@link #STORE_FAILED}
   */
  public int exitStatus() {
    return exitStatus;
  }
}
