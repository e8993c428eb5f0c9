package dev.freshet.market.check;

import java.util.Arrays;

/**
 * The history folded by key in one pass: what each idempotency key saw, as columns.
 *
 * <p>{@link #NEVER_AFTER} and {@link #NEVER_BEFORE} stand for "no such attempt" in columns of
 * minima and maxima.
 */
final class KeyStates {
  static final long NEVER_AFTER = Long.MAX_VALUE;
  static final long NEVER_BEFORE = Long.MIN_VALUE;

  /** Earliest sent stamp of any attempt. */
  final long[] firstSent;

  /** Earliest receipt of an accepting answer. */
  final long[] acceptedAt;

  /** Some row with an accepting answer, or -1. */
  final int[] acceptingRow;

  /** Earliest sent stamp of an attempt that may have acted unseen. */
  final long[] firstOpenSent;

  /** Latest sent stamp of an attempt that leaves open whether the market acted. */
  final long[] lastOpenSent;

  /** Latest sent stamp of an attempt that was denied for good. */
  final long[] lastDeniedSent;

  /** Some row of the key. */
  final int[] anyRow;

  KeyStates(SaleHistory history) {
    int keys = history.keyCount();
    firstSent = filled(keys, NEVER_AFTER);
    acceptedAt = filled(keys, NEVER_AFTER);
    firstOpenSent = filled(keys, NEVER_AFTER);
    lastOpenSent = filled(keys, NEVER_BEFORE);
    lastDeniedSent = filled(keys, NEVER_BEFORE);
    acceptingRow = new int[keys];
    Arrays.fill(acceptingRow, -1);
    anyRow = new int[keys];
    Arrays.fill(anyRow, -1);
    for (int row = 0; row < history.size(); row++) {
      fold(history, row);
    }
  }

  private static long[] filled(int size, long value) {
    long[] column = new long[size];
    Arrays.fill(column, value);
    return column;
  }

  private void fold(SaleHistory history, int row) {
    int key = history.key(row);
    long sent = history.sent(row);
    Answer answer = history.answer(row);
    anyRow[key] = row;
    firstSent[key] = Math.min(firstSent[key], sent);
    if (answer.accepts()) {
      if (history.received(row) < acceptedAt[key]) {
        acceptedAt[key] = history.received(row);
        acceptingRow[key] = row;
      }
    } else if (answer.leavesOpen()) {
      lastOpenSent[key] = Math.max(lastOpenSent[key], sent);
      if (answer != Answer.CONFLICT) {
        firstOpenSent[key] = Math.min(firstOpenSent[key], sent);
      }
    } else if (answer.denies()) {
      lastDeniedSent[key] = Math.max(lastDeniedSent[key], sent);
    }
  }

  boolean accepted(int key) {
    return acceptingRow[key] >= 0;
  }

  /** Tells whether some attempt of the key left open if the market acted. */
  boolean wasOpen(int key) {
    return lastOpenSent[key] != NEVER_BEFORE;
  }

  /** Tells whether the key is open to this day: no order in hand and no denial since. */
  boolean isOpen(int key) {
    return wasOpen(key) && !accepted(key) && lastDeniedSent[key] <= lastOpenSent[key];
  }

  /** Tells whether an order under this key can be the doing of its attempts. */
  boolean mayHaveBought(int key) {
    return accepted(key) || wasOpen(key);
  }
}
