package dev.freshet.core.batch;

/**
 * A batch function returned, but not a result for this item: it answered null, for another number
 * of items, or left this one out.
 */
public final class BatchResultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception that says what was missing.
   *
   * @param message which batcher, which key, what was returned and what should have been
   */
  public BatchResultException(String message) {
    super(message);
  }
}
