package dev.freshet.report;

import java.util.List;

/**
 * One inline picture with a plotting area, in a wide or a narrow shape.
 *
 * <p>Every picture is made twice, since text that is scaled down with its picture cannot be read on
 * a phone; the style sheet shows one. Colours come from classes alone, so that both themes and the
 * printer find their own.
 */
final class Svg {
  static final int WIDE = 880;
  static final int NARROW = 420;

  /** Mean width of a character at the size of tick labels, in wide system fonts. */
  static final double CHAR_WIDTH = 7.6;

  final int width;
  final int height;
  double left = 12;
  double right = 16;
  double top = 12;
  double bottom = 26;
  private final StringBuilder out = new StringBuilder();

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  boolean narrow() {
    return width == NARROW;
  }

  /** Leaves room for the labels of the y axis and for half of the last label of the x axis. */
  Svg margins(Scale y) {
    int longest = y.ticks.stream().mapToInt(t -> t.label().length()).max().orElse(0);
    left = Math.clamp(longest * CHAR_WIDTH + 12, 16, width * 0.35);
    return this;
  }

  double x(Scale scale, double value) {
    return left + scale.share(value) * (width - left - right);
  }

  double y(Scale scale, double value) {
    return height - bottom - scale.share(value) * (height - top - bottom);
  }

  Svg path(String classes, CharSequence d) {
    out.append("<path class=\"").append(classes).append("\" d=\"").append(d).append("\"/>");
    return this;
  }

  Svg raw(String markup) {
    out.append(markup);
    return this;
  }

  Svg text(double x, double y, String classes, String data) {
    out.append("<text x=\"")
        .append(Numbers.place(x))
        .append("\" y=\"")
        .append(Numbers.place(y))
        .append("\" class=\"")
        .append(classes)
        .append("\">")
        .append(Html.escaped(data))
        .append("</text>");
    return this;
  }

  Svg line(String classes, double x1, double y1, double x2, double y2) {
    String d =
        "M%s %sL%s %s"
            .formatted(Numbers.place(x1), Numbers.place(y1), Numbers.place(x2), Numbers.place(y2));
    return path(classes, d);
  }

  /** Horizontal grid lines with labels left of them. */
  Svg yAxis(Scale scale) {
    for (Scale.Tick tick : scale.ticks) {
      double at = y(scale, tick.value());
      line("grid", left, at, width - right, at);
      text(left - 8, at + 4, "tick end", tick.label());
    }
    return this;
  }

  /** Labels below the plotting area; one that would touch the one before is left out. */
  Svg xAxis(Scale scale) {
    double free = Double.NEGATIVE_INFINITY;
    double base = height - bottom;
    line("base", left, base, width - right, base);
    for (Scale.Tick tick : scale.ticks) {
      double at = x(scale, tick.value());
      double half = tick.label().length() * CHAR_WIDTH / 2;
      line("base", at, base, at, base + 4);
      if (at - half > free) {
        double inside = Math.clamp(at, half, Math.max(half, width - half));
        text(inside, base + 18, "tick mid", tick.label());
        free = at + half + 6;
      }
    }
    return this;
  }

  Svg horizontals(Scale scale, List<Mark> marks) {
    for (Mark mark : marks) {
      double at = y(scale, mark.value());
      line("ref", left, at, width - right, at);
      text(width - right - 4, at - 7, "reflabel end", Html.shortened(mark.label(), maxChars()));
    }
    return this;
  }

  Svg verticals(Scale scale, List<Mark> marks) {
    for (Mark mark : marks) {
      if (mark.value() < scale.low || mark.value() > scale.high) {
        continue;
      }
      double at = x(scale, mark.value());
      line("ref", at, top, at, height - bottom);
      boolean atEnd = at > width * 0.7;
      String classes = atEnd ? "reflabel end" : "reflabel";
      text(atEnd ? at - 6 : at + 6, top + 10, classes, Html.shortened(mark.label(), maxChars()));
    }
    return this;
  }

  private int maxChars() {
    return Math.max(8, (int) ((width - left - right) / CHAR_WIDTH) - 2);
  }

  /** The whole element; its label says what the data table holds in full. */
  String element(String label) {
    return "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>"
        .formatted(
            narrow() ? "narrow" : "wide", width, height, Html.escaped(label), out.toString());
  }
}
