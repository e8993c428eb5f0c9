package dev.freshet.market.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer but for the two lines that change: the date, and whether the connection ends.
 *
 * <p>On the wire: {@code head}, date line, perhaps {@code Connection: close}, {@code tail}.
 * Composing is three copies into a pooled buffer, see {@link Loop#compose}.
 *
 * <p>Thread-safe: nobody writes into the arrays.
 */
final class Answer {
  private final byte[] head;
  private final byte[] tail;
  private final int bodyBytes;

  private Answer(byte[] head, byte[] tail, int bodyBytes) {
    this.head = head;
    this.tail = tail;
    this.bodyBytes = bodyBytes;
  }

  static Answer of(String head, byte[] body) {
    byte[] length =
        ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] tail = new byte[length.length + body.length];
    System.arraycopy(length, 0, tail, 0, length.length);
    System.arraycopy(body, 0, tail, length.length, body.length);
    return new Answer(head.getBytes(StandardCharsets.US_ASCII), tail, body.length);
  }

  /** Status line and header lines, each with its line end. */
  byte[] head() {
    return head;
  }

  /** Length line, empty line, body. */
  byte[] tail() {
    return tail;
  }

  /** How many of the last bytes of the tail are body. */
  int bodyBytes() {
    return bodyBytes;
  }
}
