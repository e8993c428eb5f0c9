package dev.freshet.rush;

import java.nio.charset.StandardCharsets;

/** Reads words and numbers of HTTP in place, without making strings of them. */
final class Ascii {
  private Ascii() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static int digit(byte b) {
    return b >= '0' && b <= '9' ? b - '0' : -1;
  }

  /** Case-insensitive; {@code name} is in lower case. */
  static boolean same(byte[] b, int from, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if ((b[from + i] | 0x20) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** A decimal number between blanks; -1 where there is none. */
  static long decimal(byte[] b, int from, int end) {
    int at = skipBlanks(b, from, end);
    int last = dropBlanks(b, at, end);
    if (at == last || last - at > 18) {
      return -1;
    }
    long value = 0;
    for (; at < last; at++) {
      int digit = digit(b[at]);
      if (digit < 0) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  static int skipBlanks(byte[] b, int from, int end) {
    int at = from;
    while (at < end && (b[at] == ' ' || b[at] == '\t')) {
      at++;
    }
    return at;
  }

  static int dropBlanks(byte[] b, int from, int end) {
    int last = end;
    while (last > from && (b[last - 1] == ' ' || b[last - 1] == '\t')) {
      last--;
    }
    return last;
  }

  /** Whether the comma-separated list holds the token. */
  static boolean has(byte[] b, int from, int end, byte[] token) {
    int at = from;
    while (at < end) {
      at = skipBlanks(b, at, end);
      int comma = at;
      while (comma < end && b[comma] != ',') {
        comma++;
      }
      if (dropBlanks(b, at, comma) - at == token.length && same(b, at, token)) {
        return true;
      }
      at = comma + 1;
    }
    return false;
  }

  static boolean endsWith(byte[] b, int from, int end, byte[] token) {
    int last = dropBlanks(b, from, end);
    int at = last - token.length;
    return at >= from
        && same(b, at, token)
        && (at == from || b[at - 1] == ' ' || b[at - 1] == ',' || b[at - 1] == '\t');
  }
}
