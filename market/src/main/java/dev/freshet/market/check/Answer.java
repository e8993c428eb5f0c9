package dev.freshet.market.check;

/**
 * How one attempt ended in the eyes of the client.
 *
 * <p>Example: an attempt whose connection broke after the request had been written is {@link
 * #INDETERMINATE}: the market may have sold, the client cannot know (the {@code :info} of Jepsen).
 *
 * <p>Immutable and thread safe.
 */
public enum Answer {
  /** Accepted: the order exists from here on. */
  OK,
  /** Accepted earlier under the same key; the stored answer came again. */
  REPLAYED,
  /** Refused for want of stock. */
  SOLD_OUT,
  /** Refused by overload; nothing was done. */
  SHED,
  /** The same key is still being worked on. */
  CONFLICT,
  /** The same key was used with another body. */
  MISMATCH,
  /** Refused for a reason of its own: per-user limit, too early, not allowed. */
  REFUSED,
  /** Bytes came back that are no answer; the market may have acted all the same. */
  FAILED,
  /** No answer after the request was written: the market may have acted or not. */
  INDETERMINATE;

  private static final Answer[] ALL = values();

  /** Tells whether the client holds an order by this answer. */
  boolean accepts() {
    return this == OK || this == REPLAYED;
  }

  /** Tells whether this answer leaves open if the market acted. */
  boolean leavesOpen() {
    return this == INDETERMINATE || this == FAILED || this == CONFLICT;
  }

  /** Tells whether this answer says for good that the attempt sold nothing. */
  boolean denies() {
    return this == SOLD_OUT || this == REFUSED || this == MISMATCH;
  }

  /** The answer as one byte of a column; it never leaves the process. */
  @SuppressWarnings("EnumOrdinal") // a column in memory, read by the same class that wrote it
  byte code() {
    return (byte) ordinal();
  }

  /** The inverse of {@link #code()}, without the copy that {@link #values()} makes. */
  static Answer of(byte code) {
    return ALL[code];
  }
}
