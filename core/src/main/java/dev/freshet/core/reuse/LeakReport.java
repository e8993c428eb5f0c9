package dev.freshet.core.reuse;

import java.time.Duration;

/**
 * A lease that was not returned.
 *
 * @param kind how that is known
 * @param age for how long it had been out when it was found
 * @param borrower the name of the thread that borrowed; of a virtual thread without a name its
 *     number
 * @param borrowedAt where it was borrowed: its stack trace is the borrower's
 */
public record LeakReport(Kind kind, Duration age, String borrower, Throwable borrowedAt) {
  /** How a leak is known. */
  public enum Kind {
    /** The lease was garbage collected. It can never be returned, its place is lost. */
    COLLECTED,
    /** The lease has been out for longer than is allowed. It may still be returned. */
    OVERDUE
  }

  /** One line. */
  @Override
  public String toString() {
    return "lease of "
        + borrower
        + " "
        + kind.name().toLowerCase(java.util.Locale.ROOT)
        + " after "
        + age.toMillis()
        + " ms";
  }
}
