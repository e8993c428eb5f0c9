package dev.freshet.market.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The invariants that compare answers with orders: I2 nothing lost, I3 nothing invented, I4 one key
 * one order, I8 per-user limit.
 */
final class OrderChecks {
  private final SaleTerms terms;
  private final SaleHistory history;
  private final KeyStates states;
  private final Orders orders;

  OrderChecks(SaleTerms terms, SaleHistory history, KeyStates states, Orders orders) {
    this.terms = terms;
    this.history = history;
    this.states = states;
    this.orders = orders;
  }

  /** Each answer that promised an order finds it, in every read back that came after it. */
  Invariant nothingLost(List<ReadBack> earlier) {
    Findings findings = new Findings("I2", "nothing lost");
    long answers = missing(findings, orders, KeyStates.NEVER_AFTER, "the orders read back");
    for (ReadBack readBack : earlier) {
      Orders then = new Orders(history, readBack.orders());
      String where = "the orders read at " + Text.at(history, readBack.beganNanos());
      missing(findings, then, readBack.beganNanos(), where);
    }
    return findings.result(
        "%s, each found with its order id, seq and quantity%s"
            .formatted(
                Text.count(answers, "accepting answer"),
                earlier.isEmpty() ? "" : ", in " + (1 + earlier.size()) + " read backs"));
  }

  private long missing(Findings findings, Orders found, long before, String where) {
    long answers = 0;
    for (int row = 0; row < history.size(); row++) {
      if (!history.answer(row).accepts() || history.received(row) >= before) {
        continue;
      }
      answers++;
      if (!found.holds(history, row) && findings.isFirst()) {
        findings.explain(
            "key %s was answered order %s (seq %d, quantity %d) at %s; among %s %s"
                .formatted(
                    history.keyOf(row),
                    history.orderIdOf(row),
                    history.seq(row),
                    history.quantity(row),
                    Text.at(history, history.received(row)),
                    where,
                    instead(found, history.key(row))));
      }
    }
    return answers;
  }

  private static String instead(Orders found, int key) {
    int place = found.firstOf(key);
    return place < 0 ? "the key has none" : "stands " + Text.order(found.get(place)) + " instead";
  }

  /** Each order was asked for, with that body, by a key that may have bought. */
  Invariant nothingInvented() {
    Findings findings = new Findings("I3", "nothing invented");
    boolean[] sameBody = askedAsSold();
    for (int place = 0; place < orders.size(); place++) {
      int key = orders.keyOf(place);
      String fault = null;
      if (key < 0 || states.anyRow[key] < 0) {
        fault = "no client sent that key";
      } else if (!sameBody[place]) {
        int row = states.anyRow[key];
        fault =
            "the client asked for user %s, quantity %d"
                .formatted(history.userOf(row), history.quantity(row));
      } else if (!states.mayHaveBought(key)) {
        fault =
            "the client was told %s, and nothing else was left open"
                .formatted(history.answer(states.anyRow[key]));
      }
      if (fault != null && findings.isFirst()) {
        findings.explain(Text.order(orders.get(place)) + ": " + fault);
      }
    }
    return findings.result(
        "%s, each asked for by its key with that user and quantity"
            .formatted(Text.count(orders.size(), "order")));
  }

  private boolean[] askedAsSold() {
    boolean[] asked = new boolean[orders.size()];
    for (int row = 0; row < history.size(); row++) {
      int place = orders.firstOf(history.key(row));
      for (; place >= 0; place = orders.next(place)) {
        OrderRow order = orders.get(place);
        if (!asked[place]
            && order.quantity() == history.quantity(row)
            && order.user().equals(history.userOf(row))) {
          asked[place] = true;
        }
      }
    }
    return asked;
  }

