package dev.freshet.core;

/**
 * Why a pool did not accept a task.
 *
 * <pre>{@code
 * if (pool.trySubmit(task) instanceof Submission.Refused<?>(Refusal why) && why == Refusal.LANE_FULL) {
 *   shed();
 * }
 * }</pre>
 */
public enum Refusal {
  /** Limit and lane are exhausted. */
  LANE_FULL("its lane is full"),
  /** The pool was shut down. */
  SHUT_DOWN("it is shut down"),
  /** There was no room within the time the submitter, or the overflow policy, was ready to wait. */
  TIMED_OUT("no room in its lane in time"),
  /** The submitter was interrupted while it waited for room; its interrupt status is set. */
  INTERRUPTED("interrupted while waiting for room"),
  /** The task's deadline passed while its submitter waited for room. */
  EXPIRED("the deadline passed while waiting for room");

  private final String text;

  Refusal(String text) {
    this.text = text;
  }

  /**
   * The reason in words.
   *
   * @return a clause about the pool, "its lane is full" for example
   */
  public String text() {
    return text;
  }
}
