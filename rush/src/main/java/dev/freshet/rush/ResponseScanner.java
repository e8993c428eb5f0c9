package dev.freshet.rush;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds where one HTTP/1.x response ends, and the few things in it that decide an outcome.
 *
 * <h2>Why not a codec</h2>
 *
 * A codec builds a message object, a header map and strings for each response, and the client wants
 * five facts: the status, whether the connection stays usable, {@code Idempotent-Replayed}, {@code
 * Retry-After}, and where the last byte is. This scanner reads them out of the receive buffer in
 * place and allocates nothing.
 *
 * <h2>How it survives any split</h2>
 *
 * The unit is the line. A line that lies whole in the buffer is parsed there. One that is cut off
 * by the end of a read is copied to the carry buffer and parsed from there once its line feed
 * arrives; so there is a single parser, and no state between the bytes of a line. Bodies are
 * counted, not looked at (apart from the capture of small 2xx bodies). The carry buffer appears
 * with the first split line of a connection and is kept.
 *
 * <h2>What is refused</h2>
 *
 * Anything that leaves the end of the message in doubt: a status line that is none, two different
 * {@code Content-Length}, a header without a colon, a chunk size that is no number, and lines,
 * headers or bodies beyond the limits. What is odd but clear is accepted: bare line feeds, no
 * reason phrase, folded lines (skipped).
 *
 * <p>Confined to the event loop of its connection.
 */
final class ResponseScanner {
  /** Longest line in bytes: browsers and servers agree on 8 to 16 KiB for a header line. */
  static final int MAX_LINE_BYTES = 16 * 1024;

  /**
   * Most bytes of status lines, headers and trailers of one response, interim responses included.
   */
  static final int MAX_HEADER_BYTES = 64 * 1024;

  /**
   * Most bytes of a body: nobody rushes downloads, and a length beyond this is rather an attack or
   * an error.
   */
  static final long MAX_BODY_BYTES = 256L << 20;

  /** Most bytes of a body that are kept. */
  static final int CAPTURE_BYTES = 4096;

  /** {@link #retryAfterSeconds} where the header is absent or unreadable. */
  static final long NOT_GIVEN = -1;

  /**
   * Longest pause taken from a server, in seconds: one day; the deadline cuts it far shorter
   * anyway.
   */
  private static final long MAX_RETRY_AFTER_SECONDS = 86_400;

  private static final int STATUS_LINE = 0;
  private static final int HEADERS = 1;
  private static final int COUNTED_BODY = 2;
  private static final int BODY_UNTIL_CLOSE = 3;
  private static final int CHUNK_SIZE = 4;
  private static final int CHUNK_DATA = 5;
  private static final int CHUNK_END = 6;
  private static final int TRAILERS = 7;
  private static final int DONE = 8;
  private static final int NONSENSE = 9;

  private static final byte[] HTTP = Ascii.ascii("HTTP/1.");
  private static final byte[] CONTENT_LENGTH = Ascii.ascii("content-length");
  private static final byte[] TRANSFER_ENCODING = Ascii.ascii("transfer-encoding");
  private static final byte[] CONNECTION = Ascii.ascii("connection");
  private static final byte[] REPLAYED = Ascii.ascii("idempotent-replayed");
  private static final byte[] RETRY_AFTER = Ascii.ascii("retry-after");
  private static final byte[] CLOSE = Ascii.ascii("close");
  private static final byte[] KEEP_ALIVE = Ascii.ascii("keep-alive");
  private static final byte[] CHUNKED = Ascii.ascii("chunked");
  private static final byte[] TRUE = Ascii.ascii("true");

  private final boolean capture;
  private int state;
  private boolean headRequest;
  private int headerBytes;
  private long length;
  private long remaining;
  private long bodyBytes;
  private boolean chunked;
  private byte[] carry = {};
  private int carried;
  private byte[] body = {};

  private int status;
  private boolean keepAlive;
  private boolean replayed;
  private long retryAfterSeconds;
  private int captured;
  private @Nullable String reason;

  ResponseScanner(boolean capture) {
    this.capture = capture;
  }

  /** Begins a new response; {@code headRequest} says that it answers HEAD and so has no body. */
  void reset(boolean headRequest) {
    this.headRequest = headRequest;
    state = STATUS_LINE;
    headerBytes = 0;
    carried = 0;
    bodyBytes = 0;
    captured = 0;
    reason = null;
    clearHead();
  }

  private void clearHead() {
    status = 0;
    length = -1;
    chunked = false;
    keepAlive = true;
    replayed = false;
    retryAfterSeconds = NOT_GIVEN;
  }

  boolean done() {
    return state == DONE;
  }

  boolean nonsense() {
    return state == NONSENSE;
  }

  /** Why the bytes are no HTTP, in words. */
  String reason() {
    return reason == null ? "" : reason;
  }

