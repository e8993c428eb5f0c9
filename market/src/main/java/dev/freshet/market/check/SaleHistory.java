package dev.freshet.market.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Everything the clients of a sale did and saw: one row per attempt, and the final outcome of each
 * shopper.
 *
 * <pre>{@code
 * SaleHistory history =
 *     SaleHistory.builder()
 *         .attempt("k1", "u1", 1, 1_000, 9_000, Answer.OK, "o-1", 1)
 *         .attempt("k2", "u2", 1, 1_500, 8_000, Answer.SOLD_OUT, null, 0)
 *         .shopper("k1", Answer.OK)
 *         .shopper("k2", Answer.SOLD_OUT)
 *         .build();
 * }</pre>
 *
 * <p>All stamps are nanoseconds of one monotonic clock. For the judgement to be sound a sent stamp
 * must not be later than the instant the first byte could leave, and a received stamp not earlier
 * than the instant the answer was there; wider is safe, it only sees less.
 *
 * <p>Immutable and thread safe once built; the builder belongs to one thread. Memory: 41 bytes per
 * attempt and 13 per distinct key, besides the key strings. Times are nanoseconds.
 */
public final class SaleHistory {
  /** Value of {@link #outcome(int)} for a key that was declared by no shopper. */
  static final byte UNDECLARED = -2;

  /** Value of {@link #outcome(int)} for a shopper that never sent. */
  static final byte UNSENT = -1;

  private static final int NO_ORDER = -1;

  private final KeyTable keys;
  private final KeyTable users;
  private final KeyTable orderIds;
  private final int size;
  private final int[] key;
  private final int[] user;
  private final int[] quantity;
  private final long[] sent;
  private final long[] received;
  private final byte[] answer;
  private final int[] orderId;
  private final long[] seq;
  private final byte[] outcome;
  private final int shoppers;
  private final @Nullable String declaredTwice;
  private final long origin;

  private SaleHistory(Builder builder) {
    keys = builder.keys;
    users = builder.users;
    orderIds = builder.orderIds;
    size = builder.size;
    key = builder.key;
    user = builder.user;
    quantity = builder.quantity;
    sent = builder.sent;
    received = builder.received;
    answer = builder.answer;
    orderId = builder.orderId;
    seq = builder.seq;
    outcome = outcomes(builder.outcome, keys.size());
    shoppers = builder.shoppers;
    declaredTwice = builder.declaredTwice;
    origin = builder.originSet ? builder.origin : earliest(sent, size);
  }

  private static byte[] outcomes(byte[] declared, int keys) {
    byte[] all = Arrays.copyOf(declared, keys);
    if (keys > declared.length) {
      Arrays.fill(all, declared.length, keys, UNDECLARED);
    }
    return all;
  }

  private static long earliest(long[] stamps, int size) {
    long earliest = size == 0 ? 0 : stamps[0];
    for (int row = 1; row < size; row++) {
      earliest = Math.min(earliest, stamps[row]);
    }
    return earliest;
  }

  /**
   * Starts an empty history.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder(1024);
  }

  /**
   * Starts an empty history with room.
   *
   * @param expectedAttempts attempts to make room for; more may come
   * @return a builder
   * @throws IllegalArgumentException if the number is negative
   */
  public static Builder builder(int expectedAttempts) {
    if (expectedAttempts < 0) {
      throw new IllegalArgumentException(
          "expectedAttempts %d must be 0 or more".formatted(expectedAttempts));
    }
    return new Builder(Math.max(16, expectedAttempts));
  }

  /**
   * Number of attempts.
   *
   * @return 0 or more
   */
  public int size() {
    return size;
  }

  int keyCount() {
    return keys.size();
  }

  int find(String name) {
    return keys.find(name);
  }

  String keyName(int keyNumber) {
    return keys.name(keyNumber);
  }

  int key(int row) {
    return key[row];
  }

  String keyOf(int row) {
    return keys.name(key[row]);
  }

  int user(int row) {
    return user[row];
  }

  String userOf(int row) {
    return users.name(user[row]);
  }

  int quantity(int row) {
    return quantity[row];
  }

  long sent(int row) {
    return sent[row];
  }

  long received(int row) {
    return received[row];
  }

  Answer answer(int row) {
    return Answer.of(answer[row]);
  }

  @Nullable String orderIdOf(int row) {
    return orderId[row] == NO_ORDER ? null : orderIds.name(orderId[row]);
  }

  /** Tells whether two attempts were answered with the same order. */
  boolean sameOrder(int row, int other) {
    return orderId[row] == orderId[other] && seq[row] == seq[other];
  }

  /** Tells whether two attempts asked for the same thing. */
  boolean sameBody(int row, int other) {
    return user[row] == user[other] && quantity[row] == quantity[other];
  }

