package dev.freshet.doctor.tune;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.doctor.tune.JvmScheduler.Change;
import dev.freshet.doctor.tune.JvmScheduler.Gauges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A switch for parallelism by HTTP, on this machine only and with a token.
 *
 * {@snippet lang=java :
 * JvmScheduler scheduler = JvmScheduler.ofThisJvm();
 * String token = HttpSwitch.tokenOf(Path.of("/run/secrets/freshet"));
 * try (HttpSwitch http = HttpSwitch.start(scheduler, new InetSocketAddress("127.0.0.1", 0), token)) {
 *   serve(); // curl -H "Authorization: Bearer $TOKEN" -X PUT -d +2 http://127.0.0.1:PORT/parallelism
 * }
 * }
 *
 * <p>{@code GET /parallelism} answers the gauges as JSON; {@code PUT /parallelism} with the body
 * {@code N}, {@code +N} or {@code -N} sets and answers the gauges. Answers: 200, 400 for a body
 * that is none of these or leads out of the bounds, 401 without the token, 404 and 405 for anything
 * else, 503 if the JVM refuses.
 *
 * <p>The token is compared in constant time, as a digest, so that neither its length nor its first
 * wrong character shows. Thread-safe. Owns the one thread of the JDK's server.
 */
public final class HttpSwitch implements AutoCloseable {
  /** Fewer characters could be guessed by trying; 16 random ones are 80 bits at least. */
  private static final int TOKEN_LENGTH = 16;

  /** The environment variable that a token may stand in. */
  private static final String VARIABLE = "FRESHET_TUNE_TOKEN";

  private static final String PATH = "/parallelism";
  private static final String SCHEME = "Bearer ";

  /** Longer than any number that is allowed, and short enough to be read from anybody. */
  private static final int BODY = 16;

  private final HttpServer server;
  private final JvmScheduler scheduler;
  private final byte[] token;

  private HttpSwitch(HttpServer server, JvmScheduler scheduler, String token) {
    this.server = server;
    this.scheduler = scheduler;
    this.token = digest(token);
  }

  /**
   * Starts to listen.
   *
   * @param scheduler what is switched; stays open
   * @param address a loopback address; port 0 for any that is free
   * @param token the secret, at least 16 characters
   * @return to be closed
   * @throws IllegalArgumentException if the address is not one of loopback, or the token too short
   * @throws UncheckedIOException if the port is taken
   */
  public static HttpSwitch start(JvmScheduler scheduler, InetSocketAddress address, String token) {
    if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "address '"
              + address.getHostString()
              + "': must be a loopback address, 127.0.0.1 or ::1");
    }
    if (token.length() < TOKEN_LENGTH) {
      throw new IllegalArgumentException(
          "token: must have at least %d characters, and has %d"
              .formatted(TOKEN_LENGTH, token.length()));
    }
    try {
      HttpServer server = HttpServer.create(address, 0);
      HttpSwitch started = new HttpSwitch(server, scheduler, token);
      server.createContext("/", started::handle);
      server.start();
      return started;
    } catch (IOException taken) {
      throw new UncheckedIOException(
          "address %s: %s".formatted(address, taken.getMessage()), taken);
    }
  }

  /**
   * Reads a token from the environment variable {@value #VARIABLE}.
   *
   * @return the token
   * @throws IllegalArgumentException if it is not set
   */
  public static String tokenOfEnvironment() {
    String token = System.getenv(VARIABLE);
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException(
          "token: must be given in the environment variable " + VARIABLE + ", or in a file");
    }
    return token.strip();
  }

  /**
   * Reads a token from a file. Tokens are never given on a command line, where everybody can see
   * them.
   *
   * @param file that holds the token and nothing else
   * @return the token, without white space around it
   * @throws UncheckedIOException if the file cannot be read
   */
  public static String tokenOf(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "token file '" + file + "': must be a text file that can be read", unreadable);
    }
  }

  /**
   * Where it listens.
   *
   * @return address and port
   */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      if (!allowed(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        answer(exchange, 401, "the token is missing or wrong");
      } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
        answer(exchange, 404, "there is only " + PATH);
      } else {
        switch (exchange.getRequestMethod()) {
          case "GET" -> gauges(exchange, scheduler.gauges());
          case "PUT" -> put(exchange);
          default -> answer(exchange, 405, "GET or PUT");
        }
      }
    } catch (TuneException refused) {
      answer(
          exchange,
          refused.kind() == TuneException.Kind.NOT_ALLOWED ? 400 : 503,
          String.valueOf(refused.getMessage()));
    }
  }

  private void put(HttpExchange exchange) throws IOException {
    String body =
        new String(exchange.getRequestBody().readNBytes(BODY), StandardCharsets.US_ASCII).strip();
    ParallelismRequest request;
    try {
      request = ParallelismRequest.parse(body);
    } catch (IllegalArgumentException wrong) {
      answer(exchange, 400, "parallelism '" + body + "': " + wrong.getMessage());
      return;
    }
    Change change = scheduler.set(request.from(scheduler.gauges().parallelism()));
    gauges(exchange, change.gauges());
  }

  private boolean allowed(@Nullable String header) {
    return header != null
        && header.startsWith(SCHEME)
        && MessageDigest.isEqual(token, digest(header.substring(SCHEME.length())));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      // Every JDK has it.
      throw new IllegalStateException(impossible);
    }
  }

  private static void gauges(HttpExchange exchange, Gauges gauges) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(
        exchange,
        200,
        "{\"parallelism\":%d,\"poolSize\":%d,\"mounted\":%d,\"queued\":%d}\n"
            .formatted(gauges.parallelism(), gauges.poolSize(), gauges.mounted(), gauges.queued()));
  }

  private static void answer(HttpExchange exchange, int status, String line) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    send(exchange, status, line + "\n");
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Stops to listen; parallelism stays as it is until the scheduler is closed. */
  @Override
  public void close() {
    server.stop(0);
  }
}
