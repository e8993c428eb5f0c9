package dev.freshet.rush;

import java.util.SplittableRandom;

/** How long to wait before trying again; confined to its loop. */
final class Pauses {
  private static final long MILLI = 1_000_000L;

  /**
   * First pause after 409, 429/503 without Retry-After, and other 5xx, in ms; doubled with each
   * attempt.
   */
  private static final int FIRST_CONFLICT = 5;

  private static final int FIRST_SHED = 50;
  private static final int FIRST_ERROR = 10;

  /** Longest such pause, in ms. */
  private static final int LONGEST = 500;

  private final SplittableRandom random;

  Pauses(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * 10 to 50 ms: a restarted server is found within a frame of human patience, and a dead one costs
   * 33 connects a second.
   */
  long betweenDials() {
    return random.nextLong(10 * MILLI, 50 * MILLI);
  }

  /**
   * Before another attempt of a request; 0 after a broken connection, because the wait is in the
   * reconnecting already.
   */
  long beforeRetry(Outcome outcome, int attempt, boolean answered, long retryAfterSeconds) {
    if (!answered) {
      return 0;
    }
    if (retryAfterSeconds != ResponseScanner.NOT_GIVEN) {
      return retryAfterSeconds * 1000 * MILLI;
    }
    int first =
        switch (outcome) {
          case CONFLICT -> FIRST_CONFLICT;
          case SHED -> FIRST_SHED;
          default -> FIRST_ERROR;
        };
    long ceiling = Math.min(LONGEST, (long) first << Math.min(attempt - 1, 10)) * MILLI;
    // Half of it at least, the rest at random: spread out, but never at once.
    return ceiling / 2 + random.nextLong(ceiling / 2 + 1);
  }
}
