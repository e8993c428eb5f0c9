package dev.freshet.cli;

/**
 * Ends a command with a given exit status and one line on standard error.
 *
 * <p>Example: {@code throw new Failure(ExitCode.INTERNAL, "the market died with exit status 3")}.
 * The stack trace, and the cause if there is one, appear under {@code --verbose} only.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The status to exit with. */
  private final ExitCode exitCode;

  /**
   * A failure without a cause.
   *
   * @param exitCode the status to exit with
   * @param line one sentence without a full stop
   */
  public Failure(ExitCode exitCode, String line) {
    super(line);
    this.exitCode = exitCode;
  }

  /**
   * A failure with a cause.
   *
   * @param exitCode the status to exit with
   * @param line one sentence without a full stop
   * @param cause what was caught
   */
  public Failure(ExitCode exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
  }

  /**
   * The status to exit with.
   *
   * @return the exit code given at construction
   */
  public ExitCode exitCode() {
    return exitCode;
  }
}
