package dev.freshet.market;

import static dev.freshet.market.OrderApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.RawClient.Reply;
import dev.freshet.market.store.OrderStore;
import dev.freshet.market.store.StoredOrder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbuseTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(5);

  private static MarketServer shared;

  @TempDir Path folder;

  /** One market for all tests that only look at how a single request is refused. */
  @BeforeAll
  static void startShared(@TempDir Path folder) throws MarketException {
    shared =
        MarketServer.start(
            MarketConfig.builder(folder.resolve("shared")).port(0).stock(1000).build());
  }

  @AfterAll
  static void stopShared() {
    shared.close();
  }

  private MarketConfig.Builder config() {
    return MarketConfig.builder(folder.resolve("sale")).port(0).stock(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET /time HTTP/1.1~~                                                       | 400",
        "GET /time HTTP/1.1~Host: a~Host: b~~                                       | 400",
        "GET /time HTTP/1.0~Host: a~Host: b~~                                       | 400",
        "GET /time HTTP/1.1~Host: a b~~                                             | 400",
        "GET /time HTTP/1.1~Host: a/b   ~~                                          | 400",
        "GET /time HTTP/1.1~Host: a~X: b~ folded~~                                  | 400",
        "GET /time HTTP/1.1~Host: a~X: b~\tfolded~~                                 | 400",
        "GET /time HTTP/1.1~Host: a~X : b~~                                         | 400",
        "GET /time HTTP/1.1~Host: a~no colon~~                                      | 400",
        "GET /time HTTP/1.1~Host: a~X: \u0001~~                                     | 400",
        "GET /time HTTP/2.0~Host: a~~                                               | 505",
        "GET /time HTTP/0.9~Host: a~~                                               | 505",
        "GET /time~Host: a~~                                                        | 400",
        "nonsense~~                                                                 | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 5~Content-Length: 5~~12345 | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 5~Content-Length: 6~~12345 | 400",
        "POST /sales/demo/orders HTTP/1.0~Host: a~Content-Length: 5~Content-Length: 6~~12345 | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 5, 5~~12345       | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: +5~~12345         | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: -5~~12345         | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 5x~~12345         | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 0x5~~12345        | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length:~~12345            | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 99999999999999999999~~ | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 5~Transfer-Encoding: chunked~~0~~ | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Length: 5~~0~~ | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~ | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Transfer-Encoding: identity~~      | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~ | 400",
        "POST /sales/demo/orders HTTP/1.0~Host: a~Transfer-Encoding: chunked~~0~~   | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Transfer-Encoding: chunked~~xyz~~ | 400",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 4097~~            | 413",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Content-Length: 100000000000~~    | 413",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1001~ | 413",
        "POST /sales/demo/orders HTTP/1.1~Host: a~Expect: a-miracle~Content-Length: 5~~ | 417",
        "GET /@2100 HTTP/1.1~Host: a~~                                              | 414",
        "GET /time HTTP/1.1~Host: a~X: @9000~~                                      | 431",
        "GET /time HTTP/1.1~Host: a~@9000: a~~                                      | 431",
      })
  void refusesWhatCannotBeReadAndEndsTheConnection(String text, int status) throws Exception {
    String request = text.strip().replace("~", "\r\n");
    int at = request.indexOf('@');
    if (at >= 0) {
      String length = request.substring(at + 1, at + 5);
      request = request.replace("@" + length, "a".repeat(Integer.parseInt(length)));
    }
    if (request.endsWith("1001\r\n")) {
      request += "a".repeat(0x1001);
    }
    try (RawClient client = new RawClient(shared.address())) {
      Reply reply = client.send(request).read();
      assertThat(reply.status()).as(reply.body()).isEqualTo(status);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.atEnd()).isTrue();
      try (RawClient next = new RawClient(shared.address())) {
        assertThat(next.get("/health").status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"~ folded~", "~ folded~Y: c~", "~ fol", "~ ", "~"})
  void refusesAFoldedHeaderThatArrivesInPieces(String piece) throws Exception {
    String rest =
        piece.equals("~") ? " folded\r\n\r\n" : piece.endsWith("~") ? "\r\n" : "ded\r\n\r\n";
    try (RawClient client = new RawClient(shared.address())) {
      String whole = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
      String begun = "GET /health HTTP/1.1\r\nHost: a\r\nX: b" + piece.replace("~", "\r\n");
      // The answer to the request in front tells that the market has read the piece behind it.
      assertThat(client.send(whole + begun).read().status()).isEqualTo(200);
      assertThat(client.send(rest).read().status()).isEqualTo(400);
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void ignoresAnExpectationThatAnOldClientCannotMean() throws Exception {
    try (RawClient client = new RawClient(shared.address())) {
      client.send("GET /health HTTP/1.0\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void letsASlowClientReadItsLastAnswerToTheEnd() throws Exception {
    List<StoredOrder> orders = new ArrayList<>();
    for (int seq = 1; seq <= 10_000; seq++) {
      orders.add(new StoredOrder(seq, 1, "key-" + seq, "\u4e2d".repeat(64), 1, 1, 1));
    }
    MarketConfig config = config().stock(20_000).headerTimeout(SHORT).idleTimeout(LONG).build();
    try (OrderStore store =
        OrderStore.open(config.dataFolder(), "demo", 20_000, org.rocksdb.RocksDB::write)) {
      store.append(orders, true);
    }
    try (MarketServer market = MarketServer.start(config);
        SocketChannel channel = open(market)) {
      channel.configureBlocking(true);
      try (RawClient slow = new RawClient(channel.socket())) {
        slow.send("GET /sales/demo/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        slow.awaitFirstByte(); // the answer is under way, and larger than the kernel's buffers
        for (int i = 0; i < 3; i++) {
          // Each of these ends after the time that a client is given to hang up.
          try (RawClient clock = new RawClient(market.address())) {
            assertThat(clock.send("GET").read().status()).isEqualTo(408);
            assertThat(clock.atEnd()).isTrue();
          }
        }
        assertThat(slow.read().body()).contains("\"last\":10000,\"more\":false}");
        assertThat(slow.atEnd()).isTrue();
      }
    }
  }

  @Test
  void takesABodyWhoseLinesBeginWithBlanks() throws Exception {
    String body = "{\n \"user\":\"ann\",\n\t\"quantity\":1,\n  \"timestamp\":1}";
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      assertThat(client.send(RawClient.orderText("k", body)).read().status()).isEqualTo(201);
      assertThat(client.get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void takesABodyInChunksAndByteByByte() throws Exception {
    String head =
        "POST /sales/demo/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n";
    String body = RawClient.body("ann", 1);
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address());
        RawClient other = new RawClient(market.address())) {
      client.send(
          head
              + "5\r\n"
              + body.substring(0, 5)
              + "\r\n"
              + Integer.toHexString(body.length() - 5)
              + "\r\n"
              + body.substring(5)
              + "\r\n0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(201);
      for (byte next : RawClient.orderText("l", body).getBytes(StandardCharsets.US_ASCII)) {
        client.send(new byte[] {next});
        other.get("/health"); // the loop has read it, and used its scratch buffer for others
      }
      assertThat(client.read().status()).isEqualTo(201);
    }
  }

  @Test
  void asksForABodyWhenTheClientWaits() throws Exception {
    String body = RawClient.body("ann", 1);
    String request =
        RawClient.orderText("k", body).replace("Host: x", "Host: x\r\nExpect: 100-continue");
    int split = request.length() - body.length();
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      assertThat(client.send(request.substring(0, split)).read().status()).isEqualTo(100);
      assertThat(client.send(request.substring(split)).read().status()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0\r\n", "HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"})
  void endsTheConnectionWhenAsked(String version) throws Exception {
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      Reply reply = client.send("GET /time " + version + "\r\n").read();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void answersAClientThatHasEndedItsOutput() throws Exception {
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      client.send(RawClient.orderText("k", RawClient.body("ann", 1)));
      client.endOutput();
      assertThat(client.read().status()).isEqualTo(201);
      assertThat(client.atEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /time HTTP/1.1\r\nHost:", "GET /time HTTP/1.1\r\nHost: x\r\n"})
  void endsASlowHeaderAtItsTimeout(String beginning) throws Exception {
    try (MarketServer market =
            MarketServer.start(config().headerTimeout(SHORT).idleTimeout(LONG).build());
        RawClient client = new RawClient(market.address())) {
      long from = System.nanoTime();
      assertProblem(client.send(beginning).read(), 408, "timeout");
      assertThat(client.atEnd()).isTrue();
      // Not before its time; how long after, a busy machine decides.
      assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(SHORT.toNanos() * 9 / 10);
    }
  }

  @Test
  void endsASlowBodyAtItsTimeout() throws Exception {
    String request = RawClient.orderText("k", RawClient.body("ann", 1));
    try (MarketServer market =
            MarketServer.start(config().headerTimeout(SHORT).idleTimeout(LONG).build());
        RawClient client = new RawClient(market.address())) {
      client.send(request.substring(0, request.length() - 1));
      assertProblem(client.read(), 408, "timeout");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void endsSilentConnectionsAtTheIdleTimeout() throws Exception {
    try (MarketServer market =
            MarketServer.start(config().headerTimeout(LONG).idleTimeout(SHORT).build());
        RawClient silent = new RawClient(market.address());
        RawClient quiet = new RawClient(market.address())) {
      long from = System.nanoTime();
      assertThat(quiet.get("/health").status()).isEqualTo(200);
      assertThat(silent.atEnd()).isTrue();
      assertThat(quiet.atEnd()).isTrue();
      assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(SHORT.toNanos() * 9 / 10);
    }
  }

  @Test
  void keepsAConnectionThatWaitsForTheDisk() throws Exception {
    HeldStore held = HeldStore.holding();
    try (MarketServer market =
            held.start(config().headerTimeout(SHORT).idleTimeout(SHORT).build());
        RawClient waiting = new RawClient(market.address());
        RawClient silent = new RawClient(market.address())) {
      waiting.send(RawClient.orderText("k", RawClient.body("ann", 1)));
      held.awaitCommit();
      assertThat(silent.atEnd()).isTrue(); // so the time-out has passed
      held.release();
      assertThat(waiting.read().status()).isEqualTo(201);
    }
  }

  @Test
  void endsAClientThatDoesNotRead() throws Exception {
    try (MarketServer market =
            MarketServer.start(config().headerTimeout(LONG).idleTimeout(SHORT).build());
        SocketChannel channel = open(market)) {
      ByteBuffer request =
          ByteBuffer.wrap(
              "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
                  .repeat(64)
                  .getBytes(StandardCharsets.US_ASCII));
      try {
        while (true) {
          channel.write(request); // until the market ends the connection
          if (!request.hasRemaining()) {
            request.rewind();
          }
        }
      } catch (IOException reset) {
        assertThat(reset).isNotNull();
      }
    }
  }

  @Test
  void stopsReadingFromAClientThatDoesNotRead() throws Exception {
    try (MarketServer market =
            MarketServer.start(config().headerTimeout(LONG).idleTimeout(LONG).build());
        SocketChannel channel = open(market);
        RawClient other = new RawClient(market.address())) {
      byte[] one =
          "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      long sent = writeUntilRefused(channel, one, other);
      // Answers are 700 times as long as requests: reading on would have taken gigabytes.
      assertThat(sent).isLessThan(64 << 20);
      channel.configureBlocking(true);
      RawClient reader = new RawClient(channel.socket());
      String first = reader.read().body();
      // And all that was asked is answered, in full, as soon as it is read.
      for (long i = 1; i < sent / one.length; i++) {
        assertThat(reader.read().body()).isEqualTo(first);
      }
    }
  }

  /** With small kernel buffers, so that they are full soon. */
  private static SocketChannel open(MarketServer market) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 16 << 10);
    channel.connect(new InetSocketAddress(market.address().getHost(), market.address().getPort()));
    channel.configureBlocking(false);
    return channel;
  }

  /** Writes until the kernel takes no more and the market, alive for others, leaves it so. */
  private static long writeUntilRefused(SocketChannel channel, byte[] one, RawClient other)
      throws IOException {
    ByteBuffer request = ByteBuffer.wrap(one);
    long sent = 0;
    int refused = 0;
    while (refused < 50 && sent < 64 << 20) {
      int written = channel.write(request);
      sent += written;
      refused = written == 0 ? refused + 1 : 0;
      if (written == 0) {
        other.settle();
      }
      if (!request.hasRemaining()) {
        request.rewind();
      }
    }
    return sent;
  }

  @Test
  void refusesConnectionsBeyondTheCap() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try (MarketServer market = MarketServer.start(config().maxConnections(3).build())) {
      for (int i = 0; i < 3; i++) {
        RawClient client = new RawClient(market.address());
        clients.add(client);
        assertThat(client.get("/health").status()).isEqualTo(200);
      }
      try (RawClient crowded = new RawClient(market.address())) {
        Reply reply = crowded.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").read();
        assertProblem(reply, 503, "crowded");
        assertThat(reply.header("Retry-After")).isEqualTo("1");
        assertThat(crowded.atEnd()).isTrue();
      }
      clients.getFirst().close();
      int status;
      do {
        try (RawClient next = new RawClient(market.address())) {
          status = next.get("/health").status();
        }
      } while (status == 503); // until the market has seen the first one go
      assertThat(status).isEqualTo(200);
      assertThat(clients.get(1).get("/health").status()).isEqualTo(200);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void servesAmongAThousandSilentConnections() throws Exception {
    List<RawClient> silent = new ArrayList<>();
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      for (int i = 0; i < 1000; i++) {
        silent.add(new RawClient(market.address()));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(client.order("k" + i, "ann").status()).isEqualTo(201);
      }
    } finally {
      for (RawClient one : silent) {
        one.close();
      }
    }
  }
}
