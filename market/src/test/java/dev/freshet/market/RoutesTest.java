package dev.freshet.market;

import static dev.freshet.market.OrderApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.RawClient.Reply;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RoutesTest {
  private static MarketServer shared;

  @TempDir Path folder;

  /** One market for all tests that only look at how a single request is refused. */
  @BeforeAll
  static void startShared(@TempDir Path folder) throws MarketException {
    shared =
        MarketServer.start(
            MarketConfig.builder(folder.resolve("shared")).port(0).stock(10).build());
  }

  @AfterAll
  static void stopShared() {
    shared.close();
  }

  private MarketServer start() throws MarketException {
    return MarketServer.start(
        MarketConfig.builder(folder.resolve("sale")).port(0).stock(10).build());
  }

  @Test
  void tellsTheTimeInEpochNanoseconds() throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      long before = nanos(Instant.now());
      JsonNode time = json(client.get("/time").body());
      long after = nanos(Instant.now());
      assertThat(time.get("receivedNanos").asLong()).isBetween(before, after);
      assertThat(time.get("sentNanos").asLong())
          .isBetween(time.get("receivedNanos").asLong(), after);
    }
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
  }

  @Test
  void showsTheSale() throws Exception {
    try (MarketServer market = start();
        RawClient client = new RawClient(market.address())) {
      client.order("k", "ann", 3);
      JsonNode sale = json(client.get("/sales/demo").body());
      assertThat(sale.get("sku").asString()).isEqualTo("demo");
      assertThat(sale.get("stock").asLong()).isEqualTo(10);
      assertThat(sale.get("available").asLong()).isEqualTo(7);
      assertThat(sale.get("sold").asLong()).isEqualTo(3);
      assertThat(sale.get("open").asBoolean()).isTrue();
      assertThat(Instant.parse(sale.get("opens").asString())).isBeforeOrEqualTo(Instant.now());
      assertThat(sale.get("perUser").isNull()).isTrue();
      assertThat(sale.get("bug").isNull()).isTrue();
      assertThat(sale.get("counters").size()).isEqualTo(8);
      assertThat(sale.get("transport").asString()).isEqualTo(market.transport());
      if (System.getProperty("os.name").equals("Linux")) {
        assertThat(market.transport()).isEqualTo("epoll");
        assertThat(sale.get("peakRssMiB").asLong()).isPositive();
        assertThat(sale.get("store").get("fileSystem").asString()).isNotEmpty();
      }
      assertThat(client.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    }
  }

  @Test
  void measuresItsCommits() throws Exception {
    try (MarketServer market = start();
        RawClient client = new RawClient(market.address())) {
      client.order("k", "ann", 1);
      JsonNode store;
      do {
        // The writer sums up when it has nothing else to do, which is just after the answer.
        store = json(client.get("/sales/demo").body()).get("store");
      } while (store.get("commits").asLong() == 0);
      assertThat(store.get("commits").asLong()).isEqualTo(1);
      assertThat(store.get("fsyncUs").get("count").asLong()).isEqualTo(1);
      assertThat(store.get("fsyncUs").get("mean").asDouble()).isPositive();
      assertThat(store.get("fsyncUs").get("p99").asDouble())
          .isGreaterThanOrEqualTo(store.get("fsyncUs").get("p50").asDouble());
    }
  }

  @Test
  void exportsPageByPage() throws Exception {
    try (MarketServer market = start();
        RawClient client = new RawClient(market.address())) {
      assertThat(client.get("/sales/demo/orders").body())
          .isEqualTo("{\"sku\":\"demo\",\"orders\":[],\"last\":0,\"more\":false}");
      for (int i = 1; i <= 5; i++) {
        client.order("k" + i, "u" + i, 1);
      }
      JsonNode first = json(client.get("/sales/demo/orders?after=0&limit=2").body());
      assertThat(first.get("orders").size()).isEqualTo(2);
      assertThat(first.get("more").asBoolean()).isTrue();
      assertThat(first.get("last").asLong()).isEqualTo(2);
      JsonNode rest = json(client.get("/sales/demo/orders?after=2").body());
      assertThat(rest.get("orders").size()).isEqualTo(3);
      assertThat(rest.get("more").asBoolean()).isFalse();
      assertThat(rest.get("last").asLong()).isEqualTo(5);
      JsonNode order = rest.get("orders").get(0);
      assertThat(order.get("seq").asLong()).isEqualTo(3);
      assertThat(order.get("key").asString()).isEqualTo("k3");
      assertThat(order.get("user").asString()).isEqualTo("u3");
      assertThat(order.get("quantity").asInt()).isEqualTo(1);
      assertThat(order.get("timestamp").asLong()).isEqualTo(1790000000000L);
      assertThat(order.get("orderId").asString()).endsWith("-3");
      JsonNode exact = json(client.get("/sales/demo/orders?after=3&limit=2").body());
      assertThat(exact.get("more").asBoolean()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"after=-1", "after=x", "after=1&after=2", "limit=0", "limit=10001", "limit="})
  void refusesWrongPages(String query) throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      assertProblem(client.get("/sales/demo/orders?" + query), 400, "bad-request");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /sales/demo/orders, 'GET, HEAD, POST'",
    "POST,   /sales/demo,        'GET, HEAD'",
    "PUT,    /time,              'GET, HEAD'",
    "POST,   /health,            'GET, HEAD'",
    "BREW,   /openapi.json,      'GET, HEAD'",
  })
  void saysWhichMethodsItAnswers(String method, String path, String allow) throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      Reply reply = client.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").read();
      assertProblem(reply, 405, "method-not-allowed");
      assertThat(reply.header("Allow")).isEqualTo(allow);
      assertThat(client.get("/health").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/sales", "/sales/", "/sales/other", "/sales/demo/", "/sales/demo/orders/1"})
  void knowsNoOtherPath(String path) throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      assertProblem(client.get(path), 404, "not-found");
    }
  }

  @Test
  void understandsOtherSpellingsOfAPath() throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      assertThat(client.get("/sales/%64emo").status()).isEqualTo(200);
      assertThat(client.get("/sales/demo?x=1").status()).isEqualTo(200);
      assertThat(client.get("http://market.example/sales/demo").status()).isEqualTo(200);
      assertProblem(client.get("http://market.example"), 404, "not-found");
      assertProblem(client.get("http://market.example?at=/sales/demo"), 404, "not-found");
      assertProblem(client.get("/sales/%zz"), 400, "bad-request");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/time", "/health", "/sales/demo", "/sales/demo/orders", "/openapi.json", "/no"})
  void answersHeadWithoutABody(String path) throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      int expected = client.get(path).status();
      Reply head = client.send("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").read(false);
      assertThat(head.status()).isEqualTo(expected);
      assertThat(head.header("Content-Length")).isNotEmpty();
      assertThat(client.get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void describesExactlyTheRoutesThereAre() throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      JsonNode document = json(client.get("/openapi.json").body());
      assertThat(document.get("openapi").asString()).startsWith("3.1.");
      Map<String, TreeSet<String>> described = new TreeMap<>();
      for (String path : document.get("paths").propertyNames()) {
        TreeSet<String> methods = new TreeSet<>();
        for (String method : document.get("paths").get(path).propertyNames()) {
          if (!method.equals("parameters")) {
            methods.add(method.toUpperCase(java.util.Locale.ROOT));
          }
        }
        described.put(path, methods);
      }
      assertThat(described.keySet())
          .containsExactlyInAnyOrder(
              "/time", "/health", "/openapi.json", "/sales/{sku}", "/sales/{sku}/orders");
      for (Map.Entry<String, TreeSet<String>> entry : described.entrySet()) {
        String path = entry.getKey().replace("{sku}", "demo");
        Reply wrong = client.send("DELETE " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").read();
        TreeSet<String> allowed = new TreeSet<>();
        for (String method : wrong.header("Allow").split(", ", -1)) {
          if (!method.equals("HEAD")) {
            allowed.add(method);
          }
        }
        assertThat(allowed).as(path).isEqualTo(entry.getValue());
      }
      assertReferencesResolve(document, document);
    }
  }

  private static void assertReferencesResolve(JsonNode document, JsonNode node) {
    if (node.has("$ref")) {
      String pointer = node.get("$ref").asString().substring(1);
      assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
    }
    for (JsonNode child : node) {
      assertReferencesResolve(document, child);
    }
  }

  @Test
  void showsThatAnotherBugIsOn() throws Exception {
    MarketConfig config =
        MarketConfig.builder(folder.resolve("sale")).port(0).bug(Bug.REORDER).build();
    try (MarketServer market = MarketServer.start(config);
        RawClient client = new RawClient(market.address())) {
      assertThat(json(client.get("/sales/demo").body()).get("bug").asString()).isEqualTo("reorder");
    }
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
