package dev.freshet.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MarketConfigTest {
  @TempDir Path folder;

  static Stream<Arguments> wrong() {
    return Stream.of(
        refused(b -> b.port(-1), "port '-1'"),
        refused(b -> b.port(65_536), "port '65536'"),
        refused(b -> b.sku(""), "sku ''"),
        refused(b -> b.sku("a/b"), "sku 'a/b'"),
        refused(b -> b.sku("a".repeat(65)), "sku"),
        refused(b -> b.stock(0), "stock '0'"),
        refused(b -> b.stock(Long.MAX_VALUE), "heap of"),
        refused(b -> b.perUser(-1), "per-user limit '-1'"),
        refused(b -> b.maxConnections(0), "max-connections '0'"),
        refused(b -> b.loops(65), "loops '65'"),
        refused(b -> b.intakeCapacity(0), "intake"),
        refused(b -> b.replayWindow(Duration.ZERO), "replay window"),
        refused(b -> b.headerTimeout(Duration.ofSeconds(-1)), "header time-out"),
        refused(b -> b.idleTimeout(Duration.ZERO), "idle time-out"),
        refused(b -> b.warmUp(Duration.ofSeconds(-1)), "warm-up"),
        refused(b -> b.auditToken("short"), "audit token"));
  }

  private static Arguments refused(UnaryOperator<MarketConfig.Builder> setting, String message) {
    return Arguments.of(setting, message);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWhatCannotBe(UnaryOperator<MarketConfig.Builder> setting, String message) {
    assertThatThrownBy(() -> setting.apply(MarketConfig.builder(folder)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void hasTheDefaultsOfTheReadme() {
    MarketConfig config = MarketConfig.builder(folder).build();
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.sku()).isEqualTo("demo");
    assertThat(config.stock()).isEqualTo(1000);
    assertThat(config.perUser()).isZero();
    assertThat(config.headerTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.replayWindow()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.warmUp()).isZero();
  }

  @Test
  void warmsUpWithoutATraceInTheSale() throws Exception {
    MarketConfig config =
        MarketConfig.builder(folder.resolve("sale"))
            .port(0)
            .warmUp(Duration.ofMillis(200))
            .signer(OrderSigner.hmacSha256(new byte[] {1}))
            .build();
    try (MarketServer market = MarketServer.start(config);
        RawClient client = new RawClient(market.address())) {
      assertThat(client.get("/sales/demo").body())
          .contains("\"sold\":0")
          .contains("\"received\":0")
          .contains("\"commits\":0");
    }
  }
}
