package dev.freshet.market.http;

import dev.freshet.market.OrderSigner;
import dev.freshet.market.sale.Counters;
import dev.freshet.market.sale.Counters.Kind;
import dev.freshet.market.sale.OrderEntry;
import dev.freshet.market.sale.Sale;
import dev.freshet.market.sale.Ticket;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /sales/{sku}/orders}: checks the order, answers what can be answered here, and sends
 * the rest to the writer.
 *
 * <p>The order of the checks is part of the contract: body (400), signature and its age (401), key
 * (400), opening instant (425), key known (201 again, 409, 422), sold out (410), intake full (503),
 * and then the writer: per-user limit (403), sold out (410), accepted (201).
 *
 * <p>Thread-safe: called by all event loops.
 */
final class OrderRoute {
  private static final AsciiString KEY = AsciiString.cached("idempotency-key");
  private static final AsciiString SIGNATURE = AsciiString.cached("x-signature");
  private static final String CREATED =
      "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n";
  private static final String REPLAYED = CREATED + "Idempotent-Replayed: true\r\n";
  private static final int LONGEST_KEY = 64;

  private final Sale sale;
  private final Counters counters;
  private final String path;
  private final String sku;
  private final @Nullable OrderSigner signer;
  private final long replayMillis;
  private final ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(OrderRoute::sha256);

  OrderRoute(Sale sale, String path) {
    this.sale = sale;
    this.path = path;
    counters = sale.counters();
    sku = sale.config().sku();
    signer = sale.config().signer();
    replayMillis = sale.config().replayWindow().toMillis();
  }

  void place(
      HttpConnection connection, HttpRequest request, byte[] body, int length, boolean close) {
    counters.received();
    OrderParser order = connection.loop().parser();
    Answer refusal = check(request, order, body, length);
    if (refusal != null) {
      counters.count(Kind.REFUSED);
      connection.respond(refusal, close, false);
      return;
    }
    List<String> keys = request.headers().getAll(KEY);
    String key = keys.getFirst();
    if (!sale.worthAsking(order.quantity())) {
      // Flag first, then the key: see Stock.
      OrderEntry known = sale.find(key);
      if (known == null) {
        counters.count(Kind.SOLD_OUT);
        connection.respond(Problem.SOLD_OUT.answer(), close, false);
      } else {
        connection.respond(again(known, hash(body, length)), close, false);
      }
      return;
    }
    OrderEntry claim = new OrderEntry(order.user(), order.quantity(), hash(body, length));
    OrderEntry known = sale.claim(key, claim);
    if (known != null) {
      connection.respond(again(known, claim.bodyHash()), close, false);
      return;
    }
    Exchange turn = connection.owe(close, false);
    if (!sale.submit(new Ticket(turn, key, claim, order.timestamp()))) {
      counters.count(Kind.SHED);
      turn.complete(Problem.OVERLOADED.answer());
    }
  }

  /** What is wrong with the order itself, or null. */
  private @Nullable Answer check(HttpRequest request, OrderParser order, byte[] body, int length) {
    String wrong = order.parse(body, length);
    if (wrong != null) {
      return Problem.BAD_REQUEST.with(wrong);
    }
    if (signer != null) {
      String timestamp = Long.toString(order.timestamp());
      String header = request.headers().get(SIGNATURE);
      if (!signer.verify(header, "POST", path, timestamp, body, 0, length, sku)) {
        return Problem.UNSIGNED.answer();
      }
      if (Math.abs(System.currentTimeMillis() - order.timestamp()) > replayMillis) {
        return Problem.STALE.answer();
      }
    }
    List<String> keys = request.headers().getAll(KEY);
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      return Problem.BAD_REQUEST.with(
          "Idempotency-Key: must stand there once, with 1 to 64 visible ASCII characters.");
    }
    return sale.isOpen() ? null : Problem.TOO_EARLY.answer();
  }

  /** The answer to a key that is known already. */
  private Answer again(OrderEntry known, long bodyHash) {
    if (known.bodyHash() != bodyHash) {
      counters.count(Kind.MISMATCH);
      return Problem.MISMATCH.answer();
    }
    if (!known.committed()) {
      counters.count(Kind.CONFLICT);
      return Problem.IN_FLIGHT.answer();
    }
    counters.count(Kind.REPLAYED);
    return order(REPLAYED, known);
  }

  /** The answer to what the writer decided. */
  Answer decided(Ticket ticket) {
    return switch (ticket.decision()) {
      case ACCEPTED -> {
        counters.count(Kind.ACCEPTED);
        yield order(CREATED, ticket.entry());
      }
      case SOLD_OUT -> {
        counters.count(Kind.SOLD_OUT);
        yield Problem.SOLD_OUT.answer();
      }
      case OVER_LIMIT -> {
        counters.count(Kind.REFUSED);
        yield Problem.OVER_LIMIT.answer();
      }
      case STOPPING -> {
        counters.count(Kind.SHED);
        yield Problem.STOPPING.answer();
      }
      case UNKNOWN, WAITING -> {
        counters.count(Kind.REFUSED);
        yield Problem.UNKNOWN_OUTCOME.answer();
      }
    };
  }

  /** Made from what is stored alone, so that the same order has the same bytes for ever. */
  private Answer order(String head, OrderEntry entry) {
    String body =
        "{\"orderId\":\""
            + entry.orderId()
            + "\",\"seq\":"
            + entry.seq()
            + ",\"sku\":\""
            + sku
            + "\",\"user\":\""
            + Json.quote(entry.user())
            + "\",\"quantity\":"
            + entry.quantity()
            + "}";
    return Answer.of(head, body.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isKey(String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells bodies apart by 64 bits of SHA-256: two different ones agree by chance once in 1.8e19,
   * and who seeks a collision finds one for his own key only.
   */
  private long hash(byte[] body, int length) {
    MessageDigest digest = digests.get();
    digest.update(body, 0, length);
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      // Every Java platform must provide it.
      throw new IllegalStateException("this Java runtime lacks SHA-256", impossible);
    }
  }
}
