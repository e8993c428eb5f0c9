package dev.freshet.cli.drill;

import dev.freshet.market.OrderSigner;
import dev.freshet.rush.RequestBook;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the orders of all shoppers before T0: whole HTTP requests, signed, with one key and one
 * user each.
 *
 * <p>Keys and users carry a tag made from the seed and the last commit number of the sale, so that
 * a second rehearsal with the same seed on a sale that goes on does not ask for its own old orders.
 * Immutable and thread safe. Cost: about 3 µs per request, most of it the signature.
 */
final class OrderForms {
  /** Units per order. Larger ones would let the last units of a sale be refused rightly. */
  static final int QUANTITY = 1;

  private final String sku;
  private final String authority;
  private final String tag;
  private final long timestampMillis;
  private final @Nullable OrderSigner signer;

  /**
   * The forms of one rush.
   *
   * @param sku what is asked for
   * @param authority the Host header
   * @param seed the drill's seed
   * @param baseSeq last commit number before the rush
   * @param timestampMillis the planned T0, epoch milliseconds
   * @param signer signs, or null for none
   */
  OrderForms(
      String sku,
      String authority,
      long seed,
      long baseSeq,
      long timestampMillis,
      @Nullable OrderSigner signer) {
    this.sku = sku;
    this.authority = authority;
    this.tag = tag(seed, baseSeq);
    this.timestampMillis = timestampMillis;
    this.signer = signer;
  }

  /** Six letters and digits: a bijective mix (Stafford's variant 13), then cut. */
  private static String tag(long seed, long baseSeq) {
    long mixed = seed * 0x9E3779B97F4A7C15L + baseSeq;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    String digits = Long.toString((mixed ^ (mixed >>> 31)) >>> 1, Character.MAX_RADIX);
    return ("000000" + digits).substring(digits.length());
  }

  String key(int shopper) {
    return "k" + tag + "-" + shopper;
  }

  String user(int shopper) {
    return "u" + tag + "-" + shopper;
  }

  /** All requests, in the order of the shoppers. */
  RequestBook book(int shoppers) {
    RequestBook.Builder book = RequestBook.builder();
    for (int shopper = 0; shopper < shoppers; shopper++) {
      book.add(request(shopper), key(shopper));
    }
    return book.build();
  }

  /** One whole request. */
  byte[] request(int shopper) {
    String path = "/sales/" + sku + "/orders";
    String body =
        "{\"user\":\""
            + user(shopper)
            + "\",\"quantity\":"
            + QUANTITY
            + ",\"timestamp\":"
            + timestampMillis
            + "}";
    StringBuilder request = new StringBuilder(320);
    request
        .append("POST ")
        .append(path)
        .append(" HTTP/1.1\r\nHost: ")
        .append(authority)
        .append("\r\nUser-Agent: freshet\r\nContent-Type: application/json\r\nIdempotency-Key: ")
        .append(key(shopper));
    if (signer != null) {
      byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
      String time = Long.toString(timestampMillis);
      request.append("\r\nX-Signature: ").append(signer.sign("POST", path, time, bytes, sku));
    }
    request.append("\r\nContent-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    return request.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The request that proves a connection: the sale itself, so that the same code is warmed up. */
  byte[] probe() {
    return String.format(
            Locale.ROOT,
            "GET /sales/%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: freshet\r\n\r\n",
            sku,
            authority)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
