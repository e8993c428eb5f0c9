package dev.freshet.cli.drill;

import dev.freshet.cli.Output;
import dev.freshet.rush.RequestBook;
import dev.freshet.rush.Rush;
import dev.freshet.rush.RushException;
import dev.freshet.rush.RushPlan;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * Plans the rush, and the later rounds that ask some of its requests again: the same bytes under
 * the same keys, through the same client. For one thread.
 */
final class Rounds {
  /**
   * Time for one request, all attempts included: three times what the market needs to come back
   * after a crash on a loaded two-core machine.
   */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** From the last look at the clock to T0 of a later round: room for the proofs of connections. */
  private static final Duration ROUND_IN = Duration.ofMillis(400);

  /** Rounds that try to settle open requests: one is enough unless the market sheds load. */
  private static final int ROUNDS = 3;

  private final URI address;
  private final OrderForms forms;
  private final int connections;
  private final Output output;

  Rounds(URI address, OrderForms forms, int connections, Output output) {
    this.address = address;
    this.forms = forms;
    this.connections = connections;
    this.output = output;
  }

  /** What all rounds have in common. */
  RushPlan.Builder plan(RequestBook book, int over) {
    return RushPlan.builder(address)
        .connections(over)
        .book(book)
        .deadline(DEADLINE)
        .retryable(true)
        .captureBodies(true)
        .probe(forms.probe());
  }

  /**
   * Asks for the open ones until each has a definite answer.
   *
   * @return how many have one now
   */
  int settle(Ledger ledger) throws RushException, InterruptedException {
    int before = ledger.open().length;
    int[] open = ledger.open();
    for (int round = 0; round < ROUNDS && open.length > 0; round++) {
      output.stage("settling " + open.length + " open requests");
      ledger.add(again(open));
      open = ledger.open();
    }
    return before - open.length;
  }

  /**
   * After a crash: whoever holds an order asks again and must get the same answer.
   *
   * @return how many were asked
   */
  int askAgain(Ledger ledger) throws RushException, InterruptedException {
    int[] holders = ledger.holders();
    if (holders.length > 0) {
      output.stage("asking " + holders.length + " answered requests again");
      ledger.add(again(holders));
    }
    return holders.length;
  }

  private RushPass again(int[] shoppers) throws RushException, InterruptedException {
    RequestBook.Builder book = RequestBook.builder();
    for (int shopper : shoppers) {
      book.add(forms.request(shopper), forms.key(shopper));
    }
    RushPlan plan =
        plan(book.build(), Math.min(connections, shoppers.length)).warmUp(Duration.ZERO).build();
    try (Rush rush = Rush.arm(plan)) {
      return RushPass.again(rush.fire(Instant.now().plus(ROUND_IN)), shoppers);
    }
  }
}