  long seq(int row) {
    return seq[row];
  }

  /** {@link #UNDECLARED}, {@link #UNSENT} or the code of the final {@link Answer}. */
  byte outcome(int keyNumber) {
    return outcome[keyNumber];
  }

  int shoppers() {
    return shoppers;
  }

  @Nullable String declaredTwice() {
    return declaredTwice;
  }

  /** The stamp that findings count from. */
  long origin() {
    return origin;
  }

  /** Collects a {@link SaleHistory}; belongs to one thread and is used once. */
  public static final class Builder {
    private final KeyTable keys;
    private final KeyTable users;
    private final KeyTable orderIds;
    private int size;
    private int[] key;
    private int[] user;
    private int[] quantity;
    private long[] sent;
    private long[] received;
    private byte[] answer;
    private int[] orderId;
    private long[] seq;
    private byte[] outcome = new byte[0];
    private int shoppers;
    private @Nullable String declaredTwice;
    private long origin;
    private boolean originSet;

    private Builder(int room) {
      keys = new KeyTable(room);
      users = new KeyTable(room);
      orderIds = new KeyTable(16);
      key = new int[room];
      user = new int[room];
      quantity = new int[room];
      sent = new long[room];
      received = new long[room];
      answer = new byte[room];
      orderId = new int[room];
      seq = new long[room];
    }

    /**
     * Sets the stamp from which findings count their times; without it the first sent stamp.
     *
     * @param stamp nanoseconds of the clock of the attempts, usually T0
     * @return this
     */
    public Builder origin(long stamp) {
      origin = stamp;
      originSet = true;
      return this;
    }

    /**
     * Adds one attempt, in any order.
     *
     * @param attemptKey idempotency key
     * @param attemptUser buyer in the body
     * @param units quantity in the body
     * @param sentNanos not later than the first byte left
     * @param receivedNanos not earlier than the answer was there; 0 for never
     * @param ended how it ended
     * @param order order id of the answer; needed for {@link Answer#OK} and {@link Answer#REPLAYED}
     * @param commitSeq commit order of the answer, 0 without one
     * @return this
     * @throws IllegalArgumentException if an accepting answer lacks its order id, a definite answer
     *     its received stamp, or a stamp of receipt lies before its stamp of sending
     */
    public Builder attempt(
        String attemptKey,
        String attemptUser,
        int units,
        long sentNanos,
        long receivedNanos,
        Answer ended,
        @Nullable String order,
        long commitSeq) {
      if (ended.accepts() && order == null) {
        throw new IllegalArgumentException(
            "key %s: answer %s needs an order id".formatted(attemptKey, ended));
      }
      if (receivedNanos == 0 ? ended != Answer.INDETERMINATE : receivedNanos < sentNanos) {
        throw new IllegalArgumentException(
            "key %s: answer %s sent at %d cannot be received at %d"
                .formatted(attemptKey, ended, sentNanos, receivedNanos));
      }
      if (size == key.length) {
        grow();
      }
      key[size] = keys.number(attemptKey);
      user[size] = users.number(attemptUser);
      quantity[size] = units;
      sent[size] = sentNanos;
      received[size] = receivedNanos;
      answer[size] = ended.code();
      orderId[size] = order == null ? NO_ORDER : orderIds.number(order);
      seq[size] = commitSeq;
      size++;
      return this;
    }

    /**
     * Declares a planned request and how it ended for its shopper.
     *
     * @param shopperKey idempotency key of the request
     * @param ended final outcome after all retries; null when it was never sent
     * @return this
     */
    public Builder shopper(String shopperKey, @Nullable Answer ended) {
      int number = keys.number(shopperKey);
      if (number >= outcome.length) {
        int old = outcome.length;
        outcome = Arrays.copyOf(outcome, Math.max(number + 1, Math.max(16, old * 2)));
        Arrays.fill(outcome, old, outcome.length, UNDECLARED);
      }
      if (outcome[number] != UNDECLARED) {
        declaredTwice = shopperKey;
      }
      outcome[number] = ended == null ? UNSENT : ended.code();
      shoppers++;
      return this;
    }

    private void grow() {
      int room = size + (size >> 1);
      key = Arrays.copyOf(key, room);
      user = Arrays.copyOf(user, room);
      quantity = Arrays.copyOf(quantity, room);
      sent = Arrays.copyOf(sent, room);
      received = Arrays.copyOf(received, room);
      answer = Arrays.copyOf(answer, room);
      orderId = Arrays.copyOf(orderId, room);
      seq = Arrays.copyOf(seq, room);
    }

    /**
     * Closes the history.
     *
     * @return what was added; the builder must not be used again
     */
    public SaleHistory build() {
      return new SaleHistory(this);
    }
  }
}
