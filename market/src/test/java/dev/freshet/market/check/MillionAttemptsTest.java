package dev.freshet.market.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The size the checker is built for. Prints its time and memory; the surrounding JVM has {@code
 * -Xmx1g}, so a checker that is wasteful by a factor fails by running out of memory, and nothing
 * here fails for being slow.
 */
@Tag("deep")
class MillionAttemptsTest {
  private static final int ATTEMPTS = 1_000_000;
  private static final int STOCK = 100_000;

  @Test
  void millionAttemptsAreJudged() {
    List<OrderRow> orders = new ArrayList<>(STOCK);
    String[] keys = new String[ATTEMPTS];
    for (int i = 0; i < ATTEMPTS; i++) {
      keys[i] = "k" + i;
    }
    for (int round = 1; round <= 5; round++) {
      orders.clear();
      long before = used();
      long began = System.nanoTime();
      SaleHistory history = history(keys, orders);
      long built = System.nanoTime();
      long kept = used() - before;
      long checking = System.nanoTime();
      List<Invariant> findings =
          SaleChecker.check(
              new SaleTerms("demo", STOCK, 1),
              history,
              orders,
              new SaleCounts(STOCK, 0, STOCK, STOCK));
      long checked = System.nanoTime();
      assertThat(findings).allMatch(Invariant::holds);
      System.out.printf(
          "round %d: history built in %d ms and %d MiB, checked in %d ms%n",
          round, (built - began) / 1_000_000, kept >> 20, (checked - checking) / 1_000_000);
    }
  }

  private static SaleHistory history(String[] keys, List<OrderRow> orders) {
    SaleHistory.Builder builder = SaleHistory.builder();
    for (int i = 0; i < ATTEMPTS; i++) {
      long sent = 1_000_000L + i * 10L;
      if (i < STOCK) {
        String id = "o" + (i + 1);
        builder.attempt(keys[i], keys[i], 1, sent, sent + 2_000, Answer.OK, id, i + 1L);
        builder.shopper(keys[i], Answer.OK);
        orders.add(new OrderRow(i + 1L, id, keys[i], keys[i], 1));
      } else {
        long end = sent + 2_000 + (i % 7) * 1_000L;
        builder.attempt(keys[i], keys[i], 1, sent, end, Answer.SOLD_OUT, null, 0);
        builder.shopper(keys[i], Answer.SOLD_OUT);
      }
    }
    return builder.build();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
