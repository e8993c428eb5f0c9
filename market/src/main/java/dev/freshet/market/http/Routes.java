package dev.freshet.market.http;

import dev.freshet.market.MarketConfig;
import dev.freshet.market.sale.Sale;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Finds what a request is for.
 *
 * <p>The two hot paths are compared first, as they are written in every request of a rush; anything
 * else is taken apart with its query and its escapes.
 *
 * <p>Thread-safe: called by all event loops; what is per loop hangs on {@link Loop}.
 */
final class Routes {
  private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final String FRESH = JSON + "Cache-Control: no-store\r\n";
  private static final int NANOS = 1_000_000_000;

  private final String salePath;
  private final String ordersPath;
  private final OrderRoute orders;
  private final ExportRoute export;
  private final Answer openApi;
  private final Answer healthy =
      Answer.of(FRESH, "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8));
  private final int maxConnections;
  private final AtomicInteger connections = new AtomicInteger();
  private final Consumer<Throwable> onUnexpected;

  Routes(Sale sale, ExecutorService pool, Consumer<Throwable> onUnexpected) {
    MarketConfig config = sale.config();
    salePath = "/sales/" + config.sku();
    ordersPath = salePath + "/orders";
    orders = new OrderRoute(sale, ordersPath);
    export = new ExportRoute(sale, pool);
    openApi = Answer.of(JSON, resource("openapi.json"));
    maxConnections = config.maxConnections();
    this.onUnexpected = onUnexpected;
  }

  private static byte[] resource(String name) {
    try (InputStream in = Routes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  OrderRoute orders() {
    return orders;
  }

  // ---- the connection cap

  /** Counts a connection; returns how many there are with it, over the cap as a positive number. */
  int arrived() {
    return connections.incrementAndGet() - maxConnections;
  }

  void gone() {
    if (connections.decrementAndGet() == 0) {
      synchronized (connections) {
        connections.notifyAll();
      }
    }
  }

  /** Waits until no connection is left; whether that came true in time. */
  boolean awaitNone(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (connections) {
      while (connections.get() > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        connections.wait(left);
      }
      return true;
    }
  }

  int maxConnections() {
    return maxConnections;
  }

  void unexpected(Throwable cause) {
    onUnexpected.accept(cause);
  }

  // ---- dispatch

  /** Answers a request, now or later. The body is only valid during the call. */
  void dispatch(
      HttpConnection connection, HttpRequest request, byte[] body, int length, boolean close) {
    String uri = request.uri();
    HttpMethod method = request.method();
    if (uri.equals(ordersPath) && method.equals(HttpMethod.POST)) {
      orders.place(connection, request, body, length, close);
    } else if (uri.equals(salePath) && method.equals(HttpMethod.GET)) {
      connection.respond(
          connection.loop().view().composed(connection.channel().alloc(), close, false), close);
    } else {
      rest(connection, request, body, length, close);
    }
  }

  private void rest(
      HttpConnection connection, HttpRequest request, byte[] body, int length, boolean close) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    boolean reads = head || request.method().equals(HttpMethod.GET);
    boolean posts = request.method().equals(HttpMethod.POST);
    QueryStringDecoder query;
    String path;
    try {
      query = new QueryStringDecoder(withoutAuthority(request.uri()));
      path = query.path();
    } catch (IllegalArgumentException badEscape) {
      connection.respond(Problem.BAD_REQUEST.with("The path has a broken escape."), close, head);
      return;
    }
    if (path.equals(ordersPath)) {
      if (posts) {
        orders.place(connection, request, body, length, close);
      } else if (reads) {
        export.answer(connection, request, query, close, head);
      } else {
        connection.respond(Problem.GET_OR_POST.answer(), close, head);
      }
      return;
    }
    boolean sale = path.equals(salePath);
    if (!sale
        && !path.equals("/time")
        && !path.equals("/health")
        && !path.equals("/openapi.json")) {
      connection.respond(Problem.NOT_FOUND.answer(), close, head);
    } else if (!reads) {
      connection.respond(Problem.GET_ONLY.answer(), close, head);
    } else if (sale) {
      connection.respond(
          connection.loop().view().composed(connection.channel().alloc(), close, head), close);
    } else {
      Answer answer =
          switch (path) {
            case "/time" -> time();
            case "/health" -> connection.loop().draining() ? Problem.STOPPING.answer() : healthy;
            default -> openApi;
          };
      connection.respond(answer, close, head);
    }
  }

  /** A request line may carry the whole address (RFC 9112, section 3.2.2). */
  private static String withoutAuthority(String uri) {
    if (uri.regionMatches(true, 0, "http://", 0, 7)) {
      int end = 7;
      while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
        end++;
      }
      return uri.startsWith("/", end) ? uri.substring(end) : "/" + uri.substring(end);
    }
    return uri;
  }

  private static Answer time() {
    long received = epochNanos();
    byte[] body =
        ("{\"receivedNanos\":" + received + ",\"sentNanos\":" + epochNanos() + "}")
            .getBytes(StandardCharsets.US_ASCII);
    return Answer.of(FRESH, body);
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS + now.getNano();
  }
}
