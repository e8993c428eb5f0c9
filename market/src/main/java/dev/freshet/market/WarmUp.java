package dev.freshet.market;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets the market sell a scratch sale to itself before it opens, so that the first real burst meets
 * compiled code.
 *
 * <p>A cold JVM interprets: the first thousands of requests cost twenty times what they cost later,
 * and in a sale those are the ones that matter. So two markets in the same process, on loopback
 * ports and temporary folders of their own, are driven through their sockets in turn: one with
 * plenty to sell, whose orders go through writer and disk, and one that is sold out at once, as
 * most orders of a rush find it. Two, because one that has to sell out first would spend the time
 * so on a slow disk.
 *
 * <p>Used by one thread, before the real market exists.
 */
final class WarmUp {
  /** Per market; as many as make the loop read several sockets per wake-up, as in a rush. */
  private static final int CONNECTIONS = 32;

  /** More than can be sold in the time. */
  private static final int PLENTY = 100_000;

  private WarmUp() {}

  static void run(MarketConfig real) throws MarketException {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("freshet-warm-up-");
      try (MarketServer plenty = MarketServer.start(scratch(real, folder, PLENTY));
          MarketServer scarce = MarketServer.start(scratch(real, folder, 1))) {
        drive(List.of(plenty.address(), scarce.address()), real);
      }
    } catch (IOException broken) {
      throw new MarketException(
          MarketException.BAD_INPUT,
          "the temporary folder cannot be used for the warm-up: " + broken.getMessage(),
          broken);
    } finally {
      if (folder != null) {
        delete(folder);
      }
    }
  }

  private static MarketConfig scratch(MarketConfig real, Path folder, long stock) {
    return MarketConfig.builder(folder.resolve("stock-" + stock))
        .port(0)
        .sku(real.sku())
        .stock(Math.min(stock, MarketConfig.largestStock()))
        .loops(real.loops())
        .signer(real.signer())
        .build();
  }

  private static void drive(List<URI> markets, MarketConfig real) throws IOException {
    long end = System.nanoTime() + real.warmUp().toNanos();
    List<Socket> sockets = new ArrayList<>();
    List<InputStream> inputs = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS * markets.size(); i++) {
        URI market = markets.get(i / CONNECTIONS);
        Socket socket = new Socket(market.getHost(), market.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        inputs.add(new BufferedInputStream(socket.getInputStream(), 4_096));
      }
      byte[] view =
          "GET /sales/%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
              .formatted(real.sku())
              .getBytes(StandardCharsets.US_ASCII);
      int total = sockets.size();
      for (int round = 0; System.nanoTime() - end < 0; round++) {
        // Mostly orders; each eighth is a view, each sixteenth an order sent again.
        for (int i = 0; i < total; i++) {
          byte[] request =
              round % 8 == 7 ? view : order(real, round % 16 == 3 ? i : round * total + i);
          sockets.get(i).getOutputStream().write(request);
        }
        for (InputStream in : inputs) {
          skipAnswer(in);
        }
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static byte[] order(MarketConfig real, int number) {
    long now = System.currentTimeMillis();
    byte[] body =
        "{\"user\":\"u%d\",\"quantity\":1,\"timestamp\":%d}"
            .formatted(number, now)
            .getBytes(StandardCharsets.US_ASCII);
    String path = "/sales/" + real.sku() + "/orders";
    OrderSigner signer = real.signer();
    String signature =
        signer == null
            ? ""
            : "X-Signature: "
                + signer.sign("POST", path, Long.toString(now), body, real.sku())
                + "\r\n";
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: warm-%d\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(path, number, signature, body.length);
    return (head + new String(body, StandardCharsets.US_ASCII)).getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads one answer: the header up to the empty line, then as many bytes as it announces. */
  private static void skipAnswer(InputStream in) throws IOException {
    int length = 0;
    StringBuilder line = new StringBuilder(64);
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the scratch market closed a connection");
      }
      if (next != '\n') {
        line.append((char) next);
        continue;
      }
      if (line.length() == 1) {
        break;
      }
      if (line.indexOf("Content-Length: ") == 0) {
        length = Integer.parseInt(line.substring(16).trim());
      }
      line.setLength(0);
    }
    in.skipNBytes(length);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("the warm-up folder cannot be removed", broken);
    }
  }
}
