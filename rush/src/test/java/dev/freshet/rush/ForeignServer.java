package dev.freshet.rush;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands for servers that are not ours: real sockets, one virtual thread per connection, and
 * whatever behaviour a test wants.
 */
final class ForeignServer implements Closeable {
  /** One request as it arrived. */
  record Request(String head, String body, int number, int connection) {
    String method() {
      return head.substring(0, head.indexOf(' '));
    }

    @Nullable String header(String name) {
      for (String line : head.lines().toList()) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
          return line.substring(colon + 1).strip();
        }
      }
      return null;
    }
  }

  /** What to do with a request; returns whether the connection stays open. */
  interface Behaviour {
    boolean answer(Request request, OutputStream out) throws IOException;
  }

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private final AtomicInteger numbers = new AtomicInteger();
  final AtomicInteger connections = new AtomicInteger();
  final ConcurrentLinkedQueue<Request> posts = new ConcurrentLinkedQueue<>();

  /** A server that answers GET with 200 and everything else as told. */
  static ForeignServer answering(Behaviour toPosts) throws IOException {
    return onPort(0, toPosts);
  }

  static ForeignServer onPort(int port, Behaviour toPosts) throws IOException {
    return new ForeignServer(
        port,
        (request, out) ->
            request.method().equals("GET") ? send(out, OK) : toPosts.answer(request, out));
  }

  /** A server that treats probes like everything else. */
  static ForeignServer always(Behaviour behaviour) throws IOException {
    return new ForeignServer(0, behaviour);
  }

  private ForeignServer(int port, Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
    Thread.ofVirtual().start(this::accept);
  }

  static boolean send(OutputStream out, String answer) throws IOException {
    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return true;
  }

  static boolean sendAndClose(OutputStream out, String answer) throws IOException {
    send(out, answer);
    return false;
  }

  static String answer(String statusLine, String body, String... headers) {
    StringBuilder all = new StringBuilder("HTTP/1.1 ").append(statusLine).append("\r\n");
    for (String header : headers) {
      all.append(header).append("\r\n");
    }
    return all.append("Content-Length: ")
        .append(body.length())
        .append("\r\n\r\n")
        .append(body)
        .toString();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/");
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        int number = connections.incrementAndGet();
        open.add(socket);
        if (closed) { // accepted while close() was looking at the others
          reset(socket);
          return;
        }
        Thread.ofVirtual().start(() -> serve(socket, number));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      Request request;
      do {
        request = read(in, number);
        if (request == null) {
          return;
        }
        if (!request.method().equals("GET")) {
          posts.add(request);
        }
      } while (behaviour.answer(request, out));
    } catch (IOException e) {
      // the client or close() has gone
    } finally {
      open.remove(socket);
    }
  }

  private @Nullable Request read(InputStream in, int connection) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.append((char) b);
    }
    int length = 0;
    for (String line : head.toString().toLowerCase(Locale.ROOT).lines().toList()) {
      if (line.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    return new Request(head.toString(), body, numbers.getAndIncrement(), connection);
  }

  /** Closes every connection without warning and stops listening. */
  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (Socket socket : open) {
      reset(socket);
    }
  }

  private static void reset(Socket socket) throws IOException {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // its own thread was faster
    }
  }
}
