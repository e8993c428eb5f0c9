package dev.freshet.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Draws a {@link HeatMap}. */
final class HeatMapView {
  /** Cells narrower than seven pixels are no cells any more. */
  private static final int SLICES_WIDE = 100;

  private static final int SLICES_NARROW = 36;

  /** Cells that answer to the pointer one by one; more would outweigh the rest of the page. */
  private static final int MAX_TIPS = 500;

  private static final int ROW_HEIGHT = 28;

  private final HeatMap map;
  private final Shades shades;

  private HeatMapView(HeatMap map) {
    this.map = map;
    shades = Shades.of(map.values, map.rows.stream().flatMapToDouble(r -> Arrays.stream(r.values)));
  }

  /** Neighbouring slices joined; a cell shows the greatest, so that no spike is lost. */
  private static final class Slices {
    final double[] edges;
    final List<double[]> values;
    final int joined;

    private Slices(double[] edges, List<double[]> values, int joined) {
      this.edges = edges;
      this.values = values;
      this.joined = joined;
    }

    static Slices of(HeatMap map, int limit) {
      int given = map.edges.length - 1;
      int joined = (given + limit - 1) / limit;
      double[] edges = new double[(given + joined - 1) / joined + 1];
      Arrays.setAll(edges, i -> map.edges[Math.min(given, i * joined)]);
      List<double[]> values = new ArrayList<>();
      for (HeatMap.Row row : map.rows) {
        double[] greatest = new double[edges.length - 1];
        Arrays.fill(greatest, Double.NaN);
        for (int i = 0; i < given; i++) {
          double value = row.values[i];
          if (!(greatest[i / joined] >= value) && !Double.isNaN(value)) {
            greatest[i / joined] = value;
          }
        }
        values.add(greatest);
      }
      return new Slices(edges, values, joined);
    }

    int size() {
      return edges.length - 1;
    }
  }

  static void render(HeatMap map, Html out, int index, int level) {
    HeatMapView view = new HeatMapView(map);
    Picture picture = new Picture(out, index, level).open(map.title, map.note);
    boolean any =
        map.rows.stream().anyMatch(r -> Arrays.stream(r.values).anyMatch(v -> !Double.isNaN(v)));
    if (!any) {
      picture.empty().close();
      return;
    }
    view.legend(out);
    int limit = Math.max(8, out.limits().points() / 20);
    Slices wide = Slices.of(map, Math.min(SLICES_WIDE, limit));
    Slices narrow = Slices.of(map, Math.min(SLICES_NARROW, limit));
    picture.explorable(view.svg(wide, Svg.WIDE, 9), view.svg(narrow, Svg.NARROW, 3));
    picture.axisTitle("x", map.x.title());
    if (wide.joined > 1) {
      picture.remarks(
          List.of(
              "Each cell of the wide picture is the greatest of %d neighbouring slices."
                  .formatted(wide.joined)));
    }
    view.table(picture);
    picture.close();
  }

  private void legend(Html out) {
    out.raw("<ul class=\"legend scale\"><li>").text(map.values.title()).raw("</li>");
    boolean zero = map.rows.stream().anyMatch(r -> Arrays.stream(r.values).anyMatch(v -> v == 0));
    if (zero) {
      key(out, "cell none", "0");
    }
    for (int i = 0; i < shades.size(); i++) {
      key(
          out,
          "cell " + Shades.fill(i),
          "≤ " + Numbers.withUnit(shades.upTo(i), map.values.unit()));
    }
    if (map.rows.stream().anyMatch(r -> Arrays.stream(r.values).anyMatch(Double::isNaN))) {
      key(out, "cell missing", Numbers.NOT_MEASURED);
    }
    out.raw("</ul>");
  }

  private static void key(Html out, String classes, String label) {
    out.raw("<li><svg class=\"swatch\" viewBox=\"0 0 30 14\" aria-hidden=\"true\"><path class=\"");
    out.raw(classes).raw("\" d=\"M4 .5h25v13h-25z\"/></svg>").text(label).raw("</li>");
  }

  private static double rowHeight(int rows) {
    return rows <= 16 ? ROW_HEIGHT : Math.max(14, 16.0 * ROW_HEIGHT / rows);
  }

