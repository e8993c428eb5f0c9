package dev.freshet.report;

/**
 * Text of a page in the making: markup goes in through {@link #raw}, everything that a caller said
 * through {@link #text}, which escapes it. No attribute or element is ever opened by data.
 */
final class Html {
  private static final char REPLACEMENT = '\ufffd';

  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Limits limits;

  Html(Limits limits) {
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  /** Markup of this module itself. */
  Html raw(String markup) {
    if (!isFull()) {
      out.append(markup);
    }
    return this;
  }

  /** Data; safe in elements and in quoted attributes. */
  Html text(String data) {
    if (!isFull()) {
      out.append(escaped(shortened(data, limits.chars())));
    }
    return this;
  }

  /** Past the largest page nothing is added: the page is lost, and the heap need not be too. */
  boolean isFull() {
    return out.length() > HtmlReport.MAX_BYTES;
  }

  static String shortened(String data, int chars) {
    if (data.length() <= chars) {
      return data;
    }
    int end = Character.isHighSurrogate(data.charAt(chars - 2)) ? chars - 2 : chars - 1;
    return data.substring(0, end) + "…";
  }

  static String escaped(String data) {
    StringBuilder safe = new StringBuilder(data.length() + 16);
    data.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isPlain(c) ? c : REPLACEMENT);
              }
            });
    return safe.toString();
  }

  /** A JSON string in quotes that stays a string inside a script element: no {@code <} survives. */
  static String json(String data) {
    StringBuilder safe = new StringBuilder(data.length() + 16).append('"');
    data.codePoints()
        .forEach(
            c -> {
              int plain = isPlain(c) ? c : REPLACEMENT;
              boolean special =
                  plain < 0x20
                      || "\"\\<>&'".indexOf(plain) >= 0
                      || plain == 0x2028
                      || plain == 0x2029;
              if (special) {
                safe.append(String.format(java.util.Locale.ROOT, "\\u%04x", plain));
              } else {
                safe.appendCodePoint(plain);
              }
            });
    return safe.append('"').toString();
  }

  /**
   * Control characters and lone surrogates are no text in HTML; marks that reverse the direction of
   * what follows could make a line read as what it is not.
   */
  private static boolean isPlain(int c) {
    boolean control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
    boolean surrogate = c >= 0xd800 && c <= 0xdfff;
    boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    boolean none = (c & 0xfffe) == 0xfffe;
    return !(control || surrogate || direction || none);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
