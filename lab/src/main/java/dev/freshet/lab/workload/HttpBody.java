package dev.freshet.lab.workload;

import dev.freshet.lab.child.Trial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls a market with the JDK's client, blocking: three views of the sale, then an order.
 *
 * <p>Every answer is checked, and at the end that the market sold what was accepted here. So nobody
 * else may buy there in the meantime.
 */
final class HttpBody implements Body {
  /** One call in so many is an order. */
  private static final int ORDERS = 4;

  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int SOLD_OUT = 410;

  /** Shorter than {@link Tally} waits for tasks, or a call without an answer were a lost task. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI sale;
  private final URI orders;

  /** Keys must not repeat those of an earlier trial on the same market. */
  private final String prefix = UUID.randomUUID() + "-";

  private final AtomicLong number = new AtomicLong();
  private final LongAdder accepted = new LongAdder();
  private final long soldBefore;

  HttpBody(Trial trial) throws IOException, InterruptedException {
    String market = trial.settings().get("market");
    if (market == null) {
      throw new IllegalArgumentException("market: not set; allowed is the address of a market");
    }
    sale = URI.create(market + "/sales/" + trial.settings().getOrDefault("sku", "demo"));
    orders = URI.create(sale + "/orders");
    soldBefore = sold();
  }

  @Override
  public void run(int index) throws IOException, InterruptedException {
    if (index % ORDERS == ORDERS - 1) {
      order();
    } else {
      sold();
    }
  }

  private void order() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(orders)
                .header("Idempotency-Key", prefix + number.incrementAndGet())
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"user\":\"lab\",\"quantity\":1,\"timestamp\":"
                            + System.currentTimeMillis()
                            + "}")));
    if (answer.statusCode() == CREATED) {
      expect(JSON.readTree(answer.body()).path("quantity").asLong(0) == 1, answer);
      accepted.increment();
    } else {
      expect(answer.statusCode() == SOLD_OUT, answer);
    }
  }

  private long sold() throws IOException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(sale));
    expect(answer.statusCode() == OK, answer);
    JsonNode sold = JSON.readTree(answer.body()).path("sold");
    expect(sold.isIntegralNumber(), answer);
    return sold.longValue();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
  }

  private static void expect(boolean right, HttpResponse<String> answer) {
    if (!right) {
      throw Tally.wrong(
          "http", "%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
    }
  }

  @Override
  public void check() throws IOException, InterruptedException {
    long sold = sold() - soldBefore;
    if (sold != accepted.sum()) {
      throw Tally.wrong("http", "%,d orders accepted, %,d sold".formatted(accepted.sum(), sold));
    }
  }

  @Override
  public Map<String, Double> figures() {
    return Map.of("orders", (double) accepted.sum());
  }

  @Override
  public void close() {
    // Not close(), which waits: a call that hangs is the finding, not a reason to hang as well.
    client.shutdownNow();
  }
}
