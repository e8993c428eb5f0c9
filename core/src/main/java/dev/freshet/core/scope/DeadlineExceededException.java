package dev.freshet.core.scope;

import java.util.List;

/**
 * A {@link Deadline} passed before the work under it was done.
 *
 * <p>Unchecked, so that it passes through code that knows nothing of deadlines, and no {@link
 * java.util.concurrent.TimeoutException}, which is checked.
 */
public final class DeadlineExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names of forks. */
  @SuppressWarnings("serial") // an immutable list, which is serialisable
  private final List<String> unfinished;

  /**
   * An exception that names what was not done.
   *
   * @param message what was late
   * @param unfinished the names of the forks that had not ended; none outside of a scope
   */
  DeadlineExceededException(String message, List<String> unfinished) {
    super(message);
    this.unfinished = List.copyOf(unfinished);
  }

  /**
   * The forks that had not ended when the deadline passed, in the order in which they were forked.
   *
   * @return their names; empty outside of a scope
   */
  public List<String> unfinished() {
    return unfinished;
  }
}
