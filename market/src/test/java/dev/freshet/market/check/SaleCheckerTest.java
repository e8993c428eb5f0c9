package dev.freshet.market.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small sales by hand: what each invariant says when it holds and when not. */
class SaleCheckerTest {
  private static final long MS = 1_000_000;

  private final SaleHistory.Builder history = SaleHistory.builder().origin(0);
  private final List<OrderRow> orders = new ArrayList<>();
  private final List<ReadBack> earlier = new ArrayList<>();
  private SaleTerms terms = new SaleTerms("demo", 2, 0);
  private @Nullable SaleCounts counts;

  /** One attempt of a user named after the key. */
  private void tried(String key, long fromMs, long toMs, Answer answer, long seq) {
    history.attempt(
        key, "u-" + key, 1, fromMs * MS, toMs * MS, answer, seq == 0 ? null : "o" + seq, seq);
  }

  private void bought(String key, long fromMs, long toMs, long seq) {
    tried(key, fromMs, toMs, Answer.OK, seq);
    history.shopper(key, Answer.OK);
    sold(key, seq);
  }

  private void denied(String key, long fromMs, long toMs) {
    tried(key, fromMs, toMs, Answer.SOLD_OUT, 0);
    history.shopper(key, Answer.SOLD_OUT);
  }

  private void sold(String key, long seq) {
    orders.add(new OrderRow(seq, "o" + seq, key, "u-" + key, 1));
  }

  private List<Invariant> check() {
    long units = orders.stream().mapToLong(OrderRow::quantity).sum();
    SaleCounts said =
        counts != null
            ? counts
            : new SaleCounts(terms.stock(), terms.stock() - units, units, orders.size());
    return SaleChecker.check(terms, history.build(), orders, said, earlier);
  }

  private void onlyBroken(String id, String... parts) {
    List<Invariant> broken = check().stream().filter(finding -> !finding.holds()).toList();
    assertThat(broken).extracting(Invariant::id).containsExactly(id);
    assertThat(broken.getFirst().detail()).contains(parts);
  }

  private void broken(String id, String... parts) {
    Invariant finding =
        check().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    assertThat(finding.holds()).as(finding.toString()).isFalse();
    assertThat(finding.detail()).contains(parts);
  }

  @Test
  void smallSaleHolds() {
    bought("a", 0, 5, 1);
    bought("b", 1, 6, 2);
    denied("c", 2, 7);
    List<Invariant> findings = check();
    assertThat(findings)
        .extracting(Invariant::id)
        .containsExactly("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10");
    assertThat(findings).allMatch(Invariant::holds);
    assertThat(findings)
        .extracting(Invariant::detail)
        .containsExactly(
            "2 orders, every seq prefix within stock 2 (sold 2)",
            "2 accepting answers, each found with its order id, seq and quantity",
            "2 orders, each asked for by its key with that user and quantity",
            "2 accepting answers, equal for each key; no key with two orders",
            "available 0 + sold 2 = stock 2; the orders read back sum to 2",
            "1 sold-out answer, each when 2 units could be taken; 0 units left",
            "seq 1 to 2 without a gap; 2 answered orders in real-time order",
            "no limit was set",
            "3 shoppers, one outcome each, from 3 attempts; the market counted 2 accepted",
            "no attempt was left open");
  }

