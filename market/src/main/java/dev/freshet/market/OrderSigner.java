package dev.freshet.market;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs orders and checks the signatures of orders, both ends with the same secret key.
 *
 * {@snippet lang=java :
 * OrderSigner signer = OrderSigner.hmacSha256(key);
 * String header = signer.sign("POST", "/sales/demo/orders", "1790000000000", body, "demo");
 * // X-Signature: hmac-sha256=3f1c…
 * }
 *
 * <p>Two schemes. <b>HMAC-SHA256</b> (RFC 2104) runs over {@code METHOD\nPATH\nTIMESTAMP\nBODY}. It
 * does not cover the idempotency key: who can copy a signed request can place it once more under
 * another key until the replay window has passed, so signed orders belong on a confidential
 * channel. <b>MD5</b> runs over the SKU, the timestamp and the key, concatenated; it covers neither
 * user nor quantity, and MD5 is broken for other uses. It is there for shops whose clients speak it
 * already.
 *
 * <p>The timestamp is the decimal number that stands in the body. Comparison takes the same time
 * wherever the first difference is ({@link MessageDigest#isEqual}).
 *
 * <p>Thread-safe; each thread keeps its own algorithm state, about 1 KiB. Linear in the body; about
 * a microsecond for an order.
 */
public final class OrderSigner {
  private final String scheme;
  private final boolean hmac;
  private final byte[] key;
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::newMac);
  private final ThreadLocal<MessageDigest> digests =
      ThreadLocal.withInitial(OrderSigner::newDigest);

  private OrderSigner(String scheme, boolean hmac, byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("signing key: is empty; give at least one byte");
    }
    this.scheme = scheme;
    this.hmac = hmac;
    this.key = key.clone();
  }

  /**
   * Signs with HMAC-SHA256.
   *
   * @param key the shared secret; 32 random bytes are plenty
   * @return the signer
   * @throws IllegalArgumentException if the key is empty
   */
  public static OrderSigner hmacSha256(byte[] key) {
    return new OrderSigner("hmac-sha256=", true, key);
  }

  /**
   * Signs with the compatibility scheme, MD5 over SKU, timestamp and key.
   *
   * @param key the shared secret
   * @return the signer
   * @throws IllegalArgumentException if the key is empty
   */
  public static OrderSigner md5(byte[] key) {
    return new OrderSigner("md5=", false, key);
  }

  /**
   * The value of the {@code X-Signature} header.
   *
   * @param method such as {@code POST}
   * @param path without query, such as {@code /sales/demo/orders}
   * @param timestamp as in the body, in decimal
   * @param body the bytes as they are sent
   * @param sku what is sold
   * @return scheme, {@code =}, and lower-case hexadecimal digits
   */
  public String sign(String method, String path, String timestamp, byte[] body, String sku) {
    return scheme
        + HexFormat.of().formatHex(signature(method, path, timestamp, body, 0, body.length, sku));
  }

  /**
   * Checks a signature.
   *
   * @param header the value of {@code X-Signature}, or null if there was none
   * @param method such as {@code POST}
   * @param path without query
   * @param timestamp as in the body, in decimal
   * @param body holds the bytes as they arrived
   * @param offset where they begin
   * @param length how many they are
   * @param sku what is sold
   * @return whether scheme and signature are right
   */
  public boolean verify(
      @Nullable String header,
      String method,
      String path,
      String timestamp,
      byte[] body,
      int offset,
      int length,
      String sku) {
    if (header == null || !header.startsWith(scheme)) {
      return false;
    }
    byte[] given;
    try {
      given = HexFormat.of().parseHex(header, scheme.length(), header.length());
    } catch (IllegalArgumentException notHex) {
      return false;
    }
    return MessageDigest.isEqual(
        signature(method, path, timestamp, body, offset, length, sku), given);
  }

  /**
   * What the signature is called in a challenge.
   *
   * @return {@code hmac-sha256} or {@code md5}
   */
  public String scheme() {
    return scheme.substring(0, scheme.length() - 1);
  }

  private byte[] signature(
      String method,
      String path,
      String timestamp,
      byte[] body,
      int offset,
      int length,
      String sku) {
    if (hmac) {
      Mac mac = macs.get();
      mac.update((method + '\n' + path + '\n' + timestamp + '\n').getBytes(StandardCharsets.UTF_8));
      mac.update(body, offset, length);
      return mac.doFinal();
    }
    MessageDigest digest = digests.get();
    digest.update((sku + timestamp).getBytes(StandardCharsets.UTF_8));
    return digest.digest(key);
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw unavailable(impossible);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw unavailable(impossible);
    }
  }

  private static IllegalStateException unavailable(GeneralSecurityException cause) {
    // Every Java platform must provide both algorithms.
    return new IllegalStateException("this Java runtime lacks a required algorithm", cause);
  }
}
