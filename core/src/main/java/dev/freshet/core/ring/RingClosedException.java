package dev.freshet.core.ring;

import org.jspecify.annotations.Nullable;

/**
 * A convenience method was to publish into a {@link Ring} that is closed.
 *
 * <p>Its cause is what the ring was closed with, if anything.
 */
public final class RingClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param cause why the ring was closed; null if no reason was given
   */
  public RingClosedException(@Nullable Throwable cause) {
    super("the ring is closed", cause);
  }
}
