package dev.freshet.market.check;

import java.util.List;

/**
 * Judges a sale: ten invariants, from the history that the clients kept against the orders that the
 * market reads back.
 *
 * <pre>{@code
 * List<Invariant> findings = SaleChecker.check(terms, history, readBack, counts);
 * boolean good = findings.stream().allMatch(Invariant::holds);
 * }</pre>
 *
 * <h2>What is compared</h2>
 *
 * <p>The history is the clients' own: what was sent when, what came back when. The market is asked
 * twice only, for its orders and for its counts, and nothing it says is believed without a witness
 * on the other side. Three classes of answers matter (the classes of Jepsen): <i>ok</i>, the client
 * holds an order; <i>fail</i>, it knows that nothing was sold; <i>info</i>, it cannot know: the
 * connection broke, the time ran out, the bytes made no sense. An info attempt may have taken
 * effect at any instant from its sending on, and every check below gives the market the benefit of
 * that doubt, never more.
 *
 * <table>
 * <caption>The invariants (S stock, P orders read back, A keys that hold an accepting answer)</caption>
 * <tr><th>id</th><th>statement</th><th>method</th></tr>
 * <tr><td>I1</td><td>the units of every prefix of P by seq stay within S</td><td>running sum</td></tr>
 * <tr><td>I2</td><td>A is in P with the same order id, seq and quantity; in every earlier read back
 *     too, for the answers held before it began</td><td>set inclusion</td></tr>
 * <tr><td>I3</td><td>each order of P was asked for with that key, user and quantity, and its key was
 *     answered ok or info</td><td>set inclusion</td></tr>
 * <tr><td>I4</td><td>one order per key; accepting answers of a key are equal; after one was held, the
 *     same request is never denied</td><td>group by key</td></tr>
 * <tr><td>I5</td><td>available + sold = S, sold = units of P</td><td>sums</td></tr>
 * <tr><td>I6</td><td>a sold-out answer for q units that ended at e: keys first sent before e, with an
 *     order or an info attempt, can have taken more than S - q; and q or more units are not left at
 *     the end</td><td>sorted sweep</td></tr>
 * <tr><td>I7</td><td>seq of P is unique and dense; a answered before b was sent implies
 *     seq(a) &lt; seq(b)</td><td>sort and running minimum</td></tr>
 * <tr><td>I8</td><td>units of P per user within the limit</td><td>group by user</td></tr>
 * <tr><td>I9</td><td>each planned request has one final outcome, which one of its attempts was
 *     answered; the market counted as many accepts as it reads back</td><td>sums</td></tr>
 * <tr><td>I10</td><td>each key with an info attempt has a definite answer sent for later, and P
 *     agrees with it</td><td>group by key</td></tr>
 * </table>
 *
 * <h2>Why this is a linearizability check in n log n</h2>
 *
 * <p>Deciding whether a concurrent history of an arbitrary object is linearizable is NP-complete;
 * searches in the manner of Wing, Gong and Lowe give up at some dozens of concurrent operations. A
 * sale is not arbitrary. The market publishes its own linearization, the dense commit number {@code
 * seq}, and a given order of operations is checked in two steps: it is legal for the sequential
 * sale (I1 at each prefix, I4, I8), and it respects real time (I7: going down from the last seq,
 * the earliest receipt seen so far must not precede the sending of the order at hand). Orders
 * without an answer have an interval that never ends. Sold-out answers have no seq; without
 * releases the stock only falls, so such an answer fits somewhere between its sending and its end
 * exactly if it fits at its end, and that is I6. A market could publish a false seq; I2 pins the
 * number that each client was told to the number read back, so a false one must contradict some
 * client.
 *
 * <h2>Crashes</h2>
 *
 * <p>The power may go after an order took its unit in memory and before it was durable. A sold-out
 * answer given in between was just, although the unit comes back after the restart: I6 therefore
 * counts, at the instant of the answer, also the keys whose attempt was left open by then. At the
 * end nothing may be left that somebody was denied: whoever lost an undurable order is served again
 * before the last count. Both parts are needed: the first alone forgives a market that forgets its
 * stock, the second alone a market that denied too early but sold out later. Orders made by a retry
 * after a loss are found by reading the orders back between the recovery and the second pass
 * ({@link ReadBack}).
 *
 * <h2>One fault, one invariant</h2>
 *
 * <p>A fault should be told by its own name: an order that nobody asked for is charged in I6 as the
 * reason of sold-out answers and left to I3; a key with two orders counts with both in I6 and I1;
 * an order that was promised and is gone still explains why stock was missing. Where a fault does
 * touch two invariants (an oversold stock cannot be conserved either), the caller's order of exit
 * codes decides.
 *
 * <h2>Where it comes from, and what differs</h2>
 *
 * <p>I2 is the "lost" of Jepsen's {@code set-full} checker, I3 the "unexpected" and I4 the
 * "duplicated" of {@code total-queue}, I5 the total of {@code bank}. There each element is a value
 * of its own and one read decides; here an element carries an answer (order id, seq, quantity) that
 * must be the same in each place, and reads in between are compared as well. {@code set-full} must
 * guess when an element became visible; the seq tells. The real-time pass is the version-order
 * check of Elle reduced to one register of which all versions are known.
 *
 * <p>Thread safe (no state). Time O(n log n), the sort of the sold-out answers; memory 60 bytes per
 * key and 16 per sold-out answer. A million attempts are judged in 0.3 s by a cold JVM on two cores
 * ({@code MillionAttemptsTest}, run with {@code -Pdeep}).
 */
public final class SaleChecker {
  private SaleChecker() {}

  /**
   * Checks a history.
   *
   * @param terms what was promised
   * @param history what the clients did and saw
   * @param readBack all orders of the sale after {@code terms.baseSeq()}, in any order
   * @param counts what the market counts
   * @return I1 to I10, in this order
   */
  public static List<Invariant> check(
      SaleTerms terms, SaleHistory history, List<OrderRow> readBack, SaleCounts counts) {
    return check(terms, history, readBack, counts, List.of());
  }

  /**
   * Checks a history with read backs from before the end.
   *
   * @param terms what was promised
   * @param history what the clients did and saw
   * @param readBack all orders of the sale after {@code terms.baseSeq()}, in any order
   * @param counts what the market counts
   * @param earlier read backs taken on the way, for instance after a recovery
   * @return I1 to I10, in this order
   */
  public static List<Invariant> check(
      SaleTerms terms,
      SaleHistory history,
      List<OrderRow> readBack,
      SaleCounts counts,
      List<ReadBack> earlier) {
    KeyStates states = new KeyStates(history);
    Orders orders = new Orders(history, readBack);
    StockChecks stock = new StockChecks(terms, history, states, orders, counts);
    OrderChecks order = new OrderChecks(terms, history, states, orders);
    AccountChecks account = new AccountChecks(history, states, orders, counts);
    return List.of(
        stock.noOversell(),
        order.nothingLost(earlier),
        order.nothingInvented(),
        order.oneKeyOneOrder(),
        stock.conservation(),
        stock.noFalseSoldOut(),
        new SequenceChecks(terms, history, states, orders).realTimeOrder(),
        order.perUserLimit(),
        account.accounting(),
        account.allResolved());
  }
}
