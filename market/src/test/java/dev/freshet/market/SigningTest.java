package dev.freshet.market;

import static dev.freshet.market.OrderApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.market.RawClient.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {
  private static final byte[] KEY = "correct horse".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private MarketServer start(OrderSigner signer) throws MarketException {
    return MarketServer.start(
        MarketConfig.builder(folder.resolve("sale"))
            .port(0)
            .signer(signer)
            .replayWindow(Duration.ofMinutes(5))
            .build());
  }

  private static String body(long timestamp) {
    return "{\"user\":\"ann\",\"quantity\":1,\"timestamp\":" + timestamp + "}";
  }

  private static Reply order(RawClient client, String key, String body, String signature)
      throws Exception {
    return client
        .send(
            RawClient.orderText(key, body)
                .replace("Host: x\r\n", "Host: x\r\nX-Signature: " + signature + "\r\n"))
        .read();
  }

  private static String signed(OrderSigner signer, String body, long timestamp) {
    return signer.sign(
        "POST",
        "/sales/demo/orders",
        Long.toString(timestamp),
        body.getBytes(StandardCharsets.UTF_8),
        "demo");
  }

  @Test
  void signsAsDescribed() throws Exception {
    byte[] body = body(1790000000000L).getBytes(StandardCharsets.UTF_8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    mac.update("POST\n/sales/demo/orders\n1790000000000\n".getBytes(StandardCharsets.UTF_8));
    assertThat(
            OrderSigner.hmacSha256(KEY)
                .sign("POST", "/sales/demo/orders", "1790000000000", body, "demo"))
        .isEqualTo("hmac-sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update("demo1790000000000".getBytes(StandardCharsets.UTF_8));
    assertThat(
            OrderSigner.md5(KEY).sign("POST", "/sales/demo/orders", "1790000000000", body, "demo"))
        .isEqualTo("md5=" + HexFormat.of().formatHex(md5.digest(KEY)));
    assertThatThrownBy(() -> OrderSigner.md5(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("signing key");
  }

  @Test
  void takesSignedOrdersOnly() throws Exception {
    OrderSigner signer = OrderSigner.hmacSha256(KEY);
    long now = System.currentTimeMillis();
    String body = body(now);
    try (MarketServer market = start(signer);
        RawClient client = new RawClient(market.address())) {
      Reply unsigned = client.send(RawClient.orderText("k", body)).read();
      assertProblem(unsigned, 401, "unsigned");
      assertThat(unsigned.header("WWW-Authenticate")).isEqualTo("Signature");
      assertProblem(order(client, "k", body, "hmac-sha256=00"), 401, "unsigned");
      assertProblem(order(client, "k", body, "hmac-sha256=xyz"), 401, "unsigned");
      assertProblem(
          order(client, "k", body, signed(OrderSigner.md5(KEY), body, now)), 401, "unsigned");
      assertProblem(
          order(client, "k", body.replace("ann", "bob"), signed(signer, body, now)),
          401,
          "unsigned");
      String right = signed(signer, body, now);
      assertThat(order(client, "k", body, right).status()).isEqualTo(201);
      assertThat(order(client, "k", body, right).header("Idempotent-Replayed")).isEqualTo("true");
    }
  }

  @Test
  void refusesTimestampsOutsideTheWindow() throws Exception {
    OrderSigner signer = OrderSigner.hmacSha256(KEY);
    long minute = 60_000;
    try (MarketServer market = start(signer);
        RawClient client = new RawClient(market.address())) {
      for (long off : new long[] {-6 * minute, 6 * minute}) {
        long stamp = System.currentTimeMillis() + off;
        assertProblem(
            order(client, "k", body(stamp), signed(signer, body(stamp), stamp)), 401, "stale");
      }
      for (long off : new long[] {-4 * minute, 4 * minute}) {
        long stamp = System.currentTimeMillis() + off;
        assertThat(
                order(client, "k" + off, body(stamp), signed(signer, body(stamp), stamp)).status())
            .isEqualTo(201);
      }
    }
  }

  @Test
  void speaksTheCompatibilityScheme() throws Exception {
    OrderSigner signer = OrderSigner.md5(KEY);
    long now = System.currentTimeMillis();
    try (MarketServer market = start(signer);
        RawClient client = new RawClient(market.address())) {
      assertThat(order(client, "k", body(now), signed(signer, body(now), now)).status())
          .isEqualTo(201);
      assertProblem(
          order(client, "l", body(now), signed(signer, body(now), now + 1)), 401, "unsigned");
    }
  }
}
