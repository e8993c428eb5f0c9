package dev.freshet.core.scope;

import java.util.concurrent.CancellationException;

/** A scope was cancelled before its forks had ended; the cause is that given to its cancel. */
public final class ScopeCancelledException extends CancellationException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception for a cause.
   *
   * @param message which scope
   * @param cause why it was cancelled
   */
  ScopeCancelledException(String message, Throwable cause) {
    super(message);
    initCause(cause);
  }
}
