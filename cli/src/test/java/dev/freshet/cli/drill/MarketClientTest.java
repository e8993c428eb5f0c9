package dev.freshet.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Failure;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands at the address: an answer or one clear line. */
class MarketClientTest {
  private static void refuses(ForeignServer server, String... parts) {
    MarketClient client = new MarketClient(server.address(), "demo", null);
    assertThatThrownBy(client::sale)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERNAL);
              assertThat(failure.getMessage())
                  .contains(parts)
                  .contains(server.address().toString())
                  .doesNotContain("\n");
            });
  }

  @Test
  void saleIsRead() throws IOException {
    String body =
        """
        {"sku":"demo","stock":7,"available":4,"sold":3,"perUser":null,"bug":"invent",
         "counters":{"accepted":3},"transport":"nio","peakRssMiB":77,
         "store":{"fileSystem":"ext4","commits":2,"fsyncUs":{"p50":1.5,"p99":2,"mean":1.6,"count":2}}}
        """;
    try (ForeignServer server = ForeignServer.saying(ForeignServer.http(body))) {
      SaleState sale = new MarketClient(server.address(), "demo", null).sale();
      assertThat(sale)
          .isEqualTo(
              new SaleState(
                  "demo",
                  7,
                  4,
                  3,
                  0,
                  "invent",
                  3,
                  "nio",
                  "ext4",
                  new SaleState.Fsync(1.5, 2, 1.6, 2),
                  77L,
                  null));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000\u0001\u0002 garbage \r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"})
  void garbage(String bytes) throws IOException {
    try (ForeignServer server = ForeignServer.saying(bytes)) {
      refuses(server, "GET /sales/demo");
    }
  }

  @Test
  void nothingAtAll() throws IOException {
    try (ForeignServer server = ForeignServer.saying("")) {
      refuses(server, "gave no answer to GET /sales/demo");
    }
  }

  @Test
  void halfAnAnswer() throws IOException {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"sku\":\"de";
    try (ForeignServer server = ForeignServer.saying(half)) {
      refuses(server, "gave no answer to GET /sales/demo", "Premature EOF");
    }
  }

  @Test
  void silence() throws IOException {
    try (ForeignServer server = ForeignServer.silentAfter("")) {
      refuses(server, "gave no answer to GET /sales/demo", "timed out");
    }
  }

  @Test
  void somethingElse() throws IOException {
    try (ForeignServer server = ForeignServer.saying(ForeignServer.http("<html>hello</html>"))) {
      refuses(server, "talks nonsense", "'<html>hello</html>'");
    }
  }

  @Test
  void anotherShop() throws IOException {
    try (ForeignServer server = ForeignServer.saying(ForeignServer.http("{\"items\":[]}"))) {
      refuses(server, "talks nonsense", "without the number 'stock'");
    }
  }

  @Test
  void notFound() throws IOException {
    String answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    try (ForeignServer server = ForeignServer.saying(answer)) {
      refuses(server, "answered GET /sales/demo with status 404");
    }
  }

  @Test
  void exportThatNeverEnds() throws IOException {
    String page =
        """
        {"orders":[{"seq":1,"orderId":"o","key":"k","user":"u","quantity":1}],"last":1,"more":true}
        """;
    try (ForeignServer server = ForeignServer.saying(ForeignServer.http(page))) {
      MarketClient client = new MarketClient(server.address(), "demo", null);
      assertThatThrownBy(() -> client.orders(0))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("more orders to come but none to go on from");
    }
  }

  @Test
  void nobodyThere() throws IOException {
    URI address;
    try (ForeignServer server = ForeignServer.saying("")) {
      address = server.address();
    }
    assertThatThrownBy(() -> new MarketClient(address, "demo", null).sale())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Connection refused");
  }
}
