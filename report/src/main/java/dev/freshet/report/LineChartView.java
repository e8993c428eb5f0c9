package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Draws a {@link LineChart}: the still picture, the data from which the script draws the live one,
 * and the table.
 */
final class LineChartView {
  /** Points of the still picture: its pixels. */
  private static final int STILL_POINTS = 600;

  /** Room for one label of the x axis in the wide and in the narrow picture. */
  private static final int X_TICKS_WIDE = 9;

  private static final int X_TICKS_NARROW = 4;
  private static final int Y_TICKS = 5;

  /** Share of the highest reference line that is left free above it. */
  private static final double HEADROOM = 0.12;

  private final LineChart chart;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<Mark> horizontals;
  private final List<Mark> verticals;
  private final Scale x;
  private final Scale xNarrow;
  private final Scale y;

  private LineChartView(LineChart chart, Limits limits) {
    this.chart = chart;
    boolean logX = chart.x.scale() == Axis.Scale.LOG;
    boolean logY = chart.y.scale() == Axis.Scale.LOG;
    for (Line line : chart.lines) {
      Line placed = Decimator.placeable(line, logX, logY);
      Line thin = Decimator.thinned(placed, limits.points());
      lines.add(thin);
      remark(placed, thin);
    }
    horizontals = placeable(chart.horizontals, logY);
    verticals = placeable(chart.verticals, logX);
    double[] xRange = range(verticals, true);
    double[] yRange = range(horizontals, false);
    if (chart.percentiles) {
      x = Scale.percentiles(xRange[1]);
      xNarrow = x;
    } else {
      x = Scale.tight(chart.x, xRange[0], xRange[1], X_TICKS_WIDE);
      xNarrow = Scale.tight(chart.x, xRange[0], xRange[1], X_TICKS_NARROW);
    }
    y = Scale.roomy(chart.y, yRange[0], logY ? yRange[1] : headroom(yRange[1]), Y_TICKS);
  }

  private static List<Mark> placeable(List<Mark> marks, boolean log) {
    return marks.stream().filter(mark -> !log || mark.value() > 0).toList();
  }

