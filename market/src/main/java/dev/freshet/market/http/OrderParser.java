package dev.freshet.market.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads the body of an order, {@code {"user":"u17","quantity":1,"timestamp":1790000000000}}, and
 * refuses everything else: unknown, repeated or missing fields, other types, text behind the
 * object, bytes that are no UTF-8.
 *
 * <p>UTF-8 is checked before Jackson sees the bytes, since Jackson takes overlong forms, and
 * guesses at UTF-16 and UTF-32 when one of the first four bytes is zero or they hold a byte order
 * mark; almost always that is one pass over ASCII.
 *
 * <p>For one event loop; holds what was read last. Allocates Jackson's parser (its buffers come
 * back to the thread) and the user.
 */
final class OrderParser {
  /** Bytes of a body: user and numbers take 130; the rest is room for escapes. */
  static final int LARGEST_BODY = 4_096;

  private static final int LONGEST_USER = 64;

  /** The end of the year 9999, epoch milliseconds. */
  private static final long LAST_TIMESTAMP = 253_402_300_799_999L;

  private final int largestQuantity;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private String user = "";
  private int quantity;
  private long timestamp;

  OrderParser(long stock) {
    largestQuantity = (int) Math.min(stock, Integer.MAX_VALUE);
  }

  String user() {
    return user;
  }

  int quantity() {
    return quantity;
  }

  long timestamp() {
    return timestamp;
  }

  /** Reads a body; returns what is wrong with it, or null. */
  @Nullable String parse(byte[] body, int length) {
    if (length == 0) {
      return "The body is empty; it must be a JSON object.";
    }
    if (!isUtf8(body, length)) {
      return "The body is not valid UTF-8, or begins with a byte order mark.";
    }
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), body, 0, length)) {
      return read(in);
    } catch (JacksonException malformed) {
      return "The body is not valid JSON: " + malformed.getOriginalMessage();
    }
  }

  private boolean isUtf8(byte[] body, int length) {
    if (length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (body[i] == 0) {
        return false; // no JSON text holds it, but in UTF-16 and UTF-32
      }
    }
    for (int i = 0; i < length; i++) {
      if (body[i] < 0) {
        try {
          utf8.reset().decode(ByteBuffer.wrap(body, 0, length));
          return true;
        } catch (CharacterCodingException malformed) {
          return false;
        }
      }
    }
    return true;
  }

  private @Nullable String read(JsonParser in) {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      return "The body must be a JSON object.";
    }
    boolean hasUser = false;
    boolean hasQuantity = false;
    boolean hasTimestamp = false;
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      switch (name) {
        case "user" -> {
          if (hasUser) {
            return twice(name);
          }
          hasUser = true;
          if (value != JsonToken.VALUE_STRING || !isUser(in.getString())) {
            return "user: must be a string of 1 to 64 characters without control characters.";
          }
          user = in.getString();
        }
        case "quantity" -> {
          if (hasQuantity) {
            return twice(name);
          }
          hasQuantity = true;
          long number = whole(in, value);
          if (number < 1 || number > largestQuantity) {
            return "quantity: must be a whole number from 1 to " + largestQuantity + ".";
          }
          quantity = (int) number;
        }
        case "timestamp" -> {
          if (hasTimestamp) {
            return twice(name);
          }
          hasTimestamp = true;
          timestamp = whole(in, value);
          if (timestamp < 0 || timestamp > LAST_TIMESTAMP) {
            return "timestamp: must be milliseconds since 1970, a whole number.";
          }
        }
        default -> {
          return "There is a field '" + name + "'; only user, quantity and timestamp are known.";
        }
      }
    }
    if (!hasUser || !hasQuantity || !hasTimestamp) {
      return (hasUser ? (hasQuantity ? "timestamp" : "quantity") : "user") + ": is missing.";
    }
    if (in.nextToken() != null) {
      return "There is something behind the JSON object.";
    }
    return null;
  }

  private static String twice(String name) {
    return name + ": stands there twice.";
  }

  private static long whole(JsonParser in, @Nullable JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_INT
            && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        ? in.getLongValue()
        : -1;
  }

  private static boolean isUser(String text) {
    if (text.isEmpty() || text.length() > LONGEST_USER) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        // Escapes may spell half a pair, which no UTF-8 can hold.
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
