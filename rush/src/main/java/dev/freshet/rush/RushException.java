package dev.freshet.rush;

import java.time.Instant;

/**
 * Says in one line why a rush could not be armed or fired: the target is not there, does not speak
 * HTTP/1.1, or falls silent.
 *
 * <pre>{@code
 * try (Rush rush = Rush.arm(plan)) {
 *   rush.fire(t0);
 * } catch (RushException e) {
 *   System.err.println(e.getMessage()); // "cannot connect to http://127.0.0.1:8080: connection refused"
 * }
 * }</pre>
 *
 * <p>Immutable apart from what every throwable carries.
 */
public final class RushException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean late;

  RushException(String message) {
    this(message, false);
  }

  private RushException(String message, boolean late) {
    super(message);
    this.late = late;
  }

  RushException(String message, Throwable cause) {
    super(message, cause);
    late = false;
  }

  /** T0 was over before the client came to the gate. */
  static RushException late(Instant t0) {
    return new RushException("T0 " + t0 + " passed before the client came to the gate", true);
  }

  /**
   * Whether the client missed T0: nothing is wrong with the target, but nothing can be judged.
   *
   * @return true when T0 had passed
   */
  public boolean isLate() {
    return late;
  }
}
