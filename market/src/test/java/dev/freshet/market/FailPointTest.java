package dev.freshet.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailPointTest {
  private static final Pattern LINE =
      Pattern.compile("fail-point ([a-z-]+) order=(\\d+) wal=(\\d+\\.log) synced=(\\d+)");

  @TempDir Path folder;

  /**
   * What stands after a crash at the fifth order, with the log as it was and cut to what was
   * synced.
   */
  @ParameterizedTest
  @CsvSource({
    "before-append, false, 4",
    "before-append, true,  4",
    "after-append,  false, 5",
    "after-append,  true,  4",
    "after-sync,    false, 5",
    "after-sync,    true,  5",
  })
  void stopsAtItsPlace(String stage, boolean power, int left) throws Exception {
    Path data = folder.resolve("sale");
    try (ChildMarket market = ChildMarket.start(data, "stock=100", "failPoint=" + stage + ":5");
        RawClient client = new RawClient(market.address());
        RawClient other = new RawClient(market.address())) {
      for (int i = 1; i < 5; i++) {
        assertThat(client.order("k" + i, "u" + i).status()).isEqualTo(201);
      }
      client.send(RawClient.orderText("k5", RawClient.body("u5", 1)));
      Matcher line = LINE.matcher(market.nextLine());
      assertThat(line.matches()).isTrue();
      assertThat(line.group(1)).isEqualTo(stage);
      assertThat(line.group(2)).isEqualTo("5");
      // The loops still answer; the order does not, nor does its key.
      assertThat(other.order("k5", "u5").status()).isEqualTo(409);
      assertThat(other.get("/sales/demo").body()).contains("\"sold\":4");
      assertThat(client.socket().getInputStream().available()).isZero();
      market.kill();
      try (RandomAccessFile log =
          new RandomAccessFile(data.resolve(line.group(3)).toFile(), "rw")) {
        long synced = Long.parseLong(line.group(4));
        assertThat(synced).isBetween(1L, log.length());
        if (power) {
          log.setLength(synced);
        }
      }
    }
    MarketConfig config = MarketConfig.builder(data).port(0).stock(100).build();
    try (MarketServer market = MarketServer.start(config);
        RawClient client = new RawClient(market.address())) {
      assertThat(client.get("/sales/demo").body()).contains("\"sold\":" + left);
      assertThat(client.order("k5", "u5").header("Idempotent-Replayed"))
          .isEqualTo(left == 5 ? "true" : "");
      assertThat(client.order("k4", "u4").header("Idempotent-Replayed")).isEqualTo("true");
    }
  }

  @Test
  void letsAStoppedMarketDrain() throws Exception {
    try (ChildMarket market =
            ChildMarket.start(folder.resolve("sale"), "failPoint=after-append:1");
        RawClient client = new RawClient(market.address())) {
      client.send(RawClient.orderText("a", RawClient.body("ann", 1)));
      assertThat(market.nextLine()).startsWith("fail-point");
      market.terminate();
      assertThat(client.read().status()).isEqualTo(500);
      assertThat(market.exitStatus()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "after-append", "after-append:", "after-append:0", "x:1", ":1"})
  void refusesAWrongSpelling(String text) {
    assertThatThrownBy(() -> FailPoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fail point");
  }

  @Test
  void readsItsOwnNames() {
    for (FailPoint.Stage stage : FailPoint.Stage.values()) {
      assertThat(FailPoint.parse(stage.label() + ":7")).isEqualTo(new FailPoint(stage, 7));
    }
  }
}
