package dev.freshet.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/** Draws a {@link ScatterChart}: big points below small ones, the labels above all. */
final class ScatterChartView {
  /** Radii in pixels of a circle of the greatest area, and the least that is told apart. */
  private static final double MAX_RADIUS = 20;

  private static final double MIN_RADIUS = 4.5;
  private static final double PLAIN_RADIUS = 6;

  private final ScatterChart chart;
  private final List<ScatterChart.Dot> dots = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<Tone> tones;
  private final List<String> groups;
  private final double greatest;

  private ScatterChartView(ScatterChart chart, Limits limits) {
    this.chart = chart;
    groups = List.copyOf(chart.groups.keySet());
    tones = List.copyOf(chart.groups.values());
    boolean logX = chart.x.scale() == Axis.Scale.LOG;
    boolean logY = chart.y.scale() == Axis.Scale.LOG;
    StringJoiner left = new StringJoiner(", ");
    for (ScatterChart.Dot dot : chart.dots) {
      if (!Decimator.hasPlace(dot.x(), logX) || !Decimator.hasPlace(dot.y(), logY)) {
        left.add(dot.name());
      } else if (dots.size() < limits.points()) {
        dots.add(dot);
      }
    }
    if (left.length() > 0) {
      remarks.add("Not measured, and so without a place: " + left + ".");
    }
    if (dots.size() == limits.points()) {
      remarks.add("The first %,d points are drawn.".formatted(dots.size()));
    }
    dots.sort(Comparator.comparingDouble((ScatterChart.Dot d) -> -radiusShare(d.size(), 1)));
    greatest =
        dots.stream().mapToDouble(ScatterChart.Dot::size).filter(Double::isFinite).max().orElse(0);
  }

  static void render(ScatterChart chart, Html out, int index, int level) {
    ScatterChartView view = new ScatterChartView(chart, out.limits());
    Picture picture = new Picture(out, index, level).open(chart.title, chart.note);
    if (view.dots.isEmpty()) {
      picture.empty().remarks(view.remarks).close();
      return;
    }
    view.legend(out);
    picture.axisTitle("y", chart.y.title());
    picture.explorable(view.svg(Svg.WIDE, 440, 9), view.svg(Svg.NARROW, 420, 4));
    picture.axisTitle("x", chart.x.title()).remarks(view.remarks);
    view.table(picture);
    picture.close();
  }

  private void legend(Html out) {
    out.raw("<ul class=\"legend\">");
    for (int i = 0; i < groups.size(); i++) {
      swatch(out, bubble(15, 7, i, tones.get(i), 5.2, true), groups.get(i));
    }
    if (!chart.front.isEmpty()) {
      swatch(out, "<path class=\"front\" d=\"M1 7H29\"/>", chart.frontName);
      swatch(out, bubble(15, 7, 0, Tone.NEUTRAL, 5.2, false), "hollow: beaten by another");
    }
    if (chart.sized && greatest > 0) {
      out.raw("<li class=\"sizes\">").text("area: " + chart.size.label());
      for (double share : new double[] {0.1, 0.4, 1}) {
        double value = share < 1 ? rounded(greatest * share) : greatest;
        double r = radius(value);
        out.raw(
            "<svg class=\"size\" viewBox=\"0 0 42 42\" aria-hidden=\"true\"><path class=\"bubble open s-neutral\" d=\"%s\"/></svg>"
                .formatted(Shapes.path(21, 21, 0, r)));
        out.text(Numbers.withUnit(value, chart.size.unit()));
      }
      out.raw("</li>");
    }
    out.raw("</ul>");
  }

  private static double rounded(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    return Math.round(value / decade) * decade;
  }

  private static void swatch(Html out, String inner, String name) {
    out.raw("<li><svg class=\"swatch\" viewBox=\"0 0 30 14\" aria-hidden=\"true\">" + inner);
    out.raw("</svg><span>").text(name).raw("</span></li>");
  }

  private static String bubble(double x, double y, int i, Tone tone, double r, boolean full) {
    String fill = full ? "f-" + tone.key() : "open";
    return "<path class=\"bubble %s s-%s\" d=\"%s\"/>"
        .formatted(fill, tone.key(), Shapes.path(x, y, i, r));
  }

  private double radiusShare(double size, double of) {
    return Double.isFinite(size) && size > 0 && of > 0 ? Math.sqrt(size / of) : 0;
  }

  private double radius(double size) {
    return chart.sized
        ? Math.max(MIN_RADIUS, MAX_RADIUS * radiusShare(size, greatest))
        : PLAIN_RADIUS;
  }

  private boolean isFull(ScatterChart.Dot dot) {
    return chart.front.isEmpty() || chart.front.contains(dot.name());
  }

  /** An axis that leaves the points room for their size and their names. */
  private Scale scale(Axis axis, ToDoubleFunction<ScatterChart.Dot> value, int ticks) {
    double low = dots.stream().mapToDouble(value).min().orElse(1);
    double high = dots.stream().mapToDouble(value).max().orElse(10);
    return Scale.roomy(axis, low, high, ticks);
  }

