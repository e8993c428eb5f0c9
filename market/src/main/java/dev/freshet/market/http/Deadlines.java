package dev.freshet.market.http;

/**
 * When a connection has taken too long. Notes flags while requests come and go, and looks at a
 * clock only when its {@link Loop} goes its round.
 *
 * <p>Confined to the connection's event loop.
 */
final class Deadlines {
  /** What is to be done. */
  enum Due {
    NOTHING,
    /** Half a request is there, and the rest does not come: say so and end. */
    TIMEOUT,
    /** End without a word. */
    CLOSE
  }

  /**
   * The time-outs, nanoseconds.
   *
   * @param header from the first byte of a request to the end of its header, and again for its body
   * @param idle of a connection that does nothing, or does not read
   * @param linger of a connection that was told to go
   */
  record Limits(long header, long idle, long linger) {}

  private boolean active;
  private long lastActive = System.nanoTime();
  private long begunAt;
  private long endedAt;

  /** Something came or went. */
  void active() {
    active = true;
  }

  /** A header or a request is complete: the next bytes begin something new. */
  void complete() {
    begunAt = 0;
  }

  /** The last answer has been written. */
  void ended() {
    endedAt = System.nanoTime();
  }

  /**
   * Looks at the clock.
   *
   * @param owes whether the market owes an answer, for which a client may wait as long as it takes
   * @param unread whether the client leaves answers unread
   * @param unfinished whether a request has begun and is being read
   */
  Due look(long now, Limits limits, boolean owes, boolean unread, boolean unfinished) {
    if (active) {
      active = false;
      lastActive = now;
    }
    if (endedAt != 0) {
      return now - endedAt >= limits.linger() ? Due.CLOSE : Due.NOTHING;
    }
    if (!owes && !unread && unfinished) {
      if (begunAt == 0) {
        begunAt = now;
      }
      return now - begunAt >= limits.header() ? Due.TIMEOUT : Due.NOTHING;
    }
    return (!owes || unread) && now - lastActive >= limits.idle() ? Due.CLOSE : Due.NOTHING;
  }
}