  /**
   * A key has one order at most, its accepting answers are equal, and once it has an order nothing
   * else is ever said.
   */
  Invariant oneKeyOneOrder() {
    Findings findings = new Findings("I4", "one key, one order");
    keysWithTwoOrders(findings);
    keysDeniedTheirOrder(findings);
    long answers = 0;
    for (int row = 0; row < history.size(); row++) {
      Answer answer = history.answer(row);
      int accepting = states.acceptingRow[history.key(row)];
      if (accepting < 0) {
        continue;
      }
      answers += answer.accepts() ? 1 : 0;
      if (!agrees(row, accepting) && findings.isFirst()) {
        findings.explain(
            "key %s was answered order %s (seq %d) at %s, and %s at %s"
                .formatted(
                    history.keyOf(row),
                    history.orderIdOf(accepting),
                    history.seq(accepting),
                    Text.at(history, history.received(accepting)),
                    told(row),
                    Text.at(history, history.received(row))));
      }
    }
    return findings.result(
        "%s, equal for each key; no key with two orders"
            .formatted(Text.count(answers, "accepting answer")));
  }

  private void keysWithTwoOrders(Findings findings) {
    Set<String> strangers = new HashSet<>(); // keys of no client: few, or the sale is broken anyway
    for (int place = 0; place < orders.size(); place++) {
      int key = orders.keyOf(place);
      boolean again =
          key < 0 ? !strangers.add(orders.get(place).key()) : orders.firstOf(key) != place;
      if (again && findings.isFirst()) {
        String other = key < 0 ? "" : " besides " + Text.order(orders.get(orders.firstOf(key)));
        findings.explain("key with two orders: " + Text.order(orders.get(place)) + other);
      }
    }
  }

  /** An open attempt bought, and the next one was denied instead of getting the stored answer. */
  private void keysDeniedTheirOrder(Findings findings) {
    for (int key = 0; key < history.keyCount(); key++) {
      boolean deniedSince = states.wasOpen(key) && !states.accepted(key) && !states.isOpen(key);
      if (deniedSince && orders.hasKey(key) && findings.isFirst()) {
        findings.explain(
            "key %s was denied by the attempt sent at %s, yet it has %s"
                .formatted(
                    history.keyName(key),
                    Text.at(history, states.lastDeniedSent[key]),
                    Text.order(orders.get(orders.firstOf(key)))));
      }
    }
  }

  /** Tells whether an attempt may be answered so next to the key's accepting one. */
  private boolean agrees(int row, int accepting) {
    Answer answer = history.answer(row);
    if (answer.accepts()) {
      return history.sameBody(row, accepting) && history.sameOrder(row, accepting);
    }
    boolean later = history.sent(row) > history.received(accepting);
    if (!later || !answer.denies()) {
      return true; // sold out first and bought by a retry is allowed; overload may strike any time
    }
    return answer == Answer.MISMATCH && !history.sameBody(row, accepting);
  }

  private String told(int row) {
    return history.answer(row).accepts()
        ? "order %s (seq %d) for user %s, quantity %d"
            .formatted(
                history.orderIdOf(row),
                history.seq(row),
                history.userOf(row),
                history.quantity(row))
        : history.answer(row) + " to the same request";
  }

  /** No user holds more than the limit. */
  Invariant perUserLimit() {
    Findings findings = new Findings("I8", "per-user limit");
    if (terms.perUser() == 0) {
      return findings.result("no limit was set");
    }
    Map<String, Long> held = HashMap.newHashMap(orders.size());
    long most = 0;
    for (int place = 0; place < orders.size(); place++) {
      OrderRow row = orders.get(place);
      long units = held.merge(row.user(), (long) row.quantity(), Long::sum);
      most = Math.max(most, units);
      if (units > terms.perUser() && findings.isFirst()) {
        findings.explain(
            "with %s the user holds %s units of at most %s"
                .formatted(Text.order(row), Text.count(units), Text.count(terms.perUser())));
      }
    }
    return findings.result(
        "%s, none above %s of %s units"
            .formatted(
                Text.count(held.size(), "user"), Text.count(most), Text.count(terms.perUser())));
  }
}
