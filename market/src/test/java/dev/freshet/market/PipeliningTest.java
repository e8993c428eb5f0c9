package dev.freshet.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.RawClient.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipeliningTest {
  private static final String GET_HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir Path folder;

  private MarketConfig.Builder config() {
    return MarketConfig.builder(folder.resolve("sale")).port(0).stock(100_000);
  }

  @Test
  void answersInTheOrderOfTheRequestsThoughTheFirstWaitsForTheDisk() throws Exception {
    HeldStore held = HeldStore.holding();
    try (MarketServer market = held.start(config().build());
        RawClient client = new RawClient(market.address());
        RawClient other = new RawClient(market.address())) {
      client.send(
          RawClient.orderText("a", RawClient.body("ann", 1))
              + GET_HEALTH
              + RawClient.orderText("b", RawClient.body("bob", 1))
              + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
              + "HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET /sales/demo/orders HTTP/1.1\r\nHost: x\r\n\r\n"
              + GET_HEALTH);
      held.awaitCommit();
      other.settle(); // by now the view and the refusal are ready
      assertThat(client.socket().getInputStream().available()).isZero();
      held.release();
      assertThat(client.read().status()).isEqualTo(201);
      assertThat(client.read().body()).isEqualTo("{\"status\":\"ok\"}");
      Reply second = client.read();
      assertThat(second.status()).isEqualTo(201);
      assertThat(second.body()).contains("bob");
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(client.read(false).status()).isEqualTo(200);
      assertThat(client.read().body()).contains("\"orders\":[");
      assertThat(client.read().body()).isEqualTo("{\"status\":\"ok\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answersDeepPipelinesInOrder(int loops) throws Exception {
    int deep = 1_000;
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < deep; i++) {
      requests
          .append(RawClient.orderText("k" + i, RawClient.body("u" + i, 1)))
          .append(i % 3 == 0 ? GET_HEALTH : "");
    }
    try (MarketServer market = MarketServer.start(config().loops(loops).build());
        RawClient client = new RawClient(market.address());
        RawClient second = new RawClient(market.address())) {
      Thread writer = Thread.ofVirtual().start(() -> sendAll(client, requests.toString()));
      for (int i = 0; i < deep; i++) {
        Reply reply = client.read();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body()).contains("\"user\":\"u" + i + "\"").contains("\"seq\":" + (i + 1));
        if (i % 3 == 0) {
          assertThat(client.read().body()).isEqualTo("{\"status\":\"ok\"}");
        }
      }
      writer.join();
      assertThat(second.get("/sales/demo").body()).contains("\"sold\":" + deep);
    }
  }

  private static void sendAll(RawClient client, String text) {
    try {
      client.send(text);
    } catch (java.io.IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }

  @Test
  void stopsReadingWhenTooManyAnswersAreOwed() throws Exception {
    HeldStore held = HeldStore.holding();
    int sent = 500;
    try (MarketServer market = held.start(config().build());
        RawClient client = new RawClient(market.address());
        RawClient other = new RawClient(market.address())) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < sent; i++) {
        requests.append(RawClient.orderText("k" + i, RawClient.body("u" + i, 1)));
      }
      Thread writer = Thread.ofVirtual().start(() -> sendAll(client, requests.toString()));
      held.awaitCommit();
      other.settle();
      // A key that was read is in flight; one that was not read is free, and only 64 are read.
      assertThat(RoutesTest.json(other.get("/sales/demo").body()).at("/counters/received").asInt())
          .isLessThanOrEqualTo(64);
      held.release();
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < sent; i++) {
        statuses.add(client.read().status());
      }
      writer.join();
      assertThat(statuses).containsOnly(201);
    }
  }

  @Test
  void forgetsAClientThatHasGoneButNotItsOrder() throws Exception {
    HeldStore held = HeldStore.holding();
    try (MarketServer market = held.start(config().build())) {
      try (RawClient client = new RawClient(market.address())) {
        client.send(RawClient.orderText("a", RawClient.body("ann", 1)) + GET_HEALTH);
        held.awaitCommit();
        client.socket().setSoLinger(true, 0); // ends with a reset
      }
      held.release();
      try (RawClient next = new RawClient(market.address())) {
        Reply again;
        do {
          again = next.order("a", "ann");
        } while (again.status() == 409);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
      }
    }
  }

  /** As on systems without epoll. */
  @Test
  void worksOnNioToo() throws Exception {
    try (ChildMarket market =
            ChildMarket.start(
                List.of("-Dio.netty.transport.noNative=true"),
                folder.resolve("sale"),
                "stock=100");
        RawClient client = new RawClient(market.address())) {
      assertThat(client.get("/sales/demo").body()).contains("\"transport\":\"nio\"");
      client.send(
          RawClient.orderText("a", RawClient.body("ann", 1))
              + GET_HEALTH
              + RawClient.orderText("a", RawClient.body("ann", 1)));
      assertThat(client.read().status()).isEqualTo(201);
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isIn(201, 409);
      client.send("GET /time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.atEnd()).isTrue();
      client.hangUp();
      market.terminate();
      assertThat(market.exitStatus()).isZero();
    }
  }
}