  int status() {
    return status;
  }

  /** Whether the connection may carry another request after this response. */
  boolean keepAlive() {
    return keepAlive;
  }

  boolean replayed() {
    return replayed;
  }

  long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  byte[] body() {
    return body;
  }

  int captured() {
    return captured;
  }

  /** Whether anything of a response has been seen. */
  boolean begun() {
    return state != STATUS_LINE || carried > 0 || headerBytes > 0;
  }

  /** The peer has closed; true if that was the proper end of the response. */
  boolean endOfStream() {
    if (state == BODY_UNTIL_CLOSE) {
      state = DONE;
    }
    return state == DONE;
  }

  /**
   * Reads on; returns the position behind the last byte used, which is {@code to} unless the
   * response ended or is nonsense.
   */
  int feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      switch (state) {
        case STATUS_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> at = feedLine(bytes, at, to);
        case COUNTED_BODY, CHUNK_DATA -> {
          int some = (int) Math.min(remaining, to - at);
          keep(bytes, at, some);
          at += some;
          remaining -= some;
          if (remaining == 0) {
            state = state == COUNTED_BODY ? DONE : CHUNK_END;
          }
        }
        case BODY_UNTIL_CLOSE -> {
          keep(bytes, at, to - at);
          bodyBytes += to - at;
          at = to;
          if (bodyBytes > MAX_BODY_BYTES) {
            refuse("a body without end (more than 256 MiB)");
          }
        }
        default -> {
          return at;
        }
      }
    }
    return at;
  }

  private void keep(byte[] bytes, int from, int count) {
    if (!capture || status < 200 || status > 299 || captured == CAPTURE_BYTES) {
      return;
    }
    if (body.length == 0) {
      body = new byte[CAPTURE_BYTES];
    }
    int some = Math.min(count, CAPTURE_BYTES - captured);
    System.arraycopy(bytes, from, body, captured, some);
    captured += some;
  }

  private int feedLine(byte[] bytes, int from, int to) {
    int feed = from;
    while (feed < to && bytes[feed] != '\n') {
      feed++;
    }
    int used = Math.min(feed + 1, to) - from;
    headerBytes += state == CHUNK_SIZE || state == CHUNK_END ? 0 : used;
    if (headerBytes > MAX_HEADER_BYTES) {
      refuse("headers of more than 64 KiB");
      return from;
    }
    if (feed == to) {
      carryOver(bytes, from, to);
      return to;
    }
    if (carried > 0) {
      if (carryOver(bytes, from, feed)) {
        int end = carried;
        carried = 0;
        line(carry, 0, end);
      }
    } else {
      line(bytes, from, feed);
    }
    return feed + 1;
  }

  private boolean carryOver(byte[] bytes, int from, int to) {
    int some = to - from;
    if (carried + some > MAX_LINE_BYTES) {
      refuse("a line of more than 16 KiB");
      return false;
    }
    if (carried + some > carry.length) {
      carry = Arrays.copyOf(carry, Math.min(MAX_LINE_BYTES, Math.max(512, (carried + some) * 2)));
    }
    System.arraycopy(bytes, from, carry, carried, some);
    carried += some;
    if (state == STATUS_LINE && !startsLikeHttp(carry, 0, carried)) {
      // A server that speaks first in another tongue may never send a line feed: say so at once,
      // not at the deadline.
      refuse("not an HTTP status line");
      return false;
    }
    return true;
  }

  private static boolean startsLikeHttp(byte[] bytes, int from, int to) {
    int some = Math.min(to - from, HTTP.length);
    return Arrays.equals(bytes, from, from + some, HTTP, 0, some);
  }

  private void line(byte[] bytes, int from, int lineFeed) {
    int end = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    switch (state) {
      case STATUS_LINE -> statusLine(bytes, from, end);
      case HEADERS -> {
        if (end == from) {
          headersEnd();
        } else {
          header(bytes, from, end);
        }
      }
      case CHUNK_SIZE -> chunkSize(bytes, from, end);
      case CHUNK_END -> {
        if (end == from) {
          state = CHUNK_SIZE;
        } else {
          refuse("a chunk longer than its size says");
        }
      }
      default -> { // TRAILERS
        if (end == from) {
          state = DONE;
        }
      }
    }
  }

  private void statusLine(byte[] b, int from, int end) {
    boolean shaped =
        end - from >= 12
            && startsLikeHttp(b, from, end)
            && Ascii.digit(b[from + 7]) >= 0
            && b[from + 8] == ' '
            && Ascii.digit(b[from + 9]) >= 1
            && Ascii.digit(b[from + 10]) >= 0
            && Ascii.digit(b[from + 11]) >= 0
            && (end - from == 12 || b[from + 12] == ' ');
    if (!shaped) {
      refuse("not an HTTP status line");
      return;
    }
    status =
        Ascii.digit(b[from + 9]) * 100 + Ascii.digit(b[from + 10]) * 10 + Ascii.digit(b[from + 11]);
    if (status > 599 || status == 101) {
      refuse("status " + status);
      return;
    }
    keepAlive = b[from + 7] != '0';
    state = HEADERS;
  }

  private void header(byte[] b, int from, int end) {
    if (b[from] == ' ' || b[from] == '\t') {
      return;
    }
    switch (b[from] | 0x20) {
      case 'c' -> {
        if (named(b, from, end, CONTENT_LENGTH)) {
          contentLength(b, from + CONTENT_LENGTH.length + 1, end);
          return;
        } else if (named(b, from, end, CONNECTION)) {
          connection(b, from + CONNECTION.length + 1, end);
          return;
        }
      }
      case 't' -> {
        if (named(b, from, end, TRANSFER_ENCODING)) {
          chunked = Ascii.endsWith(b, from + TRANSFER_ENCODING.length + 1, end, CHUNKED);
          if (!chunked) {
            refuse("a transfer encoding other than chunked");
          }
          return;
        }
      }
      case 'i' -> {
        if (named(b, from, end, REPLAYED)) {
          replayed = Ascii.has(b, from + REPLAYED.length + 1, end, TRUE);
          return;
        }
      }
      case 'r' -> {
        if (named(b, from, end, RETRY_AFTER)) {
          retryAfter(b, from + RETRY_AFTER.length + 1, end);
          return;
        }
      }
      default -> {}
    }
    int at = from;
    while (at < end && b[at] != ':') {
      at++;
    }
    if (at == end || at == from) {
      refuse("a header line without a name");
    }
  }

  private static boolean named(byte[] b, int from, int end, byte[] name) {
    int colon = from + name.length;
    return colon < end && b[colon] == ':' && Ascii.same(b, from, name);
  }

  private void contentLength(byte[] b, int from, int end) {
    long value = Ascii.decimal(b, from, end);
    if (value < 0 || (length >= 0 && length != value)) {
      refuse(value < 0 ? "a Content-Length that is no number" : "two different Content-Length");
      return;
    }
    length = value;
  }

  private void connection(byte[] b, int from, int end) {
    if (Ascii.has(b, from, end, CLOSE)) {
      keepAlive = false;
    } else if (Ascii.has(b, from, end, KEEP_ALIVE)) {
      keepAlive = true;
    }
  }

  private void retryAfter(byte[] b, int from, int end) {
    long seconds = Ascii.decimal(b, from, end);
    if (seconds >= 0) {
      retryAfterSeconds = Math.min(seconds, MAX_RETRY_AFTER_SECONDS);
      return;
    }
    // The other form is a date. Rare enough to be allowed its objects.
    String date = new String(b, from, end - from, StandardCharsets.ISO_8859_1).strip();
    try {
      Instant until = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long wait = until.getEpochSecond() - Instant.now().getEpochSecond();
      retryAfterSeconds = Math.clamp(wait, 0, MAX_RETRY_AFTER_SECONDS);
    } catch (DateTimeException e) {
      retryAfterSeconds = NOT_GIVEN;
    }
  }

  private void headersEnd() {
    if (status < 200) {
      state =
          STATUS_LINE; // an interim response (100 Continue, 103 Early Hints): the real one follows
      clearHead();
      return;
    }
    if (headRequest || status == 204 || status == 304) {
      state = DONE;
    } else if (chunked) {
      keepAlive &=
          length < 0; // both framings at once: usable, but not a peer to trust with another request
      state = CHUNK_SIZE;
    } else if (length > MAX_BODY_BYTES) {
      refuse("a body of more than 256 MiB");
    } else if (length > 0) {
      remaining = length;
      state = COUNTED_BODY;
    } else if (length == 0) {
      state = DONE;
    } else {
      keepAlive = false;
      state = BODY_UNTIL_CLOSE;
    }
  }

  private void chunkSize(byte[] b, int from, int end) {
    int at = Ascii.skipBlanks(b, from, end);
    long size = 0;
    int digits = 0;
    for (; at < end && digits < 16; at++, digits++) {
      int digit = Character.digit(b[at], 16);
      if (digit < 0) {
        break;
      }
      size = size * 16 + digit;
    }
    at = Ascii.skipBlanks(b, at, end);
    if (digits == 0 || digits > 15 || (at < end && b[at] != ';')) {
      refuse("a chunk size that is no number");
      return;
    }
    bodyBytes += size;
    if (bodyBytes > MAX_BODY_BYTES) {
      refuse("a body of more than 256 MiB");
    } else if (size == 0) {
      state = TRAILERS;
    } else {
      remaining = size;
      state = CHUNK_DATA;
    }
  }

  private void refuse(String why) {
    reason = why;
    state = NONSENSE;
    keepAlive = false;
  }
}
