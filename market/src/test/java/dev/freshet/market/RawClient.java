package dev.freshet.market;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A socket that says exactly what it is told, and reads answers byte by byte. */
final class RawClient implements AutoCloseable {
  /** A safety net for broken tests; nothing waits for it when all is well. */
  private static final int GIVE_UP_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(URI address) throws IOException {
    this(new Socket(address.getHost(), address.getPort()));
  }

  RawClient(Socket open) throws IOException {
    socket = open;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(GIVE_UP_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  record Reply(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  Socket socket() {
    return socket;
  }

  Reply get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").read();
  }

  /**
   * Returns when a market of one loop has read all that other sockets were sent before: what was
   * ready then is handled at the latest between two answers to requests sent one after the other.
   */
  void settle() throws IOException {
    get("/health");
    get("/health");
  }

  Reply order(String key, String user) throws IOException {
    return order(key, user, 1);
  }

  Reply order(String key, String user, int quantity) throws IOException {
    return send(orderText(key, body(user, quantity))).read();
  }

  static String body(String user, int quantity) {
    return "{\"user\":\"" + user + "\",\"quantity\":" + quantity + ",\"timestamp\":1790000000000}";
  }

  static String orderText(String key, String body) {
    return "POST /sales/demo/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: "
        + key
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  Reply read() throws IOException {
    return read(true);
  }

  /** Reads one answer; one to HEAD has no body, whatever it announces. */
  Reply read(boolean withBody) throws IOException {
    String first = line();
    int status = Integer.parseInt(first.substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    int length = withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("half a body");
    }
    return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Waits until something is there to be read, and leaves it there. */
  void awaitFirstByte() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      throw new EOFException("the connection ended without a byte");
    }
    in.reset();
  }

  /** Whether the server has ended the connection, with nothing before the end. */
  boolean atEnd() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended within: " + line);
      }
      if (next == '\n') {
        return line.substring(0, line.length() - 1);
      }
      line.append((char) next);
    }
  }

  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
