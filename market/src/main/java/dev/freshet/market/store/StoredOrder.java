package dev.freshet.market.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * An accepted order as it stands in the store, and its two byte forms.
 *
 * <p>Key: {@code 'o'} and the commit number as eight bytes, big-endian, so that the store's byte
 * order is the commit order. Value, format 1: start (4 bytes, see {@link #orderId}), quantity (4),
 * timestamp (8), body hash (8), length of the key (1), key in ASCII, user in UTF-8 up to the end.
 *
 * <p>Thread-safe: immutable.
 *
 * @param seq commit number, dense from 1
 * @param start random number of the market process that accepted it
 * @param key idempotency key
 * @param user who ordered
 * @param quantity how many units
 * @param timestamp as sent by the client, epoch milliseconds
 * @param bodyHash first eight bytes of the SHA-256 of the request body
 */
public record StoredOrder(
    long seq, int start, String key, String user, int quantity, long timestamp, long bodyHash) {

  /** Bytes of a key. */
  static final int KEY_BYTES = 9;

  /** First byte of all order keys. */
  static final byte PREFIX = 'o';

  private static final int FIXED_BYTES = 25;

  /**
   * The order's public number: unique although commit numbers start again after a lost tail,
   * because the market process that accepted it stands in front.
   *
   * @param start random number of the process
   * @param seq commit number
   * @return such as {@code 7f3a09c2-17}
   */
  public static String orderId(int start, long seq) {
    return HexFormat.of().toHexDigits(start) + "-" + seq;
  }

  static void writeKey(long seq, ByteBuffer into) {
    into.clear().order(ByteOrder.BIG_ENDIAN).put(PREFIX).putLong(seq).flip();
  }

  static byte[] key(long seq) {
    return ByteBuffer.allocate(KEY_BYTES).put(PREFIX).putLong(seq).array();
  }

  /** The most bytes a value takes: 64 characters of key, 64 of user at up to 4 bytes each. */
  static int largestValue() {
    return FIXED_BYTES + 64 + 64 * 4;
  }

  void writeValue(ByteBuffer into) {
    into.clear().order(ByteOrder.BIG_ENDIAN);
    into.putInt(start).putInt(quantity).putLong(timestamp).putLong(bodyHash);
    into.put((byte) key.length());
    into.put(key.getBytes(StandardCharsets.US_ASCII));
    into.put(user.getBytes(StandardCharsets.UTF_8)).flip();
  }

  static StoredOrder read(byte[] key, byte[] value) throws StoreException {
    if (key.length != KEY_BYTES || value.length < FIXED_BYTES) {
      throw new StoreException("the store holds an order of " + value.length + " bytes", null);
    }
    long seq = ByteBuffer.wrap(key).getLong(1);
    ByteBuffer in = ByteBuffer.wrap(value);
    int start = in.getInt();
    int quantity = in.getInt();
    long timestamp = in.getLong();
    long bodyHash = in.getLong();
    int keyLength = in.get();
    if (keyLength < 1 || in.remaining() <= keyLength) {
      throw new StoreException("order " + seq + " in the store is cut off", null);
    }
    String name = new String(value, FIXED_BYTES, keyLength, StandardCharsets.US_ASCII);
    String user =
        new String(
            value,
            FIXED_BYTES + keyLength,
            value.length - FIXED_BYTES - keyLength,
            StandardCharsets.UTF_8);
    return new StoredOrder(seq, start, name, user, quantity, timestamp, bodyHash);
  }
}
