package dev.freshet.market;

import java.util.Locale;

/**
 * A way to break the sale on purpose, so that a checker can prove that it would notice.
 *
 * <p>Example: {@code MarketConfig.builder().bug(Bug.parse("lost-update"))}. What each of them
 * breaks stands in one class of its own in {@code dev.freshet.market.sale.BrokenRules}; the honest
 * market shares no branch with them.
 *
 * <p>Thread-safe: an enum without state.
 */
public enum Bug {
  /** Stock is checked when the order arrives and taken later without looking again: oversells. */
  CHECK_THEN_ACT,
  /** Two decrements start from the same value, and one of them is lost: oversells. */
  LOST_UPDATE,
  /** Orders are answered when they are appended, and never synced: power loss loses them. */
  ACK_BEFORE_SYNC,
  /** A restart forgets which keys were answered: the same key gets another answer. */
  FORGET_KEYS,
  /** A restart loses the orders committed last. */
  DROP_TAIL,
  /** Says "sold out" while the last tenth of the stock is still there. */
  FALSE_SOLD_OUT,
  /** Writes orders that nobody placed, within the stock. */
  INVENT,
  /** Hands out commit numbers that run against the order of time. */
  REORDER;

  /**
   * The name on the command line.
   *
   * @return the constant in lower case with hyphens, such as {@code check-then-act}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a name.
   *
   * @param label such as {@code check-then-act}
   * @return the bug of that name
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Bug parse(String label) {
    for (Bug bug : values()) {
      if (bug.label().equals(label)) {
        return bug;
      }
    }
    StringBuilder names = new StringBuilder();
    for (Bug bug : values()) {
      names.append(names.isEmpty() ? "" : ", ").append(bug.label());
    }
    throw new IllegalArgumentException("bug '" + label + "': must be one of " + names);
  }
}
