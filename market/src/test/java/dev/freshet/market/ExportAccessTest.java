package dev.freshet.market;

import static dev.freshet.market.OrderApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.market.RawClient.Reply;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportAccessTest {
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path folder;

  /** An address of this machine that is not its loopback, if it has one. */
  private static Optional<InetAddress> outside() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  @Test
  void wantsTheTokenFromOutside() throws Exception {
    Optional<InetAddress> outside = outside();
    assumeTrue(outside.isPresent(), "this machine has no address but its loopback");
    MarketConfig config =
        MarketConfig.builder(folder.resolve("sale"))
            .port(0)
            .host("0.0.0.0")
            .auditToken(TOKEN)
            .build();
    try (MarketServer market = MarketServer.start(config)) {
      int port = market.address().getPort();
      URI far = URI.create("http://" + outside.get().getHostAddress() + ":" + port);
      try (RawClient client = new RawClient(far);
          RawClient near = new RawClient(URI.create("http://127.0.0.1:" + port))) {
        Reply refused = client.get("/sales/demo/orders");
        assertProblem(refused, 401, "token");
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertProblem(export(client, "Bearer wrong"), 401, "token");
        assertProblem(export(client, "Basic " + TOKEN), 401, "token");
        assertThat(export(client, "Bearer " + TOKEN).status()).isEqualTo(200);
        assertThat(near.get("/sales/demo/orders").status()).isEqualTo(200);
        assertThat(client.get("/sales/demo").status()).isEqualTo(200);
      }
    }
  }

  private static Reply export(RawClient client, String authorization) throws Exception {
    return client
        .send(
            "GET /sales/demo/orders HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + authorization
                + "\r\n\r\n")
        .read();
  }

  @Test
  void saysWhenTooManyExportsAreUnderWay() throws Exception {
    MarketConfig config = MarketConfig.builder(folder.resolve("sale")).port(0).stock(3000).build();
    List<RawClient> clients = new ArrayList<>();
    try (MarketServer market = MarketServer.start(config)) {
      RushHour.run(market.address(), 100, 30);
      for (int i = 0; i < 100; i++) {
        clients.add(new RawClient(market.address()));
      }
      boolean refused = false;
      while (!refused) {
        for (RawClient client : clients) {
          client.send("GET /sales/demo/orders HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        for (RawClient client : clients) {
          Reply reply = client.read();
          if (reply.status() == 429) {
            refused = true;
            assertProblem(reply, 429, "exports-busy");
            assertThat(reply.header("Retry-After")).isEqualTo("1");
          } else {
            assertThat(RoutesTest.json(reply.body()).get("orders").size()).isEqualTo(3000);
          }
        }
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }
}
