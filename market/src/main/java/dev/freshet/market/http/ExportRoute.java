package dev.freshet.market.http;

import dev.freshet.market.sale.Sale;
import dev.freshet.market.store.StoreException;
import dev.freshet.market.store.StoredOrder;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /sales/{sku}/orders?after=SEQ&limit=N}: the orders as the store has them, page by
 * page, read and written off the event loops. For this machine, or with the bearer token.
 *
 * <p>Thread-safe. One export per connection at a time; a page of 10,000 orders takes about 2 MiB
 * until it is sent.
 */
final class ExportRoute {
  private static final int LARGEST_PAGE = 10_000;
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n";

  private final Sale sale;
  private final ExecutorService pool;
  private final byte @Nullable [] token;

  ExportRoute(Sale sale, ExecutorService pool) {
    this.sale = sale;
    this.pool = pool;
    String configured = sale.config().auditToken();
    token = configured == null ? null : configured.getBytes(StandardCharsets.UTF_8);
  }

  void answer(
      HttpConnection connection,
      HttpRequest request,
      QueryStringDecoder query,
      boolean close,
      boolean bodiless) {
    if (!allowed(connection, request)) {
      connection.respond(Problem.TOKEN.answer(), close, bodiless);
      return;
    }
    long after;
    long limit;
    try {
      Map<String, List<String>> parameters = query.parameters();
      after = number(parameters, "after", 0, 0, Long.MAX_VALUE - 1);
      limit = number(parameters, "limit", LARGEST_PAGE, 1, LARGEST_PAGE);
    } catch (IllegalArgumentException wrong) {
      connection.respond(
          Problem.BAD_REQUEST.with(String.valueOf(wrong.getMessage())), close, bodiless);
      return;
    }
    Exchange turn = connection.oweExport(close, bodiless);
    try {
      pool.execute(() -> export(connection, turn, after, limit));
    } catch (RejectedExecutionException full) {
      connection.exported();
      turn.complete(Problem.EXPORTS_BUSY.answer());
    }
  }

  private boolean allowed(HttpConnection connection, HttpRequest request) {
    if (connection.channel().remoteAddress() instanceof InetSocketAddress peer
        && peer.getAddress().isLoopbackAddress()) {
      return true;
    }
    String given = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    return token != null
        && given != null
        && given.startsWith("Bearer ")
        && MessageDigest.isEqual(given.substring(7).getBytes(StandardCharsets.UTF_8), token);
  }

  private static long number(
      Map<String, List<String>> parameters, String name, long usual, long least, long most) {
    List<String> values = parameters.get(name);
    if (values == null) {
      return usual;
    }
    if (values.size() == 1) {
      try {
        long value = Long.parseLong(values.getFirst());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException notANumber) {
        // Falls through to the same line as a number out of bounds.
      }
    }
    throw new IllegalArgumentException(
        name + ": must be a whole number from " + least + " to " + most + ", once.");
  }

  private Answer page(long after, long limit) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16_384);
    long[] last = {after};
    try (JsonGenerator out = Json.FACTORY.createGenerator(Json.writing(), bytes)) {
      out.writeStartObject();
      out.writeStringProperty("sku", sale.config().sku());
      out.writeArrayPropertyStart("orders");
      boolean more =
          sale.store()
              .read(
                  after,
                  limit,
                  order -> {
                    write(out, order);
                    last[0] = order.seq();
                  });
      out.writeEndArray();
      out.writeNumberProperty("last", last[0]);
      out.writeBooleanProperty("more", more);
      out.writeEndObject();
    } catch (StoreException unreadable) {
      return Problem.UNKNOWN_OUTCOME.with("The store cannot be read: " + unreadable.getMessage());
    }
    return Answer.of(HEAD, bytes.toByteArray());
  }

  private static void write(JsonGenerator out, StoredOrder order) {
    out.writeStartObject();
    out.writeNumberProperty("seq", order.seq());
    out.writeStringProperty("orderId", StoredOrder.orderId(order.start(), order.seq()));
    out.writeStringProperty("key", order.key());
    out.writeStringProperty("user", order.user());
    out.writeNumberProperty("quantity", order.quantity());
    out.writeNumberProperty("timestamp", order.timestamp());
    out.writeEndObject();
  }

  private void export(HttpConnection connection, Exchange turn, long after, long limit) {
    Answer answer = Problem.UNKNOWN_OUTCOME.with("The export failed.");
    try {
      answer = page(after, limit);
    } finally {
      finish(connection, turn, answer); // whatever happens, the connection is not left waiting
    }
  }

  private static void finish(HttpConnection connection, Exchange turn, Answer answer) {
    connection
        .loop()
        .eventLoop()
        .execute(
            () -> {
              connection.exported();
              turn.complete(answer);
              connection.loop().flushDirty();
            });
  }
}
