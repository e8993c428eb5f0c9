package dev.freshet.market.check;

import java.util.Arrays;

/** The invariants that count units: I1 no oversell, I5 conservation, I6 no false sold-out. */
final class StockChecks {
  private final SaleTerms terms;
  private final SaleHistory history;
  private final KeyStates states;
  private final Orders orders;
  private final SaleCounts counts;

  StockChecks(
      SaleTerms terms, SaleHistory history, KeyStates states, Orders orders, SaleCounts counts) {
    this.terms = terms;
    this.history = history;
    this.states = states;
    this.orders = orders;
    this.counts = counts;
  }

  /** Every prefix of the commit order stays within the stock, and no order sells nothing. */
  Invariant noOversell() {
    Findings findings = new Findings("I1", "no oversell");
    long sold = 0;
    for (int place = 0; place < orders.size(); place++) {
      OrderRow row = orders.get(place);
      sold += row.quantity();
      if (row.quantity() <= 0 && findings.isFirst()) {
        findings.explain(Text.order(row) + " sells less than one unit");
      } else if (sold > terms.stock() && findings.isFirst()) {
        findings.explain(
            "with %s, %s units are sold of a stock of %s"
                .formatted(Text.order(row), Text.count(sold), Text.count(terms.stock())));
      }
    }
    return findings.result(
        "%s, every seq prefix within stock %s (sold %s)"
            .formatted(
                Text.count(orders.size(), "order"),
                Text.count(terms.stock()),
                Text.count(orders.units())));
  }

  /** What the market counts and what it sold are one sum. */
  Invariant conservation() {
    Findings findings = new Findings("I5", "conservation");
    if (counts.stock() != terms.stock()) {
      findings.add(
          "the market reports a stock of %s, the sale began with %s"
              .formatted(Text.count(counts.stock()), Text.count(terms.stock())));
    }
    if (counts.available() + counts.sold() != counts.stock()) {
      findings.add(
          "available %s + sold %s is not stock %s"
              .formatted(
                  Text.count(counts.available()),
                  Text.count(counts.sold()),
                  Text.count(counts.stock())));
    }
    if (counts.sold() != orders.units()) {
      findings.add(
          "the market counts %s sold units, its orders sum to %s"
              .formatted(Text.count(counts.sold()), Text.count(orders.units())));
    }
    return findings.result(
        "available %s + sold %s = stock %s; the orders read back sum to %s"
            .formatted(
                Text.count(counts.available()),
                Text.count(counts.sold()),
                Text.count(counts.stock()),
                Text.count(orders.units())));
  }

  /**
   * Every sold-out answer found the stock taken by orders asked for before that answer ended, and
   * nobody was sent away from units that are still there.
   */
  Invariant noFalseSoldOut() {
    Findings findings = new Findings("I6", "no false sold-out");
    long[] ends = soldOutEnds();
    long[] taken = takenBefore(ends);
    long left = terms.stock() - orders.units() - unitsStillOpen();
    long lastUndue = KeyStates.NEVER_AFTER;
    for (int row = 0; row < history.size(); row++) {
      if (history.answer(row) != Answer.SOLD_OUT) {
        continue;
      }
      int wanted = history.quantity(row);
      long end = history.received(row);
      long mostTaken = taken[lowerBound(ends, end)];
      boolean premature = mostTaken + wanted <= terms.stock();
      boolean sentAway = wanted <= left;
      if (!premature && !sentAway) {
        continue;
      }
      boolean first = findings.isFirst();
      if (first || end < lastUndue) { // tell the earliest: the one nearest to the cause
        lastUndue = end;
        findings.explain(premature ? premature(row, mostTaken) : sentAway(row, left));
      }
    }
    if (ends.length == 0) {
      return findings.result(
          "nobody was told sold out; %s of %s units sold"
              .formatted(Text.count(orders.units()), Text.count(terms.stock())));
    }
    return findings.result(
        "%s, each when %s units could be taken; %s units left"
            .formatted(
                Text.count(ends.length, "sold-out answer"),
                Text.count(terms.stock()),
                Text.count(terms.stock() - orders.units())));
  }

  private String premature(int row, long taken) {
    return "key %s was told sold out at %s, when at most %s of %s units could be taken"
        .formatted(
            history.keyOf(row),
            Text.at(history, history.received(row)),
            Text.count(taken),
            Text.count(terms.stock()));
  }

  private String sentAway(int row, long left) {
    return "key %s (quantity %d) was told sold out at %s, yet %s units are left at the end"
        .formatted(
            history.keyOf(row),
            history.quantity(row),
            Text.at(history, history.received(row)),
            Text.count(left));
  }

  private long[] soldOutEnds() {
    long[] ends = new long[history.size()];
    int found = 0;
    for (int row = 0; row < history.size(); row++) {
      if (history.answer(row) == Answer.SOLD_OUT) {
        ends[found++] = history.received(row);
      }
    }
    ends = Arrays.copyOf(ends, found);
    Arrays.sort(ends);
    return ends;
  }

  /** For each end, the units that orders asked for before it can have taken. */
  private long[] takenBefore(long[] ends) {
    long[] taken = new long[ends.length + 1];
    for (int place = 0; place < orders.size(); place++) {
      int key = orders.keyOf(place);
      // An order nobody asked for (I3's matter) is charged from the start: it may be the reason.
      long asked = key < 0 ? KeyStates.NEVER_BEFORE : states.firstSent[key];
      taken[firstAfter(ends, asked)] += orders.get(place).quantity();
    }
    for (int key = 0; key < history.keyCount(); key++) {
      if (orders.hasKey(key) || states.anyRow[key] < 0) {
        continue;
      }
      // Accepted but gone (I2's matter), or open: both can have held units for a while.
      long asked = states.accepted(key) ? states.firstSent[key] : states.firstOpenSent[key];
      if (asked != KeyStates.NEVER_AFTER) {
        taken[firstAfter(ends, asked)] += history.quantity(states.anyRow[key]);
      }
    }
    for (int slot = 1; slot < taken.length; slot++) {
      taken[slot] += taken[slot - 1];
    }
    return taken;
  }

  /** Units wanted by keys that are open to this day: they may yet turn out to hold them. */
  private long unitsStillOpen() {
    long units = 0;
    for (int key = 0; key < history.keyCount(); key++) {
      if (!orders.hasKey(key) && states.isOpen(key)) {
        units += history.quantity(states.anyRow[key]);
      }
    }
    return units;
  }

  /** First slot whose end lies after the stamp. */
  private static int firstAfter(long[] ends, long stamp) {
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > stamp) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** First slot whose end is the stamp. */
  private static int lowerBound(long[] ends, long stamp) {
    return stamp == Long.MIN_VALUE ? 0 : firstAfter(ends, stamp - 1);
  }
}
