package dev.freshet.cli.drill;

import dev.freshet.market.check.Answer;
import dev.freshet.market.check.SaleHistory;
import dev.freshet.rush.History;
import dev.freshet.rush.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Translates what the client stamped into what the checker judges, pass by pass.
 *
 * <p>An attempt counts as sent when its bytes were about to be handed to the kernel and as received
 * when its last byte was read: the widest interval that is still true. An accepting answer whose
 * body does not tell order id and seq for this very shopper is no answer; it is counted as
 * nonsense. For one thread.
 */
final class Ledger {
  private final JsonMapper json = JsonMapper.shared();
  private final OrderForms forms;
  private final SaleHistory.Builder history;
  private final @Nullable Outcome[] finals;
  private final boolean[] accepted;
  private final Map<Outcome, Long> attempts = new EnumMap<>(Outcome.class);
  private int nonsense;

  Ledger(OrderForms forms, int shoppers) {
    this.forms = forms;
    this.history = SaleHistory.builder(shoppers + shoppers / 16);
    this.finals = new @Nullable Outcome[shoppers];
    this.accepted = new boolean[shoppers];
  }

  /** Books one pass; the first must be the rush itself. */
  void add(RushPass pass) {
    boolean rush = pass.isRush();
    if (rush) {
      history.origin(pass.result().t0NanoTime());
    }
    nonsense += pass.result().nonsense();
    History rows = pass.result().history();
    for (int row = 0; row < rows.size(); row++) {
      if (rows.outcome(row) != Outcome.UNSENT && rows.written(row) != 0) {
        attempts.merge(rows.outcome(row), rush ? 1L : 0L, Long::sum);
        book(pass, rows, row);
      }
    }
    for (int request = 0; request < pass.requests(); request++) {
      Outcome outcome = pass.result().finalOutcome(request);
      int shopper = pass.shopper(request);
      Outcome known = finals[shopper];
      // A later pass settles what was open; it does not rewrite what was decided.
      if (rush || (known != null && !known.decided() && outcome.decided())) {
        finals[shopper] = outcome;
      }
    }
  }

  private void book(RushPass pass, History rows, int row) {
    int shopper = pass.shopper(rows.request(row));
    Answer answer = answer(rows.outcome(row));
    String orderId = null;
    long seq = 0;
    if (answer == Answer.OK || answer == Answer.REPLAYED) {
      JsonNode order = order(rows.body(row), shopper);
      if (order == null) {
        nonsense++;
        answer = Answer.FAILED;
      } else {
        orderId = order.path("orderId").stringValue();
        seq = order.path("seq").longValue();
        accepted[shopper] = true;
      }
    }
    long received = rows.lastByte(row);
    if (received == 0 && answer != Answer.INDETERMINATE) {
      received = pass.result().endNanoTime();
    }
    history.attempt(
        forms.key(shopper),
        forms.user(shopper),
        OrderForms.QUANTITY,
        rows.written(row),
        received,
        answer,
        orderId,
        seq);
  }

  private @Nullable JsonNode order(byte @Nullable [] body, int shopper) {
    try {
      JsonNode order = body == null ? null : json.readTree(body);
      boolean whole =
          order != null
              && order.path("orderId").isString()
              && order.path("seq").isIntegralNumber()
              && order.path("seq").canConvertToLong()
              && order.path("user").asString("").equals(forms.user(shopper))
              && order.path("quantity").asInt(0) == OrderForms.QUANTITY;
      return whole ? order : null;
    } catch (JacksonException notJson) {
      return null;
    }
  }

  private static Answer answer(Outcome outcome) {
    return switch (outcome) {
      case OK -> Answer.OK;
      case REPLAYED -> Answer.REPLAYED;
      case SOLD_OUT -> Answer.SOLD_OUT;
      case SHED -> Answer.SHED;
      case CONFLICT -> Answer.CONFLICT;
      case REFUSED -> Answer.REFUSED;
      case FAILED -> Answer.FAILED;
      case INDETERMINATE, UNSENT -> Answer.INDETERMINATE;
    };
  }

  /** How a shopper ended, after all passes so far. */
  Outcome outcome(int shopper) {
    Outcome outcome = finals[shopper];
    if (outcome == null) {
      return Outcome.UNSENT;
    }
    boolean claimsOrder = outcome == Outcome.OK || outcome == Outcome.REPLAYED;
    return claimsOrder && !accepted[shopper] ? Outcome.FAILED : outcome;
  }

  /** Whether a shopper holds an accepting answer. */
  boolean accepted(int shopper) {
    return accepted[shopper];
  }

  /** Shoppers whose fate is open. */
  int[] open() {
    return shoppers(
        shopper ->
            switch (outcome(shopper)) {
              case INDETERMINATE, CONFLICT, FAILED -> true;
              default -> false;
            });
  }

  /** Shoppers that hold an accepting answer. */
  int[] holders() {
    return shoppers(shopper -> accepted[shopper]);
  }

  private int[] shoppers(IntPredicate which) {
    return IntStream.range(0, finals.length).filter(which).toArray();
  }

  /** Final outcomes, counted. */
  Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, 0L);
    }
    for (int shopper = 0; shopper < finals.length; shopper++) {
      counts.merge(outcome(shopper), 1L, Long::sum);
    }
    return counts;
  }

  /** Attempts of the rush itself, counted by how they ended. */
  Map<Outcome, Long> attempts() {
    return attempts;
  }

  /** Answers that were no answers. */
  int nonsense() {
    return nonsense;
  }

  /** Closes the books. */
  SaleHistory history() {
    for (int shopper = 0; shopper < finals.length; shopper++) {
      Outcome outcome = outcome(shopper);
      history.shopper(forms.key(shopper), outcome == Outcome.UNSENT ? null : answer(outcome));
    }
    return history.build();
  }
}