  @Test
  void nothingAtAllHolds() {
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void oversoldStockTellsTheOrderThatWentOver() {
    terms = new SaleTerms("demo", 1, 0);
    bought("a", 0, 5, 1);
    bought("b", 1, 6, 2);
    counts = new SaleCounts(1, -1, 2, 2);
    onlyBroken("I1", "order o2 (seq 2, key b, user u-b, quantity 1)", "2 units", "stock of 1");
  }

  @Test
  void lostOrder() {
    tried("a", 0, 5, Answer.OK, 1);
    history.shopper("a", Answer.OK);
    onlyBroken("I2", "key a was answered order o1 (seq 1, quantity 1) at +5.000 ms", "has none");
  }

  @Test
  void orderReadBackWithAnotherSeq() {
    tried("a", 0, 5, Answer.OK, 1);
    history.shopper("a", Answer.OK);
    orders.add(new OrderRow(1, "other", "a", "u-a", 1));
    onlyBroken("I2", "stands order other (seq 1");
  }

  @Test
  void orderLostAndMadeAgainIsLost() {
    bought("a", 0, 5, 1);
    earlier.add(new ReadBack(7 * MS, List.of()));
    onlyBroken("I2", "the orders read at +7.000 ms");
  }

  @Test
  void readBackIsOnlyHeldToWhatWasAnsweredBefore() {
    bought("a", 0, 5, 1);
    earlier.add(new ReadBack(5 * MS, List.of()));
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void inventedOrder() {
    bought("a", 0, 5, 1);
    sold("ghost", 2);
    denied("c", 6, 7);
    onlyBroken("I3", "key ghost", "no client sent that key");
  }

  @Test
  void orderOfSomebodyWhoWasOnlyToldSoldOut() {
    bought("a", 0, 5, 1);
    denied("c", 2, 7);
    sold("c", 2);
    onlyBroken("I3", "key c", "told SOLD_OUT");
  }

  @Test
  void orderWithAnotherQuantityThanAskedFor() {
    history.attempt("a", "u", 2, 0, 0, Answer.INDETERMINATE, null, 0);
    history.attempt("a", "u", 2, 9, 10, Answer.OK, "o1", 1);
    history.shopper("a", Answer.OK);
    orders.add(new OrderRow(1, "o1", "a", "u", 1));
    broken("I3", "asked for user u, quantity 2");
  }

  @Test
  void replayWithAnotherOrder() {
    terms = new SaleTerms("demo", 5, 0);
    bought("a", 0, 5, 1);
    tried("a", 6, 8, Answer.REPLAYED, 2);
    sold("a", 2);
    onlyBroken("I4", "key with two orders: order o2", "besides order o1");
  }

  @Test
  void soldOutAfterAnOrderWasHeld() {
    terms = new SaleTerms("demo", 1, 0);
    bought("a", 0, 5, 1);
    tried("a", 6, 8, Answer.SOLD_OUT, 0);
    onlyBroken("I4", "answered order o1 (seq 1) at +5.000 ms, and SOLD_OUT", "+8.000 ms");
  }

  @Test
  void otherBodyUnderTheSameKeyMustBeRefused() {
    bought("a", 0, 5, 1);
    history.attempt("a", "u-a", 2, 6 * MS, 7 * MS, Answer.MISMATCH, null, 0);
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void otherBodyUnderTheSameKeyServedAsTheOldOne() {
    bought("a", 0, 5, 1);
    history.attempt("a", "u-a", 2, 6 * MS, 7 * MS, Answer.REPLAYED, "o1", 1);
    broken("I4", "for user u-a, quantity 2");
  }

  @Test
  void sheddingAndLaterPurchaseIsFine() {
    tried("a", 0, 1, Answer.SHED, 0);
    tried("a", 2, 3, Answer.CONFLICT, 0);
    bought("a", 4, 5, 1);
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void countsThatDoNotAddUp() {
    bought("a", 0, 5, 1);
    counts = new SaleCounts(2, 0, 1, 1);
    onlyBroken("I5", "available 0 + sold 1 is not stock 2");
  }

  @Test
  void countsThatDisagreeWithTheOrders() {
    bought("a", 0, 5, 1);
    counts = new SaleCounts(2, 0, 2, 1);
    onlyBroken("I5", "counts 2 sold units, its orders sum to 1");
  }

  @Test
  void soldOutBeforeAnybodyCouldHaveTakenTheStock() {
    denied("c", 0, 3);
    bought("a", 1, 5, 1);
    bought("b", 4, 6, 2);
    onlyBroken("I6", "key c was told sold out at +3.000 ms", "at most 1 of 2 units");
  }

  @Test
  void sentAwayFromUnitsThatAreStillThere() {
    tried("a", 0, 0, Answer.INDETERMINATE, 0);
    tried("a", 9, 10, Answer.SOLD_OUT, 0);
    history.shopper("a", Answer.SOLD_OUT);
    bought("b", 1, 4, 1);
    denied("c", 2, 5);
    onlyBroken("I6", "told sold out", "1 units are left");
  }

  @Test
  void openAttemptsMayHaveHeldTheStock() {
    bought("a", 0, 5, 1);
    tried("b", 1, 0, Answer.INDETERMINATE, 0);
    denied("c", 2, 6);
    tried("b", 20, 21, Answer.OK, 2);
    history.shopper("b", Answer.OK);
    sold("b", 2);
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void bigWishMayBeDeniedWhileASmallOneIsLeft() {
    bought("a", 0, 5, 1);
    history.attempt("c", "u-c", 2, 1 * MS, 6 * MS, Answer.SOLD_OUT, null, 0);
    history.shopper("c", Answer.SOLD_OUT);
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void laterOrderWithAnEarlierSeq() {
    bought("a", 0, 5, 2);
    bought("b", 6, 9, 1);
    onlyBroken("I7", "order o2", "answered at +5.000 ms", "before order o1", "sent at +6.000 ms");
  }

  @Test
  void concurrentOrdersMayComeInAnyOrder() {
    bought("a", 0, 5, 2);
    bought("b", 5, 9, 1);
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void gapInTheCommitOrder() {
    bought("a", 0, 5, 1);
    bought("b", 1, 9, 3);
    onlyBroken("I7", "seq 2 should come, order o3");
  }

  @Test
  void seqTwice() {
    bought("a", 0, 5, 1);
    bought("b", 1, 9, 1);
    broken("I7", "seq 1 stands twice");
  }

  @Test
  void saleThatWasNotFreshStartsAtItsBase() {
    terms = new SaleTerms("demo", 2, 0, 40);
    bought("a", 0, 5, 41);
    bought("b", 1, 9, 42);
    assertThat(check()).allMatch(Invariant::holds);
  }

  @Test
  void moreThanTheLimitOfAUser() {
    terms = new SaleTerms("demo", 2, 1);
    for (int i = 1; i <= 2; i++) {
      history.attempt("k" + i, "u", 1, i, 10, Answer.OK, "o" + i, i);
      history.shopper("k" + i, Answer.OK);
      orders.add(new OrderRow(i, "o" + i, "k" + i, "u", 1));
    }
    onlyBroken("I8", "order o2", "holds 2 units of at most 1");
  }

  @Test
  void shopperWithoutAnOutcome() {
    bought("a", 0, 5, 1);
    tried("b", 1, 3, Answer.SHED, 0);
    onlyBroken("I9", "key b was sent but has no final outcome");
  }

  @Test
  void outcomeThatNoAttemptSaw() {
    tried("b", 1, 3, Answer.SHED, 0);
    history.shopper("b", Answer.SOLD_OUT);
    onlyBroken("I9", "key b ended as SOLD_OUT, which no attempt was answered");
  }

  @Test
  void shopperThatNeverSentIsAccountedFor() {
    bought("a", 0, 5, 1);
    history.shopper("b", null);
    assertThat(check()).allMatch(Invariant::holds);
    assertThat(check().get(8).detail()).contains("2 shoppers", "(1 never sent)");
  }

  @Test
  void marketThatMiscounts() {
    bought("a", 0, 5, 1);
    counts = new SaleCounts(2, 1, 1, 7);
    onlyBroken("I9", "counted 7 accepted orders, 1 were read back");
  }

  @Test
  void openToThisDay() {
    tried("a", 0, 0, Answer.INDETERMINATE, 0);
    history.shopper("a", Answer.INDETERMINATE);
    onlyBroken("I10", "key a", "sent at +0.000 ms", "no definite answer");
  }

  @Test
  void denialSentBeforeTheOpenAttemptSettlesNothing() {
    terms = new SaleTerms("demo", 0, 0);
    tried("a", 0, 9, Answer.SOLD_OUT, 0);
    tried("a", 3, 0, Answer.INDETERMINATE, 0);
    history.shopper("a", Answer.SOLD_OUT);
    onlyBroken("I10", "key a", "no definite answer");
  }

  @Test
  void settledAsDeniedButBought() {
    terms = new SaleTerms("demo", 1, 0);
    tried("a", 0, 0, Answer.INDETERMINATE, 0);
    denied("a", 5, 6);
    sold("a", 1);
    broken("I10", "settled as not bought, but has order o1");
    broken("I4", "key a was denied", "yet it has order o1");
  }

  @Test
  void manyViolationsAreCountedAndTheFirstIsShown() {
    terms = new SaleTerms("demo", 3, 0);
    for (int i = 1; i <= 3; i++) {
      tried("k" + i, 0, i, Answer.OK, i);
      history.shopper("k" + i, Answer.OK);
    }
    onlyBroken("I2", "3 violations, first: key k1");
  }

  @Test
  void nonsenseIsRefusedAtTheDoor() {
    assertThatThrownBy(() -> tried("a", 5, 4, Answer.SOLD_OUT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key a")
        .hasMessageContaining("received at 4000000");
    assertThatThrownBy(() -> tried("a", 5, 6, Answer.OK, 0)).hasMessageContaining("order id");
    assertThatThrownBy(() -> new SaleTerms("demo", -1, 0)).hasMessageContaining("stock -1");
  }
}