  private void remark(Line placed, Line thin) {
    int left = placed.given - placed.x.length;
    if (left > 0) {
      remarks.add(
          String.format(
              Locale.ROOT, "%s: %,d points without a place are left out.", placed.name, left));
    }
    if (thin.x.length < placed.x.length) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%s: drawn from %,d of %,d points, every extreme kept.",
              placed.name,
              thin.x.length,
              placed.x.length));
    }
  }

  private double[] range(List<Mark> marks, boolean ofX) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      // An interval holds its value.
      for (double value : ofX ? line.x : line.low != null ? line.low : line.y) {
        low = Math.min(low, value);
      }
      for (double value : ofX ? line.x : line.high != null ? line.high : line.y) {
        high = Math.max(high, value);
      }
    }
    for (Mark mark : marks) {
      low = Math.min(low, mark.value());
      high = Math.max(high, mark.value());
    }
    return low <= high ? new double[] {low, high} : new double[] {1, 10};
  }

  /**
   * A reference line at the very top would have no room for its label, nor show what exceeds it.
   */
  private double headroom(double high) {
    double top = horizontals.stream().mapToDouble(Mark::value).max().orElse(high);
    return horizontals.isEmpty() ? high : Math.max(high, top + Math.abs(top) * HEADROOM);
  }

  static void render(LineChart chart, Html out, int index, int level) {
    LineChartView view = new LineChartView(chart, out.limits());
    Picture picture = new Picture(out, index, level).open(chart.title, chart.note);
    if (view.lines.stream().allMatch(line -> line.x.length == 0)) {
      picture.empty().close();
      return;
    }
    picture.legend(
        Picture.Swatch.LINE,
        chart.lines.stream()
            .map(line -> new Picture.Key(line.name, line.tone, line.isWhiskers()))
            .toList());
    picture.axisTitle("y", chart.y.title());
    out.raw("<div class=\"plot live\" data-chart=\"" + index + "\">");
    out.raw(view.still(Svg.WIDE, 330, view.x)).raw(view.still(Svg.NARROW, 300, view.xNarrow));
    out.raw("</div>");
    picture.axisTitle("x", chart.x.title());
    picture.remarks(view.remarks);
    view.table(picture);
    out.raw("<script type=\"application/json\" id=\"d" + index + "\">");
    out.raw(view.json()).raw("</script>");
    picture.close();
  }

  private String still(int width, int height, Scale along) {
    Svg svg = new Svg(width, height).margins(y).yAxis(y).xAxis(along);
    svg.verticals(along, verticals).horizontals(y, horizontals);
    for (int i = 0; i < lines.size(); i++) {
      Line line = Decimator.thinned(lines.get(i), STILL_POINTS);
      if (line.low != null && line.high != null) {
        whiskers(svg, line, line.low, line.high, along);
      } else if (line.x.length > 0) {
        svg.path("line s-%s d%d".formatted(line.tone.key(), i % 5), path(svg, line, along));
      }
    }
    return svg.element(spoken());
  }

  private void whiskers(Svg svg, Line line, double[] low, double[] high, Scale along) {
    StringBuilder bars = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < line.x.length; i++) {
      double px = svg.x(along, line.x[i]);
      Picture.appendWhisker(bars, px, svg.y(y, low[i]), svg.y(y, high[i]));
      Picture.appendShape(dots, px, svg.y(y, line.y[i]), 0, 0);
    }
    if (line.x.length > 0) {
      svg.path("whisker s-" + line.tone.key(), bars).path("spot s-" + line.tone.key(), dots);
    }
  }

  private String spoken() {
    StringJoiner names = new StringJoiner(", ");
    chart.lines.forEach(line -> names.add(line.name));
    return "%s. Line chart of %s over %s: %s. The data table follows."
        .formatted(chart.title, chart.y.title(), chart.x.title(), names);
  }

  private StringBuilder path(Svg svg, Line line, Scale along) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < line.x.length; i++) {
      String px = Numbers.place(svg.x(along, line.x[i]));
      String py = Numbers.place(svg.y(y, line.y[i]));
      if (i == 0) {
        d.append('M').append(px).append(' ').append(py);
      } else if (line.steps) {
        d.append('H').append(px).append('V').append(py);
      } else {
        d.append('L').append(px).append(' ').append(py);
      }
    }
    if (line.steps) {
      d.append('H').append(Numbers.place(svg.x(along, along.high)));
    } else if (line.x.length == 1) {
      d.append("h0"); // a round cap makes a single point visible
    }
    return d;
  }

  private void table(Picture picture) {
    TreeSet<Double> all = new TreeSet<>();
    for (Line line : lines) {
      for (double place : line.x) {
        all.add(place);
      }
    }
    List<Double> places = chart.percentiles ? percentilePlaces() : chosen(new ArrayList<>(all));
    List<String> header = new ArrayList<>();
    header.add(chart.x.title());
    for (Line line : lines) {
      header.add(line.name);
      if (line.isWhiskers()) {
        header.addAll(List.of("low", "high"));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (double place : places) {
      List<String> row = new ArrayList<>();
      row.add(chart.percentiles ? Scale.percent(place) : Numbers.number(place));
      for (Line line : lines) {
        row.add(cell(line.at(place)));
        if (line.low != null && line.high != null) {
          row.add(cell(line.at(line.low, place)));
          row.add(cell(line.at(line.high, place)));
        }
      }
      rows.add(row);
    }
    boolean some = !chart.percentiles && places.size() < all.size();
    picture.table(header, rows, some ? "Evenly chosen places; the picture shows more." : "");
  }

  private String cell(double value) {
    return Double.isNaN(value) ? "–" : Numbers.withUnit(value, chart.y.unit());
  }

  private List<Double> percentilePlaces() {
    List<Double> places = new ArrayList<>(List.of(2.0, 4.0, 10.0, 20.0));
    for (double inverse = 100; inverse <= x.high * 1.000001; inverse *= 10) {
      places.add(inverse);
    }
    return places;
  }

  private static List<Double> chosen(List<Double> all) {
    if (all.size() <= Limits.PICTURE_ROWS) {
      return all;
    }
    List<Double> some = new ArrayList<>();
    for (int i = 0; i < Limits.PICTURE_ROWS; i++) {
      some.add(all.get((int) ((long) i * (all.size() - 1) / (Limits.PICTURE_ROWS - 1))));
    }
    return some;
  }

  private String json() {
    StringBuilder out = new StringBuilder("{\"percentiles\":").append(chart.percentiles);
    axis(out.append(",\"x\":"), chart.x, x);
    StringJoiner narrow = new StringJoiner(",", "[", "]");
    xNarrow.ticks.forEach(tick -> narrow.add(tick(tick)));
    out.append(",\"narrow\":").append(narrow);
    axis(out.append(",\"y\":"), chart.y, y);
    StringJoiner all = new StringJoiner(",", "[", "]");
    for (Line line : lines) {
      all.add(
          "{\"name\":%s,\"tone\":\"%s\",\"steps\":%b,\"x\":%s,\"y\":%s%s}"
              .formatted(
                  Html.json(line.name),
                  line.tone.key(),
                  line.steps,
                  numbers(line.x),
                  numbers(line.y),
                  line.low == null || line.high == null
                      ? ""
                      : ",\"low\":%s,\"high\":%s"
                          .formatted(numbers(line.low), numbers(line.high))));
    }
    out.append(",\"lines\":").append(all);
    out.append(",\"h\":").append(marks(horizontals));
    out.append(",\"v\":").append(marks(verticals));
    return out.append('}').toString();
  }

  private static void axis(StringBuilder out, Axis axis, Scale scale) {
    StringJoiner ticks = new StringJoiner(",", "[", "]");
    scale.ticks.forEach(tick -> ticks.add(tick(tick)));
    out.append("{\"title\":").append(Html.json(axis.label()));
    out.append(",\"unit\":").append(Html.json(axis.unit()));
    out.append(",\"log\":").append(scale.log);
    out.append(",\"low\":").append(Numbers.compact(scale.low));
    out.append(",\"high\":").append(Numbers.compact(scale.high));
    out.append(",\"ticks\":").append(ticks).append('}');
  }

  private static String tick(Scale.Tick tick) {
    return "[" + Numbers.compact(tick.value()) + "," + Html.json(tick.label()) + "]";
  }

  private static String marks(List<Mark> marks) {
    StringJoiner all = new StringJoiner(",", "[", "]");
    for (Mark mark : marks) {
      all.add("[" + Numbers.compact(mark.value()) + "," + Html.json(mark.label()) + "]");
    }
    return all.toString();
  }

  private static String numbers(double[] values) {
    StringJoiner all = new StringJoiner(",", "[", "]");
    for (double value : values) {
      all.add(Numbers.compact(value));
    }
    return all.toString();
  }
}
