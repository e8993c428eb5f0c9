package dev.freshet.core;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A pool took the first tasks of a bulk submission and refused the rest.
 *
 * <pre>{@code
 * try {
 *   pool.executeAll(batch);
 * } catch (BulkRejectedException e) {
 *   retryLater(batch.subList(e.accepted(), batch.size()));
 * }
 * }</pre>
 *
 * <p>The tasks that were accepted run; those refused never do. Immutable but for what every
 * throwable can change.
 */
public final class BulkRejectedException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /** Why the rest was refused. */
  private final Refusal why;

  /** How many tasks were accepted. */
  private final int accepted;

  /** The handles of the accepted ones; lost when serialised. */
  private final transient @Nullable List<TaskHandle<?>> handles;

  /**
   * An exception.
   *
   * @param message what happened
   * @param why why the rest was refused
   * @param accepted how many tasks were accepted, from the first on
   * @param handles the handles of those; empty if the tasks have none
   */
  public BulkRejectedException(
      String message, Refusal why, int accepted, List<? extends TaskHandle<?>> handles) {
    super(message);
    this.why = why;
    this.accepted = accepted;
    this.handles = List.copyOf(handles);
  }

  /**
   * Why the rest was refused.
   *
   * @return the reason for the first task that was refused
   */
  public Refusal why() {
    return why;
  }

  /**
   * How many tasks were accepted.
   *
   * @return the index, in the order of the collection, of the first task that was refused
   */
  public int accepted() {
    return accepted;
  }

  /**
   * The handles of the tasks that were accepted.
   *
   * @return in the order of the tasks; empty after {@code executeAll}, whose tasks have none, and
   *     in an exception that was serialised
   */
  public List<TaskHandle<?>> handles() {
    return handles == null ? List.of() : handles;
  }
}
