package dev.freshet.market.check;

/** I7: the commit order is unique, dense and agrees with real time. */
final class SequenceChecks {
  private final SaleTerms terms;
  private final SaleHistory history;
  private final KeyStates states;
  private final Orders orders;

  SequenceChecks(SaleTerms terms, SaleHistory history, KeyStates states, Orders orders) {
    this.terms = terms;
    this.history = history;
    this.states = states;
    this.orders = orders;
  }

  /**
   * One pass up for gaps, one pass down for order: going from the last seq to the first, the
   * earliest receipt seen so far belongs to a later order; whoever was sent after that receipt came
   * too early in the commit order.
   */
  Invariant realTimeOrder() {
    Findings findings = new Findings("I7", "real-time order");
    for (int place = 0; place < orders.size(); place++) {
      OrderRow row = orders.get(place);
      long due = terms.baseSeq() + place + 1;
      if (row.seq() != due) {
        boolean twice = place > 0 && orders.get(place - 1).seq() == row.seq();
        findings.add(
            twice
                ? "seq %d stands twice: %s and %s"
                    .formatted(row.seq(), Text.order(orders.get(place - 1)), Text.order(row))
                : "seq %d should come, %s stands there".formatted(due, Text.order(row)));
        break; // every later seq is off by the same slip
      }
    }
    long intervals = outOfOrder(findings);
    return findings.result(
        "seq %s to %s without a gap; %s in real-time order"
            .formatted(
                Text.count(terms.baseSeq() + Math.min(1, orders.size())),
                Text.count(terms.baseSeq() + orders.size()),
                Text.count(intervals, "answered order")));
  }

  private long outOfOrder(Findings findings) {
    long intervals = 0;
    long earliest = KeyStates.NEVER_AFTER;
    int earliestPlace = -1;
    for (int place = orders.size() - 1; place >= 0; place--) {
      int key = orders.keyOf(place);
      if (key < 0 || states.anyRow[key] < 0) {
        continue;
      }
      if (states.firstSent[key] > earliest && findings.isFirst()) {
        OrderRow later = orders.get(earliestPlace);
        findings.explain(
            "%s was answered at %s, before %s was sent at %s"
                .formatted(
                    Text.order(later),
                    Text.at(history, earliest),
                    Text.order(orders.get(place)),
                    Text.at(history, states.firstSent[key])));
      }
      if (states.accepted(key)) {
        intervals++;
        if (states.acceptedAt[key] < earliest && isAnsweredOrder(key, place)) {
          earliest = states.acceptedAt[key];
          earliestPlace = place;
        }
      }
    }
    return intervals;
  }

  /** A key with two orders (I4's matter) was answered with one of them only. */
  private boolean isAnsweredOrder(int key, int place) {
    return history.seq(states.acceptingRow[key]) == orders.get(place).seq();
  }
}
