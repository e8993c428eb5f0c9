package dev.freshet.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.RawClient.Reply;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
  @TempDir Path folder;

  private MarketConfig.Builder config() {
    return MarketConfig.builder(folder.resolve("sale")).port(0);
  }

  @Test
  void finishesWhatWasAccepted() throws Exception {
    HeldStore held = HeldStore.holding();
    MarketServer market = held.start(config().build());
    try (RawClient waiting = new RawClient(market.address());
        RawClient queued = new RawClient(market.address());
        RawClient idle = new RawClient(market.address())) {
      waiting.send(RawClient.orderText("a", RawClient.body("ann", 1)));
      held.awaitCommit();
      queued.send(RawClient.orderText("b", RawClient.body("bob", 1)));
      idle.settle();
      Thread drain = Thread.ofPlatform().start(market::drainAndClose);
      assertThat(idle.atEnd()).isTrue(); // the drain has begun
      held.release();
      assertThat(waiting.read().status()).isEqualTo(201);
      assertThat(queued.read().status()).isEqualTo(201);
      assertThat(waiting.atEnd()).isTrue();
      waiting.hangUp();
      queued.hangUp();
      idle.hangUp();
      drain.join();
      assertThat(market.awaitExit()).isZero();
      assertThat(market.failure()).isEmpty();
    }
    assertThat(refusesConnections(market)).isTrue();
    try (MarketServer next = MarketServer.start(config().build());
        RawClient client = new RawClient(next.address())) {
      assertThat(client.get("/sales/demo").body()).contains("\"sold\":2");
    }
  }

  private static boolean refusesConnections(MarketServer market) throws Exception {
    try (RawClient client = new RawClient(market.address())) {
      return client.atEnd();
    } catch (ConnectException refused) {
      return true;
    }
  }

  @Test
  void answersARequestThatIsArrivingAndThenEnds() throws Exception {
    MarketServer market = MarketServer.start(config().build());
    String request = RawClient.orderText("a", RawClient.body("ann", 1));
    try (RawClient client = new RawClient(market.address());
        RawClient idle = new RawClient(market.address())) {
      client.send(request.substring(0, request.length() - 1));
      idle.settle();
      Thread drain = Thread.ofPlatform().start(market::drainAndClose);
      assertThat(idle.atEnd()).isTrue();
      client.send(request.substring(request.length() - 1));
      Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.header("Connection")).isEqualTo("close");
      client.hangUp();
      idle.hangUp();
      drain.join();
    }
  }

  @Test
  void cutsWhatDoesNotEnd() throws Exception {
    MarketServer market = MarketServer.start(config().headerTimeout(Duration.ofMillis(50)).build());
    try (RawClient half = new RawClient(market.address())) {
      half.send("GET /time HTTP/1.1\r\n");
      market.drainAndClose(); // returns although the client never ends
      assertThat(market.awaitExit()).isZero();
      market.close(); // and a second time
    }
  }

  @Test
  void drainsOnSigterm() throws Exception {
    Path data = folder.resolve("sale");
    try (ChildMarket market = ChildMarket.start(data);
        RawClient client = new RawClient(market.address())) {
      assertThat(client.order("a", "ann").status()).isEqualTo(201);
      market.terminate();
      assertThat(client.atEnd()).isTrue();
      client.hangUp();
      assertThat(market.exitStatus()).isZero();
    }
    try (MarketServer next = MarketServer.start(config().build());
        RawClient client = new RawClient(next.address())) {
      assertThat(client.order("a", "ann").header("Idempotent-Replayed")).isEqualTo("true");
    }
  }
}
