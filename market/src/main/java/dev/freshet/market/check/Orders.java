package dev.freshet.market.check;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The orders read back, by commit order and by key. */
final class Orders {
  private static final int NONE = -1;

  private final OrderRow[] bySeq;
  private final int[] keyOf;
  private final int[] firstOfKey;
  private final int[] nextOfKey;
  private final long units;

  Orders(SaleHistory history, List<OrderRow> readBack) {
    bySeq = readBack.toArray(new OrderRow[0]);
    Arrays.sort(bySeq, Comparator.comparingLong(OrderRow::seq));
    keyOf = new int[bySeq.length];
    nextOfKey = new int[bySeq.length];
    firstOfKey = new int[history.keyCount()];
    Arrays.fill(firstOfKey, NONE);
    long sum = 0;
    for (int place = bySeq.length - 1; place >= 0; place--) {
      OrderRow row = bySeq[place];
      int key = history.find(row.key());
      keyOf[place] = key;
      nextOfKey[place] = NONE;
      if (key >= 0) {
        nextOfKey[place] = firstOfKey[key];
        firstOfKey[key] = place;
      }
      sum += row.quantity();
    }
    units = sum;
  }

  int size() {
    return bySeq.length;
  }

  OrderRow get(int place) {
    return bySeq[place];
  }

  /** Sum of all quantities. */
  long units() {
    return units;
  }

  /** Key number in the history, or -1 when no client used that key. */
  int keyOf(int place) {
    return keyOf[place];
  }

  boolean hasKey(int key) {
    return firstOfKey[key] != NONE;
  }

  /** Place of the first order of a key, or -1. */
  int firstOf(int key) {
    return firstOfKey[key];
  }

  /** Place of the next order of the same key, or -1. */
  int next(int place) {
    return nextOfKey[place];
  }

  /** Tells whether the order that an attempt was answered with is among these. */
  boolean holds(SaleHistory history, int row) {
    for (int place = firstOfKey[history.key(row)]; place != NONE; place = nextOfKey[place]) {
      OrderRow order = bySeq[place];
      if (order.seq() == history.seq(row)
          && order.quantity() == history.quantity(row)
          && order.orderId().equals(history.orderIdOf(row))) {
        return true;
      }
    }
    return false;
  }
}