  private String svg(Slices slices, int width, int xTicks) {
    double tall = rowHeight(map.rows.size());
    Svg svg = new Svg(width, (int) Math.ceil(map.rows.size() * tall + 12 + 26));
    int longest = map.rows.stream().mapToInt(r -> r.name.length()).max().orElse(0);
    int chars = Math.min(longest, svg.narrow() ? 16 : 34);
    svg.left = chars * Svg.CHAR_WIDTH + 12;
    Scale x = Scale.tight(map.x, slices.edges[0], slices.edges[slices.size()], xTicks);
    boolean each = map.rows.size() * slices.size() <= MAX_TIPS;
    for (int r = 0; r < map.rows.size(); r++) {
      double top = svg.top + r * tall;
      String name = map.rows.get(r).name;
      svg.text(svg.left - 8, top + tall / 2 + 4.5, "tick end", Html.shortened(name, chars));
      for (int c = 0; c < slices.size(); c++) {
        int from = c;
        double value = slices.values.get(r)[from];
        // Equal neighbours without a tip of their own are one shape: quiet rows cost nothing.
        while (!each && c + 1 < slices.size() && same(value, slices.values.get(r)[c + 1])) {
          c++;
        }
        double left = svg.x(x, slices.edges[from]);
        double wide = svg.x(x, slices.edges[c + 1]) - left;
        cell(svg, left, top, wide, tall, value, each ? tip(name, slices, from, value) : "");
      }
    }
    svg.xAxis(x);
    return svg.element(
        "%s. Heat map of %s: %d rows over %s. The data table follows."
            .formatted(map.title, map.values.title(), map.rows.size(), map.x.title()));
  }

  private boolean same(double one, double other) {
    return cellClass(one).equals(cellClass(other));
  }

  private String cellClass(double value) {
    return Double.isNaN(value) ? "missing" : value == 0 ? "none" : Shades.fill(shades.index(value));
  }

  private void cell(
      Svg svg, double left, double top, double wide, double tall, double value, String tip) {
    String d =
        "M%s %sh%sv%sh-%sz"
            .formatted(
                Numbers.place(left),
                Numbers.place(top),
                Numbers.place(wide),
                Numbers.place(tall),
                Numbers.place(wide));
    if (tip.isEmpty()) {
      svg.path("cell " + cellClass(value), d);
      return;
    }
    svg.raw("<g class=\"hit\" data-tip=\"" + Html.escaped(Html.shortened(tip, 300)) + "\">");
    svg.path("cell " + cellClass(value), d);
    String number =
        Numbers.isTime(map.values.unit())
            ? Numbers.withUnit(value, map.values.unit())
            : Numbers.number(value);
    boolean fits = number.length() * Svg.CHAR_WIDTH + 6 <= wide && tall >= 18;
    if (fits && value > 0) {
      String ink = "celltext mid " + Shades.text(shades.index(value));
      svg.text(left + wide / 2, top + tall / 2 + 4.5, ink, number);
    }
    svg.raw("</g>");
  }

  private String tip(String name, Slices slices, int c, double value) {
    return "%s, %s to %s: %s"
        .formatted(
            name,
            Numbers.withUnit(slices.edges[c], map.x.unit()),
            Numbers.withUnit(slices.edges[c + 1], map.x.unit()),
            Numbers.withUnit(value, map.values.unit()));
  }

  private void table(Picture picture) {
    Slices slices = Slices.of(map, Limits.PICTURE_ROWS);
    List<String> header = new ArrayList<>(List.of("from", "to"));
    map.rows.forEach(row -> header.add(row.name));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      List<String> row = new ArrayList<>();
      row.add(Numbers.withUnit(slices.edges[i], map.x.unit()));
      row.add(Numbers.withUnit(slices.edges[i + 1], map.x.unit()));
      for (double[] values : slices.values) {
        row.add(Numbers.withUnit(values[i], map.values.unit()));
      }
      rows.add(row);
    }
    picture.table(
        header,
        rows,
        slices.joined > 1
            ? "Each cell is the greatest of %d slices.".formatted(slices.joined)
            : "");
  }
}
