package dev.freshet.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.RawClient.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderApiTest {
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

  private MarketConfig.Builder config() {
    return MarketConfig.builder(folder.resolve("sale")).port(0).stock(10);
  }

  @Test
  void acceptsAnOrderAndAnswersItsKeyWithTheSameBytes() throws Exception {
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      Reply first = client.order("k1", "ann", 2);
      assertThat(first.status()).isEqualTo(201);
      assertThat(first.header("Content-Type")).isEqualTo("application/json");
      assertThat(first.body())
          .matches(
              "\\{\"orderId\":\"[0-9a-f]{8}-1\",\"seq\":1,\"sku\":\"demo\",\"user\":\"ann\",\"quantity\":2}");
      assertThat(first.headers()).doesNotContainKey("idempotent-replayed");

      Reply again = client.order("k1", "ann", 2);
      assertThat(again.status()).isEqualTo(201);
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");

      Reply other = client.order("k1", "ann", 1);
      assertProblem(other, 422, "mismatch");

      assertThat(client.get("/sales/demo").body())
          .contains("\"available\":8,\"sold\":2")
          .contains("\"received\":3,\"accepted\":1,\"replayed\":1")
          .contains("\"mismatch\":1");
    }
  }

  @Test
  void sellsTheLastUnitAndThenSaysSoButStillKnowsItsKeys() throws Exception {
    try (MarketServer market = MarketServer.start(config().stock(3).build());
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann", 2).status()).isEqualTo(201);
      assertProblem(client.order("b", "bob", 2), 410, "sold-out");
      assertThat(client.order("c", "cat", 1).status()).isEqualTo(201);
      assertProblem(client.order("d", "dan", 1), 410, "sold-out");
      // The key of a refused order is free again, and its body may change.
      assertProblem(client.order("b", "bob", 1), 410, "sold-out");
      assertThat(client.order("a", "ann", 2).header("Idempotent-Replayed")).isEqualTo("true");
      assertProblem(client.order("a", "ann", 1), 422, "mismatch");
      assertThat(client.get("/sales/demo").body()).contains("\"available\":0,\"sold\":3");
    }
  }

  @Test
  void keepsThePerUserLimit() throws Exception {
    try (MarketServer market = MarketServer.start(config().perUser(2).build());
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann", 1).status()).isEqualTo(201);
      assertProblem(client.order("b", "ann", 2), 403, "over-limit");
      assertThat(client.order("c", "ann", 1).status()).isEqualTo(201);
      assertProblem(client.order("d", "ann", 1), 403, "over-limit");
      assertThat(client.order("e", "bob", 2).status()).isEqualTo(201);
      assertThat(client.get("/sales/demo").body()).contains("\"perUser\":2");
    }
  }

  @Test
  void refusesOrdersBeforeTheOpeningInstant() throws Exception {
    Instant opens = Instant.now().plus(Duration.ofHours(1));
    try (MarketServer market = MarketServer.start(config().opens(opens).build());
        RawClient client = new RawClient(market.address())) {
      assertProblem(client.order("a", "ann", 1), 425, "too-early");
      assertThat(client.get("/sales/demo").body())
          .contains("\"opens\":\"" + opens + "\",\"open\":false");
    }
  }

  @Test
  void opensAtTheOpeningInstant() throws Exception {
    Instant opens = Instant.now().minusNanos(1);
    try (MarketServer market = MarketServer.start(config().opens(opens).build());
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann", 1).status()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                                                        | is empty",
        "nonsense                                                | not valid JSON",
        "[]                                                      | must be a JSON object",
        "{}                                                      | user: is missing",
        "{\"user\":\"a\",\"timestamp\":1}                        | quantity: is missing",
        "{\"user\":\"a\",\"quantity\":1}                         | timestamp: is missing",
        "{\"user\":\"\",\"quantity\":1,\"timestamp\":1}          | user: must be",
        "{\"user\":7,\"quantity\":1,\"timestamp\":1}             | user: must be",
        "{\"user\":\"a\\u0007\",\"quantity\":1,\"timestamp\":1}  | user: must be",
        "{\"user\":\"a\\ud800\",\"quantity\":1,\"timestamp\":1}  | user: must be",
        "{\"user\":\"a\",\"quantity\":0,\"timestamp\":1}         | quantity: must be a whole number from 1 to 10",
        "{\"user\":\"a\",\"quantity\":11,\"timestamp\":1}        | quantity: must be",
        "{\"user\":\"a\",\"quantity\":1.5,\"timestamp\":1}       | quantity: must be",
        "{\"user\":\"a\",\"quantity\":\"1\",\"timestamp\":1}     | quantity: must be",
        "{\"user\":\"a\",\"quantity\":99999999999999999999,\"timestamp\":1} | quantity: must be",
        "{\"user\":\"a\",\"quantity\":1,\"timestamp\":-1}        | timestamp: must be",
        "{\"user\":\"a\",\"quantity\":1,\"timestamp\":null}      | timestamp: must be",
        "{\"user\":\"a\",\"quantity\":1,\"timestamp\":1,\"x\":1} | field 'x'",
        "{\"user\":\"a\",\"user\":\"b\",\"quantity\":1,\"timestamp\":1} | user: stands there twice",
        "{\"user\":\"a\",\"quantity\":1,\"quantity\":1,\"timestamp\":1} | quantity: stands there twice",
        "{\"user\":\"a\",\"quantity\":1,\"timestamp\":1,\"timestamp\":1} | timestamp: stands there twice",
        "{\"user\":\"a\",\"quantity\":1,\"timestamp\":1} {}      | behind the JSON object",
        "{\"user\":\"a\",\"quantity\":1,\"timestamp\":1          | not valid JSON",
        "{\"user\":[[[[[[[[[[[[\"a\"]]]]]]]]]]]],\"quantity\":1,\"timestamp\":1} | user: must be",
        "[[[[[[[[[[[[[[[[                                        | must be a JSON object",
      })
  void refusesAWrongBodyInOneLineAndGoesOn(String body, String detail) throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      Reply reply = client.send(RawClient.orderText("k", body == null ? "" : body)).read();
      assertProblem(reply, 400, "bad-request");
      assertThat(reply.body()).contains(detail);
      assertThat(client.get("/sales/demo").body()).contains("\"sold\":0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0 80", "ff", "e2 28 a1", "ed a0 80", "c3"})
  void refusesBytesThatAreNoUtf8(String hex) throws Exception {
    String body = "{\"user\":\"@\",\"quantity\":1,\"timestamp\":1}";
    byte[] bad = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    int at = body.indexOf('@');
    java.io.ByteArrayOutputStream request = new java.io.ByteArrayOutputStream();
    request.writeBytes(
        ("POST /sales/demo/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nContent-Length: "
                + (bytes.length - 1 + bad.length)
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    request.write(bytes, 0, at);
    request.writeBytes(bad);
    request.write(bytes, at + 1, bytes.length - at - 1);
    try (RawClient client = new RawClient(shared.address())) {
      Reply reply = client.send(request.toByteArray()).read();
      assertProblem(reply, 400, "bad-request");
      assertThat(reply.body()).contains("UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE", "BOM"})
  void refusesOtherEncodings(String encoding) throws Exception {
    String body = RawClient.body("ann", 1);
    byte[] bytes =
        encoding.equals("BOM")
            ? ("\ufeff" + body).getBytes(StandardCharsets.UTF_8)
            : body.getBytes(java.nio.charset.Charset.forName(encoding));
    try (RawClient client = new RawClient(shared.address())) {
      client.send(
          "POST /sales/demo/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: encoded\r\nContent-Length: "
              + bytes.length
              + "\r\n\r\n");
      Reply reply = client.send(bytes).read();
      assertProblem(reply, 400, "bad-request");
      assertThat(reply.body()).contains("UTF-8");
    }
  }

  @Test
  void keepsUsersOfAllScripts() throws Exception {
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      Reply reply = client.order("k", "Zoë \\\"Ω\\\" \\ud83d\\ude00\\\\");
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.body()).contains("\"user\":\"Zoë \\\"Ω\\\" 😀\\\\\"");
      assertThat(client.get("/sales/demo/orders").body()).contains("Zoë \\\"Ω\\\" 😀\\\\");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Idempotency-Key:\r\n",
        "Idempotency-Key: a b\r\n",
        "Idempotency-Key: \u00e9\r\n",
        "Idempotency-Key: a\r\nIdempotency-Key: a\r\n",
        "Idempotency-Key: 12345678901234567890123456789012345678901234567890123456789012345\r\n"
      })
  void wantsOneKey(String headers) throws Exception {
    String body = RawClient.body("ann", 1);
    try (RawClient client = new RawClient(shared.address())) {
      Reply reply =
          client
              .send(
                  "POST /sales/demo/orders HTTP/1.1\r\nHost: x\r\n"
                      + headers
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
              .read();
      assertProblem(reply, 400, "bad-request");
      assertThat(reply.body()).contains("Idempotency-Key");
    }
  }

  @Test
  void answersConflictWhileTheFirstIsInFlightAndShedsWithoutATrace() throws Exception {
    HeldStore held = HeldStore.holding();
    MarketConfig config = config().intakeCapacity(2).build();
    try (MarketServer market = held.start(config);
        RawClient first = new RawClient(market.address());
        RawClient second = new RawClient(market.address());
        RawClient third = new RawClient(market.address());
        RawClient late = new RawClient(market.address())) {
      first.send(RawClient.orderText("a", RawClient.body("ann", 1)));
      held.awaitCommit();
      Reply conflict = late.order("a", "ann", 1);
      assertProblem(conflict, 409, "in-flight");
      assertThat(conflict.header("Retry-After")).isNotEmpty();
      assertProblem(late.order("a", "bob", 1), 422, "mismatch");
      second.send(RawClient.orderText("b", RawClient.body("bob", 1)));
      third.send(RawClient.orderText("c", RawClient.body("cat", 1)));
      late.settle();
      assertProblem(late.order("b", "bob", 1), 409, "in-flight");
      assertProblem(late.order("c", "cat", 1), 409, "in-flight");
      // Both places in line are taken.
      Reply shed = late.order("d", "dan", 1);
      assertProblem(shed, 503, "overloaded");
      assertThat(shed.header("Retry-After")).isEqualTo("1");
      held.release();
      assertThat(first.read().status()).isEqualTo(201);
      assertThat(late.order("d", "dan", 1).header("Idempotent-Replayed")).isEmpty();
      assertThat(late.get("/sales/demo").body()).contains("\"shed\":1,");
    }
  }

  static void assertProblem(Reply reply, int status, String slug) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.body())
        .contains("\"type\":\"urn:freshet:problem:" + slug + "\"")
        .contains("\"status\":" + status)
        .contains("\"title\":")
        .contains("\"detail\":");
  }
}
