package dev.freshet.cli.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that is no market: says the same bytes to whoever connects and asks, then closes or
 * falls silent. Stands for whatever a user may have at the address that he gives.
 */
final class ForeignServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final byte[] answer;
  private final boolean closes;

  private ForeignServer(String answer, boolean closes) throws IOException {
    this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
    this.closes = closes;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  static ForeignServer saying(String answer) throws IOException {
    return new ForeignServer(answer, true);
  }

  static ForeignServer silentAfter(String answer) throws IOException {
    return new ForeignServer(answer, false);
  }

  /** A whole HTTP answer with a body. */
  static String http(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> talk(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void talk(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] request = new byte[65_536];
      while (in.read(request) > 0) {
        out.write(answer);
        out.flush();
        if (closes) {
          socket.close();
        }
      }
    } catch (IOException gone) {
      // the other side went away: nothing is left to say
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
