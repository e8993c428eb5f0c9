package dev.freshet.rush;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request with the placeholder <code>{n}</code> in header values or body, which becomes the
 * request's number, so that each request can carry a key of its own.
 *
 * <pre>{@code
 * RequestTemplate order = RequestTemplate.builder("POST", "/sales/demo/orders", "127.0.0.1:8080")
 *     .header("Idempotency-Key", "run7-{n}")
 *     .body("{\"user\":\"u{n}\",\"quantity\":1}".getBytes(UTF_8))
 *     .build();
 * byte[] seventeenth = order.bytes(17);
 * }</pre>
 *
 * <p>{@code Host}, {@code Content-Length} and an honest {@code User-Agent} are put in by the
 * template. The last cannot be set: whoever is rushed may know by what. {@code Content-Length},
 * {@code Transfer-Encoding}, {@code Connection} and {@code Expect} cannot be set either, because
 * they decide where a message ends.
 *
 * <p><b>Thread safety.</b> Immutable. <b>Cost.</b> {@link #bytes} is O(bytes); the same number
 * always yields the same bytes.
 */
public final class RequestTemplate {
  private static final byte[] PLACEHOLDER = {'{', 'n', '}'};
  private static final Set<String> OURS =
      Set.of("user-agent", "content-length", "transfer-encoding", "connection", "expect");

  /** What follows a literal piece. */
  private static final byte NOTHING = 0;

  private static final byte NUMBER = 1;
  private static final byte LENGTH = 2;

  private final byte[][] literals;
  private final byte[] follows;
  private final int fixedBody;
  private final int numbersInBody;
  private final int fixedBytes;
  private final int numbers;
  private final @Nullable String key;

  private RequestTemplate(
      List<byte[]> literals,
      List<Byte> follows,
      int fixedBody,
      int numbersInBody,
      @Nullable String key) {
    this.literals = literals.toArray(new byte[0][]);
    this.follows = new byte[follows.size()];
    int count = 0;
    int bytes = 0;
    for (int i = 0; i < this.follows.length; i++) {
      this.follows[i] = follows.get(i);
      bytes += this.literals[i].length;
      if (this.follows[i] == NUMBER) {
        count++;
      }
    }
    this.fixedBytes = bytes;
    this.numbers = count;
    this.fixedBody = fixedBody;
    this.numbersInBody = numbersInBody;
    this.key = key;
  }

  /**
   * Starts a template.
   *
   * @param method the method, such as {@code GET}
   * @param path path and query, starting with a slash
   * @param host value of the {@code Host} header
   * @return a builder for one thread
   * @throws IllegalArgumentException if one of them could not stand in a request
   */
  public static Builder builder(String method, String path, String host) {
    return new Builder(method, path, host);
  }

  /**
   * Whether two requests of this template differ.
   *
   * @return true if the placeholder occurs
   */
  public boolean numbered() {
    return numbers > 0;
  }

  /**
   * The idempotency key of a request.
   *
   * @param number the request's number
   * @return the value of its {@code Idempotency-Key} header, or the empty string
   */
  public String key(int number) {
    return key == null ? "" : key.replace("{n}", Integer.toString(number));
  }

  /**
   * A whole request.
   *
   * @param number the request's number, not negative
   * @return a new array
   */
  public byte[] bytes(int number) {
    byte[] whole = new byte[maxBytes()];
    int end = render(number, ByteBuffer.wrap(whole));
    return java.util.Arrays.copyOf(whole, end);
  }

  /**
   * The probe with one header more, whose value is the number: harmless, rendered like the real.
   */
  static RequestTemplate rehearsal(byte[] probe) {
    byte[] head = "X-Freshet-Warm-Up: ".getBytes(StandardCharsets.US_ASCII);
    byte[] first = java.util.Arrays.copyOf(probe, probe.length - 2 + head.length);
    System.arraycopy(head, 0, first, probe.length - 2, head.length);
    return new RequestTemplate(
        List.of(first, new byte[] {'\r', '\n', '\r', '\n'}), List.of(NUMBER, NOTHING), 0, 0, null);
  }

  /** Upper bound of the rendered size. */
  int maxBytes() {
    return fixedBytes + 10 * (numbers + 1);
  }

  /**
   * Writes request {@code number} from position 0 on, without allocating; returns where it ends.
   */
  int render(int number, ByteBuffer out) {
    int digits = digits(number);
    out.clear();
    for (int i = 0; i < literals.length; i++) {
      out.put(literals[i]);
      if (follows[i] == NUMBER) {
        putDecimal(number, digits, out);
      } else if (follows[i] == LENGTH) {
        int body = fixedBody + numbersInBody * digits;
        putDecimal(body, digits(body), out);
      }
    }
    return out.position();
  }

  private static int digits(int value) {
    int digits = 1;
    for (int rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static void putDecimal(int value, int digits, ByteBuffer out) {
    int at = out.position() + digits;
    out.position(at);
    int rest = value;
    for (int i = 0; i < digits; i++) {
      out.put(--at, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }

  /** Collects headers and body; for one thread. */
  public static final class Builder {
    private final StringBuilder head = new StringBuilder();
    private byte[] body = {};
    private boolean host;
    private boolean contentType;
    private final String method;
    private final String defaultHost;
    private @Nullable String key;

    private Builder(String method, String path, String host) {
      this.method = method;
      this.defaultHost = host;
      if (!token(method)) {
        throw new IllegalArgumentException(
            "method " + quote(method) + ": letters only, such as GET or POST");
      }
      if (path.isEmpty() || path.charAt(0) != '/' || !visible(path, false)) {
        throw new IllegalArgumentException(
            "path " + quote(path) + ": must start with / and hold visible ASCII only");
      }
      head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    }

    /**
     * Adds a header.
     *
     * @param name its name
     * @param value its value; <code>{n}</code> becomes the request's number
     * @return this builder
     * @throws IllegalArgumentException if the name is no token, the value holds control characters,
     *     or the header is one that only the template may set
     */
    public Builder header(String name, String value) {
      if (!token(name)) {
        throw new IllegalArgumentException("header " + quote(name) + ": not a header name");
      }
      String lower = name.toLowerCase(Locale.ROOT);
      if (OURS.contains(lower)) {
        throw new IllegalArgumentException(
            "header " + name + ": set by freshet itself, cannot be given");
      }
      if (!visible(value, true)) {
        throw new IllegalArgumentException(
            "header " + name + ": its value may hold visible ASCII and blanks only");
      }
      host |= lower.equals("host");
      contentType |= lower.equals("content-type");
      if (lower.equals("idempotency-key")) {
        if (key != null) {
          throw new IllegalArgumentException("header " + name + ": given twice");
        }
        key = value;
      }
      head.append(name).append(": ").append(value).append("\r\n");
      return this;
    }

    /**
     * Sets the body.
     *
     * @param bytes the body; <code>{n}</code> in it becomes the request's number
     * @return this builder
     * @throws IllegalArgumentException if it is longer than 1 MiB
     */
    public Builder body(byte[] bytes) {
      if (bytes.length > RequestBook.MAX_REQUEST_BYTES / 2) {
        throw new IllegalArgumentException(
            "body: "
                + bytes.length
                + " bytes; allowed are at most "
                + RequestBook.MAX_REQUEST_BYTES / 2);
      }
      body = bytes.clone();
      return this;
    }

    /**
     * Finishes the template.
     *
     * @return the template
     */
    public RequestTemplate build() {
      StringBuilder all = new StringBuilder(head);
      if (!host) {
        all.append("Host: ").append(defaultHost).append("\r\n");
      }
      all.append("User-Agent: ").append(userAgent()).append("\r\n");
      boolean sized =
          body.length > 0
              || method.equals("POST")
              || method.equals("PUT")
              || method.equals("PATCH");
      if (body.length > 0 && !contentType) {
        boolean json = body[0] == '{' || body[0] == '[';
        all.append("Content-Type: ")
            .append(json ? "application/json" : "text/plain")
            .append("\r\n");
      }
      List<byte[]> literals = new ArrayList<>();
      List<Byte> follows = new ArrayList<>();
      if (sized) {
        all.append("Content-Length: ");
        split(all.toString().getBytes(StandardCharsets.ISO_8859_1), LENGTH, literals, follows);
        all.setLength(0);
      }
      all.append("\r\n\r\n", sized ? 0 : 2, 4);
      split(all.toString().getBytes(StandardCharsets.ISO_8859_1), NOTHING, literals, follows);
      int headPieces = literals.size();
      split(body, NOTHING, literals, follows);
      int fixedBody = 0;
      int numbersInBody = 0;
      for (int i = headPieces; i < literals.size(); i++) {
        fixedBody += literals.get(i).length;
        numbersInBody += follows.get(i) == NUMBER ? 1 : 0;
      }
      return new RequestTemplate(literals, follows, fixedBody, numbersInBody, key);
    }

    private static void split(byte[] text, byte last, List<byte[]> literals, List<Byte> follows) {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      int at = 0;
      while (at < text.length) {
        if (at + 2 < text.length
            && text[at] == PLACEHOLDER[0]
            && text[at + 1] == PLACEHOLDER[1]
            && text[at + 2] == PLACEHOLDER[2]) {
          literals.add(piece.toByteArray());
          follows.add(NUMBER);
          piece.reset();
          at += 3;
        } else {
          piece.write(text[at++]);
        }
      }
      literals.add(piece.toByteArray());
      follows.add(last);
    }

    private static boolean token(String name) {
      return !name.isEmpty()
          && name.chars()
              .allMatch(
                  c ->
                      (Character.isLetterOrDigit(c) && c < 128)
                          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private static boolean visible(String text, boolean blanks) {
      return text.chars()
          .allMatch(c -> (c > ' ' && c < 127) || (blanks && (c == ' ' || c == '\t')));
    }

    private static String quote(String text) {
      StringBuilder safe = new StringBuilder("\"");
      text.chars().limit(40).forEach(c -> safe.append(c < ' ' || c == 127 ? '?' : (char) c));
      return safe.append('"').toString();
    }
  }

  /** What every request of ours calls itself. */
  static String userAgent() {
    String version = RequestTemplate.class.getPackage().getImplementationVersion();
    if (version == null) {
      version =
          RequestTemplate.class.getModule().getDescriptor() == null
              ? null
              : RequestTemplate.class.getModule().getDescriptor().rawVersion().orElse(null);
    }
    return version == null ? "freshet" : "freshet/" + version;
  }
}
