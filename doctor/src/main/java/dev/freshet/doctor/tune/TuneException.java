package dev.freshet.doctor.tune;

/**
 * A JVM cannot be tuned, or not any more. The message is one line for people.
 *
 * {@snippet lang=java :
 * try (JvmScheduler scheduler = JvmScheduler.of(pid)) {
 *   scheduler.set(4);
 * } catch (TuneException refused) {
 *   System.err.println(refused.getMessage());
 * }
 * }
 */
public final class TuneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of trouble it is. */
  public enum Kind {
    /** There is no such process, or it is no JVM. */
    NO_JVM,
    /** The JVM, or the kernel, does not let us in. */
    REFUSED,
    /** The JVM is too old to be tuned while it runs. */
    TOO_OLD,
    /** The JVM ended, or does not answer any more. */
    GONE,
    /** What was asked for is not allowed. */
    NOT_ALLOWED
  }

  /** What kind of trouble it is. */
  private final Kind kind;

  TuneException(Kind kind, String line) {
    super(line);
    this.kind = kind;
  }

  TuneException(Kind kind, String line, Throwable cause) {
    super(line, cause);
    this.kind = kind;
  }

  /**
   * What kind of trouble it is.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
