package dev.freshet.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.RushHour.Attempt;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConcurrencyTest {
  private static final int STOCK = 500;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sellsEachUnitOnceInTheOrderOfTime(int loops) throws Exception {
    MarketConfig config =
        MarketConfig.builder(folder.resolve("sale")).port(0).stock(STOCK).loops(loops).build();
    try (MarketServer market = MarketServer.start(config)) {
      List<Attempt> attempts = RushHour.run(market.address(), 8, 100);
      List<Attempt> accepted =
          attempts.stream()
              .filter(Attempt::accepted)
              .sorted(Comparator.comparingLong(Attempt::seq))
              .toList();
      assertThat(accepted).hasSize(STOCK);
      assertThat(attempts).allMatch(a -> a.accepted() || a.reply().status() == 410);
      Map<String, JsonNode> book = RushHour.book(market.address());
      assertThat(book).hasSize(STOCK);
      TreeSet<Long> numbers = new TreeSet<>();
      long latestSent = Long.MIN_VALUE;
      for (Attempt order : accepted) {
        numbers.add(order.seq());
        assertThat(book).containsKey(order.key() + "/" + order.seq());
        // Answered before an earlier number was asked for: the numbers would contradict the clock.
        assertThat(order.received()).isGreaterThan(latestSent);
        latestSent = Math.max(latestSent, order.sent());
      }
      assertThat(numbers.first()).isEqualTo(1);
      assertThat(numbers.last()).isEqualTo(STOCK);
      try (RawClient client = new RawClient(market.address())) {
        JsonNode sale = RoutesTest.json(client.get("/sales/demo").body());
        assertThat(sale.get("sold").asLong()).isEqualTo(STOCK);
        JsonNode counters = sale.get("counters");
        assertThat(counters.get("received").asLong()).isEqualTo(800);
        assertThat(counters.get("accepted").asLong()).isEqualTo(STOCK);
        assertThat(counters.get("soldOut").asLong()).isEqualTo(300);
        for (Attempt order : accepted) {
          String user = "u" + order.key().substring(1, order.key().indexOf('-'));
          assertThat(client.order(order.key(), user).body()).isEqualTo(order.reply().body());
        }
      }
    }
  }
}
