package dev.freshet.market.check;

/** The invariants about the books: I9 accounting, I10 nothing left open. */
final class AccountChecks {
  private final SaleHistory history;
  private final KeyStates states;
  private final Orders orders;
  private final SaleCounts counts;

  AccountChecks(SaleHistory history, KeyStates states, Orders orders, SaleCounts counts) {
    this.history = history;
    this.states = states;
    this.orders = orders;
    this.counts = counts;
  }

  /** One final outcome per planned request, backed by its attempts; the market counted as many. */
  Invariant accounting() {
    Findings findings = new Findings("I9", "accounting");
    String twice = history.declaredTwice();
    if (twice != null) {
      findings.add("key %s belongs to two shoppers".formatted(twice));
    }
    long unsent = 0;
    boolean[] backed = outcomesBacked();
    for (int key = 0; key < history.keyCount(); key++) {
      byte outcome = history.outcome(key);
      boolean attempted = states.anyRow[key] >= 0;
      unsent += outcome == SaleHistory.UNSENT ? 1 : 0;
      String fault = null;
      if (outcome == SaleHistory.UNDECLARED) {
        fault = "was sent but has no final outcome";
      } else if (outcome == SaleHistory.UNSENT) {
        fault = attempted ? "counts as never sent but has attempts" : null;
      } else if (!backed[key]) {
        fault = "ended as " + Answer.of(outcome) + ", which no attempt was answered";
      } else if (states.accepted(key) != Answer.of(outcome).accepts()) {
        fault = "ended as " + Answer.of(outcome) + " against its attempts";
      }
      if (fault != null && findings.isFirst()) {
        findings.explain("key " + history.keyName(key) + " " + fault);
      }
    }
    if (counts.accepted() != SaleCounts.UNKNOWN && counts.accepted() != orders.size()) {
      findings.add(
          "the market counted %s, %s were read back"
              .formatted(
                  Text.count(counts.accepted(), "accepted order"), Text.count(orders.size())));
    }
    return findings.result(
        "%s, one outcome each, from %s%s; %s"
            .formatted(
                Text.count(history.shoppers(), "shopper"),
                Text.count(history.size(), "attempt"),
                unsent == 0 ? "" : " (" + Text.count(unsent) + " never sent)",
                counts.accepted() == SaleCounts.UNKNOWN
                    ? "the market was restarted, its counter is not compared"
                    : "the market counted " + Text.count(counts.accepted()) + " accepted"));
  }

  private boolean[] outcomesBacked() {
    boolean[] backed = new boolean[history.keyCount()];
    for (int row = 0; row < history.size(); row++) {
      int key = history.key(row);
      backed[key] |= history.outcome(key) == history.answer(row).code();
    }
    return backed;
  }

  /** A key whose attempt was left open got a definite answer since, and the orders agree. */
  Invariant allResolved() {
    Findings findings = new Findings("I10", "all resolved");
    long asked = 0;
    for (int key = 0; key < history.keyCount(); key++) {
      if (!states.wasOpen(key)) {
        continue;
      }
      asked++;
      if (states.isOpen(key)) {
        if (findings.isFirst()) {
          findings.explain(
              "key %s, left open by the attempt sent at %s, has no definite answer to this day"
                  .formatted(history.keyName(key), Text.at(history, states.lastOpenSent[key])));
        }
      } else if (states.accepted(key) != orders.hasKey(key) && findings.isFirst()) {
        findings.explain(
            states.accepted(key)
                ? "key %s was settled as bought, but has no order".formatted(history.keyName(key))
                : "key %s was settled as not bought, but has %s"
                    .formatted(history.keyName(key), Text.order(orders.get(orders.firstOf(key)))));
      }
    }
    return findings.result(
        asked == 0
            ? "no attempt was left open"
            : "%s left open by an attempt, each settled since".formatted(Text.count(asked, "key")));
  }
}
