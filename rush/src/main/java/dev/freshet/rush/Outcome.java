package dev.freshet.rush;

/**
 * How one attempt, or finally one request, ended; a request's outcome is that of its last attempt
 * unless an earlier attempt left it in doubt.
 *
 * <pre>{@code
 * if (result.finalOutcome(17) == Outcome.INDETERMINATE) {
 *   // the server may or may not have done what request 17 asked for
 * }
 * }</pre>
 *
 * <p>Immutable and safe for use by all threads.
 */
public enum Outcome {
  /** A 2xx answer. */
  OK,
  /**
   * A 2xx answer with the header {@code Idempotent-Replayed: true}: the stored answer to an earlier
   * attempt.
   */
  REPLAYED,
  /** 410: there is nothing left. */
  SOLD_OUT,
  /**
   * 429 or 503: refused for load; sent again after {@code Retry-After} while the deadline allows.
   */
  SHED,
  /**
   * 409: the same key is still in flight; sent again after a short pause while the deadline allows.
   */
  CONFLICT,
  /** Any other 3xx or 4xx, 425 included: a definite no. */
  REFUSED,
  /** The target sent bytes that are no HTTP response; never sent again. */
  FAILED,
  /**
   * Sent, but no answer tells what became of it: another 5xx, a reset, half a response, or no
   * answer in time.
   */
  INDETERMINATE,
  /** Never handed to the kernel. */
  UNSENT;

  private static final Outcome[] ALL = values();

  static Outcome of(int code) {
    return ALL[code];
  }

  /** A small number that stands for this outcome inside one rush; never stored longer. */
  @SuppressWarnings(
      "EnumOrdinal") // columns and counters of one process, indexed millions of times a second
  int code() {
    return ordinal();
  }

  static int kinds() {
    return ALL.length;
  }

  /**
   * The outcome that the response scanner's findings stand for; garbage and broken connections
   * never get here.
   */
  static Outcome ofStatus(int status, boolean replayed) {
    if (status >= 200 && status < 300) {
      return replayed ? REPLAYED : OK;
    }
    return switch (status) {
      case 409 -> CONFLICT;
      case 410 -> SOLD_OUT;
      case 429, 503 -> SHED;
      default -> status >= 500 ? INDETERMINATE : REFUSED;
    };
  }

  /**
   * Whether the target has decided the request, one way or the other.
   *
   * @return true for {@link #OK}, {@link #REPLAYED}, {@link #SOLD_OUT} and {@link #REFUSED}
   */
  public boolean decided() {
    return this == OK || this == REPLAYED || this == SOLD_OUT || this == REFUSED;
  }
}
