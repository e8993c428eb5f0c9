package dev.freshet.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The frame of a page: head with policy and style, scripts, licences. */
final class Page {
  private static final String UPLOT = resource("uPlot.iife.min.js");
  private static final String SCRIPT = resource("report.js") + "\n" + resource("details.js");
  private static final String STYLE = resource("uPlot.min.css") + "\n" + resource("report.css");
  private static final String UPLOT_LICENSE = resource("uPlot.LICENSE.txt");

  /**
   * Everything is forbidden but the two scripts and the style sheet of this module, by hash, so
   * that even a hole in the escaping would run nothing. Styles set by script objects are no inline
   * styles in the sense of the policy, so uPlot needs no exception.
   */
  private static final String POLICY =
      "default-src 'none'; script-src %s %s; style-src %s; img-src data:; base-uri 'none'; form-action 'none'"
          .formatted(hash(UPLOT), hash(SCRIPT), hash(STYLE));

  /** Hatching over the layers of a stack, the paper showing through, and of what is missing. */
  private static final String PATTERNS =
      "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>"
          + pattern(1, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5")
          + pattern(2, "M3 2.2V3.8")
          + pattern(3, "M0 3H6")
          + pattern(4, "M-1 -1L7 7M7 -1L-1 7")
          + pattern(5, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5")
          + "</defs></svg>";

  private Page() {}

  private static String pattern(int id, String d) {
    return "<pattern id=\"p%d\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"%s\"/></pattern>"
        .formatted(id, d);
  }

  static void open(Html out, String title) {
    out.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"").raw(POLICY).raw("\">");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.raw("<meta name=\"color-scheme\" content=\"light dark\">");
    out.raw("<meta name=\"generator\" content=\"Freshet ").text(JsonFile.version()).raw("\">");
    out.raw("<meta name=\"referrer\" content=\"no-referrer\"><link rel=\"icon\" href=\"data:,\">");
    out.raw("<title>").text(title).raw("</title>");
    out.raw("<style>").raw(STYLE).raw("</style></head>\n<body>");
    out.raw(PATTERNS);
  }

  static void close(Html out) {
    out.raw("<p class=\"stamp\">Made by Freshet ").text(JsonFile.version());
    out.raw(" (Apache-2.0). This file is complete: it loads nothing.</p>");
    out.raw("<details class=\"data\"><summary>Licence of uPlot, which draws the line charts");
    out.raw("</summary><pre>").text(UPLOT_LICENSE).raw("</pre></details></footer>\n<script>");
    out.raw(UPLOT).raw("</script>\n<script>").raw(SCRIPT).raw("</script>\n</body></html>\n");
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the report module");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256, which every JDK must have", e);
    }
  }
}
