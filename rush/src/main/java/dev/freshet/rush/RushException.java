package dev.freshet.rush;

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

  RushException(String message) {
    super(message);
  }

  RushException(String message, Throwable cause) {
    super(message, cause);
  }
}
