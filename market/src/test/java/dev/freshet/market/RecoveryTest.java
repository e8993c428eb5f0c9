package dev.freshet.market;

import static dev.freshet.market.OrderApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.market.RawClient.Reply;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class RecoveryTest {
  @TempDir Path folder;

  private MarketConfig.Builder config() {
    return MarketConfig.builder(data()).port(0).stock(5).perUser(3);
  }

  private Path data() {
    return folder.resolve("sale");
  }

  @Test
  void remembersOrdersKeysStockLimitsAndNumbers() throws Exception {
    Reply first;
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      first = client.order("a", "ann", 2);
      assertThat(client.order("b", "bob", 1).status()).isEqualTo(201);
    }
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      assertThat(client.get("/sales/demo").body()).contains("\"available\":2,\"sold\":3");
      Reply again = client.order("a", "ann", 2);
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.status()).isEqualTo(201);
      assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
      assertProblem(client.order("a", "ann", 1), 422, "mismatch");
      assertProblem(client.order("c", "ann", 2), 403, "over-limit");
      assertThat(client.order("d", "dan", 2).body()).contains("\"seq\":3");
      assertProblem(client.order("e", "eve", 1), 410, "sold-out");
    }
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      // Sold out from the start, and still no false answer to a known key.
      assertProblem(client.order("e", "eve", 1), 410, "sold-out");
      assertThat(client.order("d", "dan", 2).header("Idempotent-Replayed")).isEqualTo("true");
    }
  }

  @Test
  void losesNothingWhenKilled() throws Exception {
    List<Reply> replies = new ArrayList<>();
    try (ChildMarket market = ChildMarket.start(data(), "stock=100");
        RawClient client = new RawClient(market.address())) {
      for (int i = 0; i < 20; i++) {
        replies.add(client.order("k" + i, "ann", 1));
      }
      market.kill();
    }
    MarketConfig config = MarketConfig.builder(data()).port(0).stock(100).build();
    try (MarketServer market = MarketServer.start(config);
        RawClient client = new RawClient(market.address())) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.order("k" + i, "ann", 1).body()).isEqualTo(replies.get(i).body());
      }
    }
  }

  @Test
  void isLockedAgainstASecondMarket() throws Exception {
    try (MarketServer market = MarketServer.start(config().build())) {
      assertThat(market.address().getPort()).isPositive();
      assertRefused(2, "is in use by another market");
      try (ChildMarket second = ChildMarket.start(data(), "stock=5")) {
        assertThat(second.exitStatus()).isEqualTo(2);
        assertThat(second.errorLine()).contains(data().toString(), "is in use by another market");
      }
    }
  }

  @Test
  void refusesAForeignFolderAndLeavesItAlone() throws Exception {
    Files.createDirectories(data());
    Files.writeString(data().resolve("thesis.txt"), "years of work");
    assertRefused(2, "holds files that are not a market's");
    try (Stream<Path> files = Files.list(data())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void refusesAnotherDatabase() throws Exception {
    Files.createDirectories(data());
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, data().toString())) {
      db.put("k".getBytes(java.nio.charset.StandardCharsets.US_ASCII), new byte[1]);
    }
    assertRefused(2, "holds files that are not a market's");
  }

  @Test
  void refusesAFile() throws Exception {
    Files.writeString(data(), "a file");
    assertRefused(2, "is a file");
  }

  @Test
  void refusesAnotherSale() throws Exception {
    MarketServer.start(config().build()).close();
    assertThatThrownBy(() -> MarketServer.start(config().stock(6).build()).close())
        .isInstanceOf(MarketException.class)
        .hasMessageContaining("holds another sale (sku demo, stock 5)")
        .hasMessageContaining("(sku demo, stock 6)");
    assertThatThrownBy(() -> MarketServer.start(config().sku("other").build()).close())
        .isInstanceOf(MarketException.class)
        .hasMessageContaining("holds another sale");
  }

  @Test
  void refusesAnotherFormat() throws Exception {
    MarketServer.start(config().build()).close();
    Path marker = data().resolve("FRESHET-MARKET");
    Files.writeString(marker, Files.readString(marker).replace("format 1", "format 2"));
    assertRefused(2, "has format 2; this market reads format 1");
    Files.writeString(marker, "");
    assertRefused(2, "has an empty marker");
  }

  @Test
  void startsAgainAfterACrashDuringTheFirstStart() throws Exception {
    Files.createDirectories(data());
    Files.writeString(data().resolve("FRESHET-MARKET.draft"), "form");
    try (MarketServer market = MarketServer.start(config().build())) {
      assertThat(market.address().getPort()).isPositive();
    }
  }

  @Test
  void dropsATornLastRecordOfTheLog() throws Exception {
    kill(3);
    try (RandomAccessFile log = new RandomAccessFile(log().toFile(), "rw")) {
      log.setLength(log.length() - 5);
    }
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      assertThat(client.get("/sales/demo").body()).contains("\"sold\":2");
      assertThat(client.order("k2", "u2", 1).body()).contains("\"seq\":3");
    }
  }

  @Test
  void refusesToStartOnDamageWithinTheLog() throws Exception {
    kill(3);
    try (RandomAccessFile log = new RandomAccessFile(log().toFile(), "rw")) {
      long middle = log.length() / 2;
      log.seek(middle);
      int bits = log.read();
      log.seek(middle);
      log.write(bits ^ 1);
    }
    assertRefused(21, "the store cannot be opened");
  }

  @Test
  void tellsADamagedTableFromALockedFolder() throws Exception {
    for (int start = 0; start < 2; start++) { // the second start turns the log into a table
      try (MarketServer market = MarketServer.start(config().build());
          RawClient client = new RawClient(market.address())) {
        assertThat(client.order("k", "ann", 1).status()).isEqualTo(201);
      }
    }
    try (Stream<Path> files = Files.list(data())) {
      for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
        byte[] bytes = Files.readAllBytes(table);
        java.util.Arrays.fill(bytes, 0, bytes.length / 2, (byte) 7);
        Files.write(table, bytes);
      }
    }
    assertRefused(21, "checksum mismatch");
  }

  @Test
  void refusesToStartWhenAnOrderIsMissing() throws Exception {
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      for (int i = 0; i < 3; i++) {
        client.order("k" + i, "u" + i, 1);
      }
    }
    try (Options options = new Options();
        RocksDB db = RocksDB.open(options, data().toString())) {
      db.delete(new byte[] {'o', 0, 0, 0, 0, 0, 0, 0, 2});
    }
    assertRefused(21, "order 2 is missing");
  }

  @Test
  void refusesAPortThatIsTaken() throws Exception {
    try (MarketServer market = MarketServer.start(config().build())) {
      int port = market.address().getPort();
      MarketConfig second = MarketConfig.builder(folder.resolve("second")).port(port).build();
      assertThatThrownBy(() -> MarketServer.start(second).close())
          .isInstanceOfSatisfying(
              MarketException.class,
              refused -> {
                assertThat(refused.exitStatus()).isEqualTo(2);
                assertThat(refused.getMessage())
                    .contains("port " + port + " on 127.0.0.1")
                    .doesNotContain("\n");
              });
    }
  }

  @Test
  void takesItsPortAgainAtOnce() throws Exception {
    int port;
    try (MarketServer market = MarketServer.start(config().build());
        RawClient client = new RawClient(market.address())) {
      port = market.address().getPort();
      client.order("a", "ann", 1);
    }
    try (MarketServer market = MarketServer.start(config().port(port).build())) {
      assertThat(market.address().getPort()).isEqualTo(port);
    }
  }

  private void kill(int orders) throws Exception {
    try (ChildMarket market = ChildMarket.start(data(), "stock=5");
        RawClient client = new RawClient(market.address())) {
      for (int i = 0; i < orders; i++) {
        assertThat(client.order("k" + i, "u" + i, 1).status()).isEqualTo(201);
      }
      market.kill();
    }
  }

  private Path log() throws Exception {
    try (Stream<Path> files = Files.list(data())) {
      return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  private void assertRefused(int status, String why) {
    assertThatThrownBy(() -> MarketServer.start(config().build()).close())
        .isInstanceOfSatisfying(
            MarketException.class,
            refused -> {
              assertThat(refused.exitStatus()).isEqualTo(status);
              assertThat(refused.getMessage())
                  .contains("data folder '" + data() + "'")
                  .contains(why)
                  .doesNotContain("\n");
            });
  }
}
