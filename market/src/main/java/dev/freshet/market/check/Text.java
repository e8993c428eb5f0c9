package dev.freshet.market.check;

import java.util.Locale;

/** Numbers and times as they stand in a finding. */
final class Text {
  private static final double NANOS_PER_MILLI = 1e6;

  private Text() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 order}, {@code 2 orders}. */
  static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** A stamp as milliseconds from the origin of the history. */
  static String at(SaleHistory history, long nanos) {
    return String.format(Locale.ROOT, "%+.3f ms", (nanos - history.origin()) / NANOS_PER_MILLI);
  }

  static String order(OrderRow row) {
    return "order %s (seq %d, key %s, user %s, quantity %d)"
        .formatted(row.orderId(), row.seq(), row.key(), row.user(), row.quantity());
  }
}