  private String svg(int width, int height, int xTicks) {
    Scale x = scale(chart.x, ScatterChart.Dot::x, xTicks);
    Scale y = scale(chart.y, ScatterChart.Dot::y, 6);
    Svg svg = new Svg(width, height).margins(y);
    svg.top = 24;
    svg.right = 24;
    svg.yAxis(y).xAxis(x);
    List<ScatterChart.Dot> front =
        dots.stream()
            .filter(d -> chart.front.contains(d.name()))
            .sorted(Comparator.comparingDouble(ScatterChart.Dot::x))
            .toList();
    LabelPlacer placer =
        new LabelPlacer(new LabelPlacer.Box(svg.left, 0, width - svg.left, height - svg.bottom));
    for (int i = 1; i < front.size(); i++) {
      ScatterChart.Dot one = front.get(i - 1);
      ScatterChart.Dot two = front.get(i);
      segment(
          svg, placer, svg.x(x, one.x()), svg.y(y, one.y()), svg.x(x, two.x()), svg.y(y, two.y()));
    }
    for (ScatterChart.Dot dot : dots) {
      double r = radius(dot.size());
      double px = svg.x(x, dot.x());
      double py = svg.y(y, dot.y());
      int group = groups.indexOf(dot.group());
      svg.raw("<g class=\"hit\" data-tip=\"" + Html.escaped(Html.shortened(tip(dot), 300)) + "\">");
      svg.raw(bubble(px, py, group, tones.get(group), r, isFull(dot))).raw("</g>");
      placer.keepOff(new LabelPlacer.Box(px - r, py - r, 2 * r, 2 * r));
    }
    // The names of the front first: they are what is looked for.
    dots.stream()
        .sorted(Comparator.comparing((ScatterChart.Dot d) -> !isFull(d)))
        .forEach(dot -> label(svg, placer, dot, svg.x(x, dot.x()), svg.y(y, dot.y())));
    StringJoiner names = new StringJoiner(", ");
    groups.forEach(names::add);
    return svg.element(
        "%s. %d points on %s and %s, in groups %s. The data table follows."
            .formatted(chart.title, dots.size(), chart.x.title(), chart.y.title(), names));
  }

  /** A part of the front, which labels keep off. */
  private static void segment(
      Svg svg, LabelPlacer placer, double x1, double y1, double x2, double y2) {
    svg.line("front", x1, y1, x2, y2);
    int n = (int) Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 6);
    for (int i = 0; i < n; i++) {
      double share = (double) i / n;
      double px = x1 + share * (x2 - x1);
      double py = y1 + share * (y2 - y1);
      placer.keepOff(new LabelPlacer.Box(px - 3, py - 3, 6, 6));
    }
  }

  private void label(Svg svg, LabelPlacer placer, ScatterChart.Dot dot, double x, double y) {
    String name = Html.shortened(dot.name(), svg.narrow() ? 18 : 28);
    double r = radius(dot.size()) * Shapes.reach(groups.indexOf(dot.group()));
    LabelPlacer.Box box = placer.place(x, y, r, name.length() * Svg.CHAR_WIDTH * 0.92);
    double toX = Math.clamp(x, box.left(), box.left() + box.width());
    double toY = Math.clamp(y, box.top(), box.top() + box.height());
    double away = Math.hypot(toX - x, toY - y);
    if (away > r + 10) {
      svg.line("leader", x + (toX - x) * r / away, y + (toY - y) * r / away, toX, toY);
    }
    String weight = !chart.front.isEmpty() && isFull(dot) ? "dotname strong" : "dotname";
    svg.text(box.left(), box.top() + 12, weight, name);
  }

  private String tip(ScatterChart.Dot dot) {
    StringBuilder tip = new StringBuilder(dot.name());
    tip.append(" (").append(dot.group()).append("): ");
    tip.append(chart.x.label()).append(' ').append(Numbers.withUnit(dot.x(), chart.x.unit()));
    tip.append(", ").append(chart.y.label()).append(' ');
    tip.append(Numbers.withUnit(dot.y(), chart.y.unit()));
    if (chart.sized) {
      tip.append(", ").append(chart.size.label()).append(' ');
      tip.append(Numbers.withUnit(dot.size(), chart.size.unit()));
    }
    if (chart.front.contains(dot.name())) {
      tip.append(", on the ").append(chart.frontName);
    }
    return tip.toString();
  }

  private void table(Picture picture) {
    List<String> header =
        new ArrayList<>(List.of("name", "group", chart.x.label(), chart.y.label()));
    if (chart.sized) {
      header.add(chart.size.label());
    }
    if (!chart.front.isEmpty()) {
      header.add(chart.frontName);
    }
    List<List<String>> rows = new ArrayList<>();
    for (ScatterChart.Dot dot : chart.dots) {
      List<String> row = new ArrayList<>(List.of(dot.name(), dot.group()));
      row.add(Numbers.withUnit(dot.x(), chart.x.unit()));
      row.add(Numbers.withUnit(dot.y(), chart.y.unit()));
      if (chart.sized) {
        row.add(Numbers.withUnit(dot.size(), chart.size.unit()));
      }
      if (!chart.front.isEmpty()) {
        row.add(chart.front.contains(dot.name()) ? "on it" : "beaten");
      }
      rows.add(row);
    }
    picture.table(header, rows, "");
  }
}
