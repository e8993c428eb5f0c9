package dev.freshet.lab.subject;

/**
 * An execution model, built and ready to take tasks.
 *
 * <p>Thread-safe: any number of producers.
 */
public interface Subject extends AutoCloseable {
  /**
   * Hands a task over; waits for room if the model is bounded.
   *
   * @param task runs once
   */
  void execute(Runnable task);

  /**
   * Tasks that may run at once now.
   *
   * @return 0 if it cannot tell
   */
  default int size() {
    return 0;
  }

  /**
   * Tasks that were taken and then given up by rule, such as those that waited too long. They never
   * run; every other one runs once.
   *
   * @return since it was built
   */
  default long shed() {
    return 0;
  }

  /** Waits for all tasks and ends the threads. */
  @Override
  void close();
}
