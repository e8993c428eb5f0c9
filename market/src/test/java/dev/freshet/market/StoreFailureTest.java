package dev.freshet.market;

import static dev.freshet.market.OrderApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.RawClient.Reply;
import dev.freshet.market.store.OrderStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A refused write is never retried: the market stops, with a status of its own. */
class StoreFailureTest {
  @TempDir Path folder;

  @Test
  void stopsAtARefusedCommitAndTriesItOnce() throws Exception {
    HeldStore failing = HeldStore.failingAt(2);
    MarketConfig config = MarketConfig.builder(folder.resolve("sale")).port(0).build();
    String accepted;
    try (MarketServer market = failing.start(config);
        RawClient client = new RawClient(market.address())) {
      accepted = client.order("a", "ann").body();
      assertProblem(client.order("b", "bob"), 500, "unknown-outcome");
      assertThat(market.awaitExit()).isEqualTo(21);
      assertThat(market.failure())
          .hasValueSatisfying(
              line -> assertThat(line).contains("refused", "No space left").doesNotContain("\n"));
      assertThat(failing.commitsTried()).isEqualTo(2);
      assertThat(client.atEnd()).isTrue();
    }
    try (MarketServer market = MarketServer.start(config);
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann").body()).isEqualTo(accepted);
      assertThat(client.order("b", "bob").body()).contains("\"seq\":2");
    }
  }

  @Test
  void stopsWhenTheWriterFailsInAWayNobodyForesaw() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    MarketConfig config = MarketConfig.builder(folder.resolve("sale")).port(0).build();
    try (MarketServer market =
            start(
                config,
                (db, options, batch) -> {
                  if (writes.getAndIncrement() > 0) {
                    throw new IllegalStateException("out of luck");
                  }
                  db.write(options, batch);
                });
        RawClient client = new RawClient(market.address())) {
      assertProblem(client.order("a", "ann"), 500, "unknown-outcome");
      assertThat(market.awaitExit()).isEqualTo(21);
      assertThat(market.failure()).hasValueSatisfying(line -> assertThat(line).contains("luck"));
    }
    assertThat(writes).hasValue(2);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void stopsWhenTheFileSystemTakesNoMore() throws Exception {
    // A limit on the size of files is what an unprivileged test can do to the real write().
    int accepted = 0;
    Path data = folder.resolve("sale");
    try (ChildMarket market = ChildMarket.start(data, "stock=100000")) {
      market.limitFileSize(32 << 10);
      int status = 201;
      try (RawClient client = new RawClient(market.address())) {
        while (status == 201) {
          Reply reply = client.order("key-" + accepted, "u".repeat(60));
          status = reply.status();
          accepted += status == 201 ? 1 : 0;
        }
      } catch (IOException ended) {
        status = 0;
      }
      assertThat(status).isIn(0, 500);
      assertThat(market.exitStatus()).isEqualTo(21);
      assertThat(market.errorLine()).contains("the store refused a commit");
    }
    assertThat(accepted).isPositive();
    MarketConfig config = MarketConfig.builder(data).port(0).stock(100_000).build();
    try (MarketServer market = MarketServer.start(config);
        RawClient client = new RawClient(market.address())) {
      assertThat(client.get("/sales/demo").body()).contains("\"sold\":" + accepted);
      assertThat(
              client.order("key-" + (accepted - 1), "u".repeat(60)).header("Idempotent-Replayed"))
          .isEqualTo("true");
    }
  }

  private static MarketServer start(MarketConfig config, OrderStore.Writing writing)
      throws MarketException {
    return MarketServer.start(config, writing, System.out);
  }
}
