package dev.freshet.market.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.check.SimulatedSale.Attempt;
import dev.freshet.market.check.SimulatedSale.Crash;
import dev.freshet.market.check.SimulatedSale.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A checker that never complains proves nothing: each mutation spoils one thing in a correct random
 * history, and the invariant that owns it must fail. What else may fail is listed; anything beyond
 * would be a fault told by a wrong name.
 */
class MutationTest {
  private static final int SEEDS = 120;
  private static final List<Crash> CRASHES = List.of(Crash.values());

  @FunctionalInterface
  interface Change {
    /** Spoils the sale; false when this sale gives no occasion. */
    boolean apply(SimulatedSale sale, Random random);
  }

  record Mutation(String name, String owner, String others, Change change) {
    Set<String> allowed() {
      Set<String> allowed = new HashSet<>(List.of(others.split(" ")));
      allowed.add(owner);
      return allowed;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mutation> mutations() {
    return Stream.of(
        new Mutation("smaller stock", "I1", "I5", MutationTest::smallerStock),
        new Mutation("empty order", "I1", "I2 I3 I5 I6", MutationTest::emptyOrder),
        new Mutation("drop order", "I2", "I5 I6 I7 I9 I10", MutationTest::dropOrder),
        new Mutation("swap seq of orders", "I2", "I7", MutationTest::swapSeqOfOrders),
        new Mutation("other order id", "I2", "", MutationTest::otherOrderId),
        new Mutation("other quantity", "I2", "I1 I3 I5 I6 I8", MutationTest::otherQuantity),
        new Mutation("missing in earlier read back", "I2", "", MutationTest::missingEarlier),
        new Mutation("ghost order", "I3", "I1 I5 I9", MutationTest::ghostOrder),
        new Mutation("order of the denied", "I3", "I1 I5 I8 I9", MutationTest::orderOfTheDenied),
        new Mutation("other user", "I3", "I8", MutationTest::otherUser),
        new Mutation("second order", "I4", "I1 I5 I8 I9", MutationTest::secondOrder),
        new Mutation("replay with other order", "I4", "I2", MutationTest::replayWithOtherOrder),
        new Mutation("denied afterwards", "I4", "", MutationTest::deniedAfterwards),
        new Mutation("refused afterwards", "I4", "", MutationTest::refusedAfterwards),
        new Mutation("one more sold", "I5", "", MutationTest::oneMoreSold),
        new Mutation("one more available", "I5", "", MutationTest::oneMoreAvailable),
        new Mutation("early sold out", "I6", "", MutationTest::earlySoldOut),
        new Mutation("units left", "I6", "", MutationTest::unitsLeft),
        new Mutation("swap commits", "I7", "", MutationTest::swapCommits),
        new Mutation("seq gap", "I7", "", MutationTest::seqGap),
        new Mutation("over limit", "I8", "", MutationTest::overLimit),
        new Mutation("lost shopper", "I9", "", MutationTest::lostShopper),
        new Mutation("unsent with attempts", "I9", "", MutationTest::unsentWithAttempts),
        new Mutation("wrong outcome", "I9", "", MutationTest::wrongOutcome),
        new Mutation("miscount", "I9", "", MutationTest::miscount),
        new Mutation("open attempt", "I10", "", MutationTest::openAttempt));
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void mutationIsCaughtByItsInvariant(Mutation mutation) {
    int applied = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Crash crash = CRASHES.get(seed % CRASHES.size());
      SimulatedSale sale = new SimulatedSale(seed, Fault.NONE, crash);
      if (!mutation.change.apply(sale, new Random(seed))) {
        continue;
      }
      applied++;
      Set<String> broken = new TreeSet<>();
      List<Invariant> findings = sale.check();
      findings.stream().filter(f -> !f.holds()).map(Invariant::id).forEach(broken::add);
      assertThat(broken).as("seed %d: %s", seed, findings).contains(mutation.owner);
      assertThat(mutation.allowed()).as("seed %d: %s", seed, findings).containsAll(broken);
    }
    assertThat(applied).as("sales with an occasion").isGreaterThan(SEEDS / 10);
  }

  private static OrderRow with(OrderRow row, long seq, String id, String user, int quantity) {
    return new OrderRow(seq, id, row.key(), user, quantity);
  }

  private static int anyOrder(SimulatedSale sale, Random random) {
    return random.nextInt(sale.orders.size());
  }

  private static boolean answered(SimulatedSale sale, OrderRow row) {
    return accepting(sale, row) != null;
  }

  private static @Nullable Attempt accepting(SimulatedSale sale, OrderRow row) {
    for (Attempt attempt : sale.attempts) {
      if (attempt.key.equals(row.key()) && attempt.answer.accepts()) {
        return attempt;
      }
    }
    return null;
  }

  private static @Nullable Attempt any(SimulatedSale sale, Answer answer) {
    return sale.attempts.stream().filter(a -> a.answer == answer).findFirst().orElse(null);
  }

  private static long end(SimulatedSale sale) {
    return sale.attempts.stream().mapToLong(a -> Math.max(a.sent, a.received)).max().orElse(0) + 10;
  }

  private static Attempt again(SimulatedSale sale, Attempt first, Answer answer) {
    Attempt attempt = new Attempt(first.key, first.user, first.quantity);
    attempt.sent = end(sale);
    attempt.received = attempt.sent + 1;
    attempt.answer = answer;
    sale.attempts.add(attempt);
    return attempt;
  }

  private static boolean smallerStock(SimulatedSale sale, Random random) {
    long sold = sale.counts.sold();
    sale.terms = new SaleTerms("demo", sold - 1, sale.terms.perUser());
    return sold > 0;
  }

  private static boolean emptyOrder(SimulatedSale sale, Random random) {
    int place = anyOrder(sale, random);
    OrderRow row = sale.orders.get(place);
    sale.orders.set(place, with(row, row.seq(), row.orderId(), row.user(), 0));
    return true;
  }

  private static boolean dropOrder(SimulatedSale sale, Random random) {
    return answered(sale, sale.orders.remove(anyOrder(sale, random)));
  }

  private static boolean swapSeqOfOrders(SimulatedSale sale, Random random) {
    int one = anyOrder(sale, random);
    int two = anyOrder(sale, random);
    OrderRow a = sale.orders.get(one);
    OrderRow b = sale.orders.get(two);
    sale.orders.set(one, with(a, b.seq(), a.orderId(), a.user(), a.quantity()));
    sale.orders.set(two, with(b, a.seq(), b.orderId(), b.user(), b.quantity()));
    return one != two && answered(sale, a);
  }

  private static boolean otherOrderId(SimulatedSale sale, Random random) {
    int place = anyOrder(sale, random);
    OrderRow row = sale.orders.get(place);
    sale.orders.set(place, with(row, row.seq(), "other", row.user(), row.quantity()));
    return answered(sale, row);
  }

  private static boolean otherQuantity(SimulatedSale sale, Random random) {
    int place = anyOrder(sale, random);
    OrderRow row = sale.orders.get(place);
    sale.orders.set(place, with(row, row.seq(), row.orderId(), row.user(), row.quantity() + 1));
    return answered(sale, row);
  }

  private static boolean missingEarlier(SimulatedSale sale, Random random) {
    ReadBack readBack = sale.earlier.removeFirst();
    OrderRow row = readBack.orders().get(random.nextInt(readBack.orders().size()));
    List<OrderRow> fewer = readBack.orders().stream().filter(one -> !one.equals(row)).toList();
    sale.earlier.add(new ReadBack(readBack.beganNanos(), fewer));
    Attempt attempt = accepting(sale, row);
    return attempt != null && attempt.received < readBack.beganNanos();
  }

  private static boolean ghostOrder(SimulatedSale sale, Random random) {
    sale.orders.add(new OrderRow(sale.orders.size() + 1L, "g", "ghost", "ghost", 1));
    return true;
  }

  private static boolean orderOfTheDenied(SimulatedSale sale, Random random) {
    Attempt attempt = any(sale, Answer.SOLD_OUT);
    if (attempt == null || sale.attempts.stream().anyMatch(a -> isOpen(a, attempt.key))) {
      return false;
    }
    sale.orders.add(
        new OrderRow(sale.orders.size() + 1L, "x", attempt.key, attempt.user, attempt.quantity));
    return true;
  }

  private static boolean isOpen(Attempt attempt, String key) {
    return attempt.key.equals(key) && attempt.answer.leavesOpen();
  }

  private static boolean otherUser(SimulatedSale sale, Random random) {
    int place = anyOrder(sale, random);
    OrderRow row = sale.orders.get(place);
    sale.orders.set(place, with(row, row.seq(), row.orderId(), "somebody", row.quantity()));
    return true;
  }

  private static boolean secondOrder(SimulatedSale sale, Random random) {
    OrderRow row = sale.orders.get(anyOrder(sale, random));
    sale.orders.add(with(row, sale.orders.size() + 1L, "second", row.user(), row.quantity()));
    return true;
  }

  private static boolean replayWithOtherOrder(SimulatedSale sale, Random random) {
    OrderRow row = sale.orders.get(anyOrder(sale, random));
    Attempt first = accepting(sale, row);
    if (first == null) {
      return false;
    }
    Attempt replay = again(sale, first, Answer.REPLAYED);
    replay.orderId = first.orderId;
    replay.seq = first.seq + 1;
    return true;
  }

  private static boolean deniedAfterwards(SimulatedSale sale, Random random) {
    Attempt first = any(sale, Answer.OK);
    if (first == null || sale.counts.available() >= first.quantity) {
      return false;
    }
    again(sale, first, Answer.SOLD_OUT);
    return true;
  }

  private static boolean refusedAfterwards(SimulatedSale sale, Random random) {
    Attempt first = any(sale, Answer.OK);
    if (first == null) {
      return false;
    }
    again(sale, first, random.nextBoolean() ? Answer.REFUSED : Answer.MISMATCH);
    return true;
  }

  private static boolean oneMoreSold(SimulatedSale sale, Random random) {
    SaleCounts c = sale.counts;
    sale.counts = new SaleCounts(c.stock(), c.available() - 1, c.sold() + 1, c.accepted());
    return true;
  }

  private static boolean oneMoreAvailable(SimulatedSale sale, Random random) {
    SaleCounts c = sale.counts;
    sale.counts = new SaleCounts(c.stock(), c.available() + 1, c.sold(), c.accepted());
    return true;
  }

  private static boolean earlySoldOut(SimulatedSale sale, Random random) {
    Attempt attempt = new Attempt("early", "early", 1);
    attempt.sent = 10;
    attempt.received = 20; // virtual time begins at 1,000
    attempt.answer = Answer.SOLD_OUT;
    sale.attempts.add(attempt);
    sale.outcomes.put("early", Answer.SOLD_OUT);
    return true;
  }

  private static boolean unitsLeft(SimulatedSale sale, Random random) {
    SaleCounts c = sale.counts;
    long more = 4; // above any quantity in the model
    sale.terms = new SaleTerms("demo", c.stock() + more, sale.terms.perUser());
    sale.counts = new SaleCounts(c.stock() + more, c.available() + more, c.sold(), c.accepted());
    return any(sale, Answer.SOLD_OUT) != null;
  }

  /** Exchanges two commits everywhere: in the orders, in every answer and in the read backs. */
  private static boolean swapCommits(SimulatedSale sale, Random random) {
    OrderRow a = sale.orders.getFirst();
    OrderRow b = sale.orders.getLast();
    long answered =
        sale.attempts.stream()
            .filter(one -> one.key.equals(a.key()) && one.answer.accepts())
            .mapToLong(one -> one.received)
            .min()
            .orElse(Long.MAX_VALUE);
    long sent =
        sale.attempts.stream()
            .filter(one -> one.key.equals(b.key()))
            .mapToLong(one -> one.sent)
            .min()
            .orElse(0);
    renumber(sale, a.seq(), -1);
    renumber(sale, b.seq(), a.seq());
    renumber(sale, -1, b.seq());
    return answered < sent;
  }

  private static boolean seqGap(SimulatedSale sale, Random random) {
    renumber(sale, sale.orders.size(), sale.orders.size() + 1L);
    return true;
  }

  private static void renumber(SimulatedSale sale, long from, long to) {
    sale.orders.replaceAll(row -> renumbered(row, from, to));
    sale.earlier.replaceAll(
        readBack ->
            new ReadBack(
                readBack.beganNanos(),
                readBack.orders().stream().map(row -> renumbered(row, from, to)).toList()));
    for (Attempt attempt : sale.attempts) {
      if (attempt.answer.accepts() && attempt.seq == from) {
        attempt.seq = to;
      }
    }
  }

  private static OrderRow renumbered(OrderRow row, long from, long to) {
    return row.seq() == from ? with(row, to, row.orderId(), row.user(), row.quantity()) : row;
  }

  private static boolean overLimit(SimulatedSale sale, Random random) {
    OrderRow row = sale.orders.get(anyOrder(sale, random));
    long held =
        sale.orders.stream()
            .filter(one -> one.user().equals(row.user()))
            .mapToLong(OrderRow::quantity)
            .sum();
    sale.terms = new SaleTerms("demo", sale.terms.stock(), Math.max(1, held - 1));
    return held > 1;
  }

  private static boolean lostShopper(SimulatedSale sale, Random random) {
    sale.outcomes.remove(sale.attempts.get(random.nextInt(sale.attempts.size())).key);
    return true;
  }

  private static boolean unsentWithAttempts(SimulatedSale sale, Random random) {
    sale.outcomes.put(sale.attempts.get(random.nextInt(sale.attempts.size())).key, null);
    return true;
  }

  private static boolean wrongOutcome(SimulatedSale sale, Random random) {
    sale.outcomes.put(sale.attempts.get(random.nextInt(sale.attempts.size())).key, Answer.FAILED);
    return true;
  }

  private static boolean miscount(SimulatedSale sale, Random random) {
    SaleCounts c = sale.counts;
    sale.counts = new SaleCounts(c.stock(), c.available(), c.sold(), sale.orders.size() + 1L);
    return true;
  }

  private static boolean openAttempt(SimulatedSale sale, Random random) {
    Attempt first = any(sale, Answer.SOLD_OUT);
    if (first == null) {
      return false;
    }
    again(sale, first, Answer.INDETERMINATE);
    return true;
  }
}
