package dev.freshet.rush;

/** Shows bytes that are no HTTP in one safe line. */
final class Nonsense {
  private static final int SHOWN = 24;

  private Nonsense() {}

  static String describe(String reason, byte[] bytes, int count) {
    StringBuilder line = new StringBuilder(reason).append(" (received \"");
    for (int i = 0; i < Math.min(count, SHOWN); i++) {
      int b = bytes[i] & 0xff;
      if (b >= ' ' && b < 127 && b != '"') {
        line.append((char) b);
      } else {
        line.append(String.format("\\x%02x", b));
      }
    }
    return line.append(count > SHOWN ? "…\")" : "\")").toString();
  }
}
