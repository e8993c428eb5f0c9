package dev.freshet.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.market.RushHour.Attempt;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Each broken mode breaks what it is named for, and shows at the door or after a restart. */
class BugTest {
  private static final int STOCK = 100;

  @TempDir Path folder;

  private MarketServer start(Bug bug) throws MarketException {
    return MarketServer.start(
        MarketConfig.builder(folder.resolve("sale")).port(0).stock(STOCK).bug(bug).build());
  }

  private static long units(Map<String, JsonNode> book) {
    return book.values().stream().mapToLong(order -> order.get("quantity").asLong()).sum();
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECK_THEN_ACT", "LOST_UPDATE"})
  void oversells(Bug bug) throws Exception {
    try (MarketServer market = start(bug)) {
      List<Attempt> attempts = RushHour.run(market.address(), 50, 10);
      Map<String, JsonNode> book = RushHour.book(market.address());
      assertThat(units(book)).isGreaterThan(STOCK);
      assertThat(attempts.stream().filter(Attempt::accepted)).hasSize(book.size());
    }
  }

  @Test
  void saysSoldOutTooEarly() throws Exception {
    try (MarketServer market = start(Bug.FALSE_SOLD_OUT)) {
      List<Attempt> attempts = RushHour.run(market.address(), 8, 25);
      assertThat(attempts.stream().filter(a -> a.reply().status() == 410)).hasSize(110);
      assertThat(units(RushHour.book(market.address()))).isEqualTo(90);
    }
  }

  @Test
  void inventsOrdersWithinTheStock() throws Exception {
    try (MarketServer market = start(Bug.INVENT)) {
      List<Attempt> attempts = RushHour.run(market.address(), 8, 25);
      Set<String> placed = new HashSet<>();
      attempts.stream().filter(Attempt::accepted).forEach(a -> placed.add(a.key() + "/" + a.seq()));
      Map<String, JsonNode> book = RushHour.book(market.address());
      assertThat(units(book)).isEqualTo(STOCK);
      assertThat(book.keySet()).containsAll(placed);
      assertThat(book.size()).isGreaterThan(placed.size());
    }
  }

  @Test
  void numbersAgainstTheOrderOfTime() throws Exception {
    try (MarketServer market = start(Bug.REORDER)) {
      List<Attempt> accepted =
          RushHour.run(market.address(), 4, 50).stream()
              .filter(Attempt::accepted)
              .sorted(Comparator.comparingLong(Attempt::seq))
              .toList();
      assertThat(accepted).hasSize(STOCK);
      assertThat(accepted.getFirst().seq()).isEqualTo(1);
      assertThat(accepted.getLast().seq()).isEqualTo(STOCK);
      assertThat(accepted.getFirst().sent()).isGreaterThan(accepted.getLast().received());
    }
    try (MarketServer market = start(Bug.REORDER)) {
      assertThat(RushHour.book(market.address())).hasSize(STOCK);
    }
  }

  @Test
  void forgetsKeysOverARestartButNotTheStock() throws Exception {
    try (MarketServer market = start(Bug.FORGET_KEYS);
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann", STOCK - 1).status()).isEqualTo(201);
      assertThat(client.order("a", "ann", STOCK - 1).header("Idempotent-Replayed"))
          .isEqualTo("true");
    }
    try (MarketServer market = start(Bug.FORGET_KEYS);
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann", STOCK - 1).status()).isEqualTo(410);
      assertThat(client.order("a", "ann", 1).status()).isEqualTo(201);
      assertThat(units(RushHour.book(market.address()))).isEqualTo(STOCK);
    }
  }

  @Test
  void losesItsTailOverARestart() throws Exception {
    try (MarketServer market = start(Bug.DROP_TAIL)) {
      RushHour.run(market.address(), 4, 10);
      assertThat(RushHour.book(market.address())).hasSize(40);
    }
    try (MarketServer market = start(Bug.DROP_TAIL)) {
      assertThat(RushHour.book(market.address())).hasSize(10);
      List<Attempt> again = RushHour.run(market.address(), 4, 10);
      assertThat(again.stream().filter(a -> a.reply().header("Idempotent-Replayed").isEmpty()))
          .hasSize(30);
      assertThat(RushHour.book(market.address())).hasSize(40);
    }
  }

  @ParameterizedTest
  @EnumSource(FailPoint.Stage.class)
  void losesAnsweredOrdersWhenThePowerFails(FailPoint.Stage stage) throws Exception {
    Path data = folder.resolve("sale");
    try (ChildMarket market =
            ChildMarket.start(
                data, "stock=100", "bug=ack-before-sync", "failPoint=" + stage.label() + ":5");
        RawClient client = new RawClient(market.address())) {
      for (int i = 1; i < 5; i++) {
        assertThat(client.order("k" + i, "u").status()).isEqualTo(201);
      }
      client.send(RawClient.orderText("k5", RawClient.body("u", 1)));
      Matcher line =
          Pattern.compile("fail-point .* wal=(\\S+) synced=(\\d+)").matcher(market.nextLine());
      assertThat(line.matches()).isTrue();
      if (stage != FailPoint.Stage.BEFORE_APPEND) {
        assertThat(client.read().status()).isEqualTo(201); // already answered
      }
      market.kill();
      try (RandomAccessFile log =
          new RandomAccessFile(data.resolve(line.group(1)).toFile(), "rw")) {
        log.setLength(Long.parseLong(line.group(2)));
      }
    }
    try (MarketServer market = start(Bug.ACK_BEFORE_SYNC)) {
      assertThat(RushHour.book(market.address())).isEmpty();
    }
  }

  @Test
  void losesNothingWithoutSyncWhenOnlyTheProcessDies() throws Exception {
    Path data = folder.resolve("sale");
    try (ChildMarket market = ChildMarket.start(data, "stock=100", "bug=ack-before-sync");
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann").status()).isEqualTo(201);
      market.kill();
    }
    try (MarketServer market = start(Bug.ACK_BEFORE_SYNC)) {
      assertThat(RushHour.book(market.address())).hasSize(1);
    }
  }

  @Test
  void knowsItsNames() {
    for (Bug bug : Bug.values()) {
      assertThat(Bug.parse(bug.label())).isEqualTo(bug);
    }
    assertThatThrownBy(() -> Bug.parse("lost-updates"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'lost-updates'")
        .hasMessageContaining("check-then-act, lost-update");
  }
}
