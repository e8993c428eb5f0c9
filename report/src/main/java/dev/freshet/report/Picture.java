package dev.freshet.report;

import java.util.List;
import java.util.StringJoiner;

/** What all pictures share: title, note, legend, axis titles, remarks, and the data table. */
final class Picture {
  /** How a series is drawn in the legend, and in the picture. */
  enum Swatch {
    LINE,
    COLUMN,
    DOT
  }

  /** A name with its tone, in order of the series. */
  record Key(String name, Tone tone, boolean whiskers) {
    Key(String name, Tone tone) {
      this(name, tone, false);
    }
  }

  private static final String BOX = "M6.5 1.5h18v11h-18z";

  private final Html out;
  private final int index;
  private final int level;

  Picture(Html out, int index, int level) {
    this.out = out;
    this.index = index;
    this.level = level;
  }

  Picture open(String title, String note) {
    out.raw("<section class=\"part\" aria-labelledby=\"t" + index + "\">");
    out.raw("<h%d class=\"title\" id=\"t%d\">".formatted(level, index)).text(title);
    out.raw("</h" + level + ">");
    if (!note.isBlank()) {
      out.raw("<p class=\"note\">").text(note).raw("</p>");
    }
    return this;
  }

  Picture empty() {
    out.raw("<p class=\"nodata\">No data in this run.</p>");
    return this;
  }

  Picture legend(Swatch swatch, List<Key> keys) {
    out.raw("<ul class=\"legend\" id=\"l" + index + "\">");
    for (int i = 0; i < keys.size(); i++) {
      out.raw("<li>").raw(swatch(swatch, keys, i)).raw("<span>");
      out.text(keys.get(i).name()).raw("</span>");
      out.raw(swatch == Swatch.LINE ? " <b class=\"value\"></b></li>" : "</li>");
    }
    out.raw(swatch == Swatch.LINE ? "<li class=\"place\"></li></ul>" : "</ul>");
    return this;
  }

  private static String swatch(Swatch swatch, List<Key> keys, int i) {
    Tone tone = keys.get(i).tone();
    String inner =
        switch (swatch) {
          case LINE ->
              keys.get(i).whiskers()
                  ? "<path class=\"whisker s-%1$s\" d=\"M15 0V14M11 .8h8M11 13.2h8\"/><path class=\"spot s-%1$s\" d=\"M15 7h0\"/>"
                      .formatted(tone.key())
                  : "<path class=\"line s-%s d%d\" d=\"M1 7H29\"/>".formatted(tone.key(), i % 5);
          case DOT -> shape(15, 7, i, tone, 3.6);
          case COLUMN ->
              "<path class=\"%s\" d=\"%s\"/>".formatted(fill(tone), BOX)
                  + overlay(keys, i, BOX)
                  + (tone == Tone.NEUTRAL ? "<path class=\"cap\" d=\"M6.5 1.5h18\"/>" : "");
        };
    return "<svg class=\"swatch\" viewBox=\"0 0 30 14\" aria-hidden=\"true\">" + inner + "</svg>";
  }

  /** The class that fills a column; the background tone is pale, so that it recedes. */
  static String fill(Tone tone) {
    return tone == Tone.NEUTRAL ? "pale" : "f-" + tone.key();
  }

  /** The pattern that tells a layer of a stack apart without its colour; the first is plain. */
  static String overlay(List<Key> keys, int layer, CharSequence d) {
    if (keys.get(layer).tone() == Tone.NEUTRAL) {
      return "";
    }
    long before = keys.subList(0, layer).stream().filter(k -> k.tone() != Tone.NEUTRAL).count();
    long pattern = before % 5;
    return pattern == 0 ? "" : "<path class=\"o%d\" d=\"%s\"/>".formatted(pattern, d);
  }

  /** Filled circle, open diamond, plus: by position. */
  static String shape(double x, double y, int i, Tone tone, double size) {
    StringBuilder d = new StringBuilder();
    appendShape(d, x, y, i, size);
    return "<path class=\"dot%d s-%s\" d=\"%s\"/>".formatted(i % 3, tone.key(), d);
  }

  static void appendShape(StringBuilder d, double x, double y, int i, double size) {
    String s = Numbers.place(size);
    String two = Numbers.place(2 * size);
    d.append('M');
    switch (i % 3) {
      case 0 -> d.append(Numbers.place(x)).append(' ').append(Numbers.place(y)).append("h0");
      case 1 -> {
        d.append(Numbers.place(x)).append(' ').append(Numbers.place(y - size));
        d.append("l%s %s-%s %s-%s-%sz".formatted(s, s, s, s, s, s));
      }
      default -> {
        d.append(Numbers.place(x - size)).append(' ').append(Numbers.place(y));
        d.append("h%sm-%s-%sv%s".formatted(two, s, s, two));
      }
    }
  }

  /** A vertical bar with a cap at each end. */
  static void appendWhisker(StringBuilder d, double x, double low, double high) {
    d.append("M%s %sV%s".formatted(Numbers.place(x), Numbers.place(low), Numbers.place(high)));
    for (double end : new double[] {low, high}) {
      d.append("M%s %sh8".formatted(Numbers.place(x - 4), Numbers.place(end)));
    }
  }

  Picture axisTitle(String side, String title) {
    out.raw("<p class=\"axis " + side + "\">").text(title).raw("</p>");
    return this;
  }

  Picture svg(String wide, String narrow) {
    out.raw("<div class=\"plot\">").raw(wide).raw(narrow).raw("</div>");
    return this;
  }

  /** A picture whose parts of class "hit" tell their details where scripts run. */
  Picture explorable(String wide, String narrow) {
    out.raw("<div class=\"plot explore\">").raw(wide).raw(narrow).raw("</div>");
    return this;
  }

  Picture remarks(List<String> remarks) {
    if (!remarks.isEmpty()) {
      StringJoiner all = new StringJoiner(" ");
      remarks.forEach(all::add);
      out.raw("<p class=\"remark\">").text(all.toString()).raw("</p>");
    }
    return this;
  }

  /** The table beside the picture, folded away. */
  Picture table(List<String> header, List<List<String>> rows, String remark) {
    out.raw("<details class=\"data\"><summary>Data table</summary>");
    DataTable.render(out, "t" + index, header, rows, remark);
    out.raw("</details>");
    return this;
  }

  void close() {
    out.raw("</section>");
  }
}
