package dev.freshet.cli.drill;

import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Failure;
import dev.freshet.market.check.OrderRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a market for its sale and its orders, before and after the rush. Never used while it runs.
 *
 * <p>Everything that comes back is checked: an answer that is cut short, too long, late or no JSON
 * is one clear line, whatever server stands at the address. For one thread.
 */
final class MarketClient {
  /** Patience with a connection and between two reads, as long as the rush has for a probe. */
  private static final int PATIENCE_MILLIS = 5_000;

  /** Patience with one whole answer: a server that drips must not hold the drill for ever. */
  private static final long WHOLE_NANOS = 30_000_000_000L;

  /** Longest answer read. A page of 10,000 orders takes about 2 MB. */
  private static final int MOST_BYTES = 32 << 20;

  /** Orders asked for at a time; the market's own maximum. */
  private static final int PAGE = 10_000;

  private static final int SHOWN = 80;

  private final JsonMapper json = JsonMapper.shared();
  private final URI base;
  private final String sku;
  private final @Nullable String token;

  MarketClient(URI base, String sku, @Nullable String token) {
    this.base = base;
    this.sku = sku;
    this.token = token;
  }

  /**
   * The sale as it stands.
   *
   * @throws Failure if the market does not answer, or not with a sale
   */
  SaleState sale() {
    String path = "/sales/" + sku;
    JsonNode body = get(path);
    JsonNode fsync = body.path("store").path("fsyncUs");
    return new SaleState(
        body.path("sku").asString(sku),
        number(path, body, "stock"),
        number(path, body, "available"),
        number(path, body, "sold"),
        body.path("perUser").asLong(0),
        body.path("bug").isString() ? body.path("bug").stringValue() : null,
        body.path("counters").path("accepted").asLong(0),
        text(body.path("transport")),
        text(body.path("store").path("fileSystem")),
        fsync.path("count").asLong(0) == 0
            ? null
            : new SaleState.Fsync(
                fsync.path("p50").asDouble(0),
                fsync.path("p99").asDouble(0),
                fsync.path("mean").asDouble(0),
                fsync.path("count").asLong(0)),
        whole(body.path("peakRssMiB")),
        whole(body.path("firstOrderNanos")));
  }

  /**
   * All orders behind a commit number, in the order of the export.
   *
   * @param after the last order not wanted
   * @throws Failure if the export cannot be read to its end
   */
  List<OrderRow> orders(long after) {
    List<OrderRow> all = new ArrayList<>();
    long last = after;
    while (true) {
      String path = "/sales/" + sku + "/orders?after=" + last + "&limit=" + PAGE;
      JsonNode body = get(path);
      JsonNode rows = body.path("orders");
      if (!rows.isArray()) {
        throw nonsense(path, "without a list of orders");
      }
      for (JsonNode row : rows) {
        all.add(
            new OrderRow(
                number(path, row, "seq"),
                words(path, row, "orderId"),
                words(path, row, "key"),
                words(path, row, "user"),
                (int) number(path, row, "quantity")));
      }
      if (!body.path("more").asBoolean(false)) {
        return all;
      }
      long next = number(path, body, "last");
      if (next <= last || rows.isEmpty()) {
        throw nonsense(path, "with more orders to come but none to go on from");
      }
      last = next;
    }
  }

  private JsonNode get(String path) {
    int status;
    byte[] body;
    try {
      HttpURLConnection connection =
          (HttpURLConnection) base.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      // A connection kept for later would hold up the market's drain for two seconds.
      connection.setRequestProperty("Connection", "close");
      if (token != null) {
        connection.setRequestProperty("Authorization", "Bearer " + token);
      }
      status = connection.getResponseCode();
      body = status == HttpURLConnection.HTTP_OK ? read(path, connection) : new byte[0];
      if (status != HttpURLConnection.HTTP_OK) {
        connection.disconnect();
      }
    } catch (IOException broken) {
      String reason = broken.getMessage() == null ? broken.toString() : broken.getMessage();
      throw new Failure(
          ExitCode.INTERNAL,
          "the market at %s gave no answer to GET %s: %s".formatted(base, path, shown(reason)),
          broken);
    }
    if (status < 0) {
      throw nonsense(path, "with bytes that are no HTTP");
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw new Failure(
          ExitCode.INTERNAL,
          "the market at %s answered GET %s with status %d".formatted(base, path, status));
    }
    try {
      JsonNode tree = json.readTree(body);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException notJson) {
      // told below
    }
    throw nonsense(path, "with '" + shown(new String(body, StandardCharsets.UTF_8)) + "'");
  }

  private byte[] read(String path, HttpURLConnection connection) throws IOException {
    long deadline = System.nanoTime() + WHOLE_NANOS;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (InputStream stream = connection.getInputStream()) {
      byte[] chunk = new byte[64 << 10];
      for (int got = stream.read(chunk); got >= 0; got = stream.read(chunk)) {
        body.write(chunk, 0, got);
        if (body.size() > MOST_BYTES) {
          throw nonsense(path, "with more than " + (MOST_BYTES >> 20) + " MiB");
        }
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("the answer was not complete after 30 s");
        }
      }
    }
    return body.toByteArray();
  }

  private long number(String path, JsonNode body, String field) {
    JsonNode node = body.path(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw nonsense(path, "without the number '" + field + "'");
    }
    return node.longValue();
  }

  private String words(String path, JsonNode body, String field) {
    JsonNode node = body.path(field);
    if (!node.isString()) {
      throw nonsense(path, "without the text '" + field + "'");
    }
    return node.stringValue();
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }

  private static @Nullable Long whole(JsonNode node) {
    return node.isIntegralNumber() ? Long.valueOf(node.longValue()) : null;
  }

  private Failure nonsense(String path, String how) {
    return new Failure(
        ExitCode.INTERNAL,
        "the market at %s talks nonsense: it answered GET %s %s".formatted(base, path, how));
  }

  private static String shown(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
