package dev.freshet.cli;

/**
 * What the exit status of every command means. Where several apply, the lowest number wins.
 *
 * <p>Example: {@code return ExitCode.OVERSOLD.code();}
 *
 * <p>Thread-safe: an enum without mutable state.
 */
public enum ExitCode {
  /** The command did what it was asked, and everything it checked holds. */
  HOLDS(0),
  /** Freshet itself failed, or the market died or talked nonsense. */
  INTERNAL(1),
  /** An argument, a file or an address given by the caller cannot be used; nothing was started. */
  BAD_INPUT(2),
  /** A run of the lab gave no figures; all others are reported. */
  RUN_FAILED(3),
  /** The doctor named at least one cause. */
  FOUND(3),
  /** The doctor could not look, and says why. */
  COULD_NOT_LOOK(4),
  /** More was sold than there was: invariants I1 and I5. */
  OVERSOLD(10),
  /** An accepted order is gone: I2. */
  LOST_ORDER(11),
  /** One key got two answers, or the per-user limit was broken: I4 and I8. */
  CHANGED_ANSWER(12),
  /** "Sold out" was said while there was stock: I6. */
  FALSE_SOLD_OUT(13),
  /** There is an order that nobody placed: I3. */
  INVENTED_ORDER(14),
  /** The commit order contradicts what clients saw: I7. */
  COMMIT_ORDER(15),
  /** The books do not balance, or an outcome stayed unresolved: I9 and I10. */
  UNRESOLVED(16),
  /**
   * The client itself was late or stalled at T0, so the run proves nothing about the server; or the
   * machine is too loud to rank what was measured on it.
   */
  CANNOT_JUDGE(20),
  /** The market stopped because its store failed: a sync was refused or the disk is full. */
  STORE_FAILED(21),
  /** Stopped by Ctrl-C or SIGTERM before it was done. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /**
   * The number that the process exits with.
   *
   * @return the exit status, 0 to 130
   */
  public int code() {
    return code;
  }

  /**
   * The one of two codes that is to be reported: a failure before success, then the lower number.
   *
   * @param other the code to weigh against this one
   * @return the code that wins
   */
  public ExitCode and(ExitCode other) {
    if (this == HOLDS) {
      return other;
    }
    if (other == HOLDS) {
      return this;
    }
    return code <= other.code ? this : other;
  }
}
