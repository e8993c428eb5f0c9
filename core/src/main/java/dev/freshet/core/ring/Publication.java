package dev.freshet.core.ring;

/**
 * How a {@link Ring} answered to an attempt to publish: refusing is an outcome, not an exception.
 *
 * <pre>{@code
 * if (ring.tryPublish(Order::setId, id) == Publication.FULL) {
 *   shed(id);
 * }
 * }</pre>
 */
public enum Publication {
  /** The item is published: every stage gets it. */
  DONE,
  /** All slots were in use. */
  FULL,
  /** The ring was closed. */
  CLOSED,
  /** No slot became free within the time the producer was ready to wait. */
  TIMED_OUT,
  /** The producer was interrupted while it waited; its interrupt status is set. */
  INTERRUPTED;

  /**
   * Whether the item is published.
   *
   * @return true for {@link #DONE} only
   */
  public boolean isDone() {
    return this == DONE;
  }
}
