package dev.freshet.core;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A task's deadline passed before the task had ended.
 *
 * <pre>{@code
 * try {
 *   handle.get();
 * } catch (ExecutionException e) {
 *   if (e.getCause() instanceof TaskExpiredException expired && !expired.started()) {
 *     retryElsewhere(); // it never ran
 *   }
 * }
 * }</pre>
 */
public final class TaskExpiredException extends TimeoutException {
  private static final long serialVersionUID = 1L;

  /** Whether the task had started. */
  private final boolean started;

  /**
   * An exception without a stack trace: it is the timer's, which says nothing.
   *
   * @param taskName the name of the task
   * @param deadline the time it had
   * @param started whether it had started
   */
  public TaskExpiredException(String taskName, Duration deadline, boolean started) {
    super(
        "task "
            + taskName
            + (started ? " was interrupted: it had not ended" : " never ran: it had not started")
            + " within "
            + inWords(deadline));
    this.started = started;
  }

  private static String inWords(Duration time) {
    if (time.toSeconds() >= 10) {
      return time.toSeconds() + " s";
    }
    return time.toMillis() >= 1 ? time.toMillis() + " ms" : time.toNanos() + " ns";
  }

  /**
   * Whether the task had started.
   *
   * @return false if it never ran
   */
  public boolean started() {
    return started;
  }

  /** Keeps no stack trace. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
