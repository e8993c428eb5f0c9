package dev.freshet.market;

import dev.freshet.market.RawClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/** Clients that all order at once, each as fast as it is answered; keeps what each was told. */
final class RushHour {
  /** One attempt, with the moments between which the market decided it. */
  record Attempt(String key, long sent, long received, Reply reply) {
    boolean accepted() {
      return reply.status() == 201;
    }

    long seq() {
      return RoutesTest.json(reply.body()).get("seq").asLong();
    }
  }

  private RushHour() {}

  static List<Attempt> run(URI market, int clients, int ordersEach) throws InterruptedException {
    ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    CountDownLatch ready = new CountDownLatch(clients);
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < clients; c++) {
      int client = c;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (RawClient socket = new RawClient(market)) {
                      ready.countDown();
                      ready.await();
                      for (int i = 0; i < ordersEach; i++) {
                        String key = "c" + client + "-" + i;
                        long sent = System.nanoTime();
                        Reply reply = socket.order(key, "u" + client);
                        attempts.add(new Attempt(key, sent, System.nanoTime(), reply));
                      }
                    } catch (IOException | InterruptedException broken) {
                      failures.add(broken);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException("a client failed", failures.peek());
    }
    return List.copyOf(attempts);
  }

  /** The order book as the market exports it, by key. */
  static Map<String, JsonNode> book(URI market) {
    Map<String, JsonNode> book = new ConcurrentHashMap<>();
    try (RawClient client = new RawClient(market)) {
      long after = 0;
      boolean more = true;
      while (more) {
        JsonNode page = RoutesTest.json(client.get("/sales/demo/orders?after=" + after).body());
        for (JsonNode order : page.get("orders")) {
          book.put(order.get("key").asString() + "/" + order.get("seq").asLong(), order);
        }
        after = page.get("last").asLong();
        more = page.get("more").asBoolean();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return book;
  }
}
