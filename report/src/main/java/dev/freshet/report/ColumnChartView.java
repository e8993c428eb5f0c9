package dev.freshet.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Draws a {@link ColumnChart}. */
final class ColumnChartView {
  /** Columns narrower than about three pixels melt into one another. */
  private static final int MAX_COLUMNS = 240;

  private static final int MAX_COLUMNS_NARROW = 80;

  /** Gap between columns in pixels. */
  private static final double GAP = 1;

  private final ColumnChart chart;
  private final List<Picture.Key> keys;

  private ColumnChartView(ColumnChart chart) {
    this.chart = chart;
    keys = chart.columns.stream().map(c -> new Picture.Key(c.name, c.tone)).toList();
  }

  /** Slices after adding up neighbours. */
  private static final class Slices {
    final double[] edges;
    final List<long[]> layers;
    final int merged;

    Slices(double[] edges, List<long[]> layers, int merged) {
      this.edges = edges;
      this.layers = layers;
      this.merged = merged;
    }
  }

  static void render(ColumnChart chart, Html out, int index, int level) {
    ColumnChartView view = new ColumnChartView(chart);
    Picture picture = new Picture(out, index, level).open(chart.title, chart.note);
    boolean any = chart.columns.stream().anyMatch(c -> Arrays.stream(c.counts).sum() > 0);
    if (!any) {
      picture.empty().close();
      return;
    }
    Slices wide = view.slices(Math.min(MAX_COLUMNS, out.limits().points()));
    Slices narrow = view.slices(Math.min(MAX_COLUMNS_NARROW, out.limits().points()));
    picture.legend(Picture.Swatch.COLUMN, view.keys);
    picture.axisTitle("y", chart.y.title());
    picture.svg(view.svg(wide, Svg.WIDE, 300, 9), view.svg(narrow, Svg.NARROW, 280, 4));
    picture.axisTitle("x", chart.x.title());
    List<String> remarks = new ArrayList<>();
    if (wide.merged > 1) {
      remarks.add("Each column adds up %d neighbouring slices.".formatted(wide.merged));
    }
    if (narrow.merged > wide.merged) {
      remarks.add("On narrow screens a column adds up %d slices.".formatted(narrow.merged));
    }
    picture.remarks(remarks);
    view.table(picture);
    picture.close();
  }

  private Slices slices(int limit) {
    int n = chart.edges.length - 1;
    int merged = (n + limit - 1) / limit;
    int columns = (n + merged - 1) / merged;
    double[] edges = new double[columns + 1];
    for (int c = 0; c <= columns; c++) {
      edges[c] = chart.edges[Math.min(n, c * merged)];
    }
    List<long[]> layers = new ArrayList<>();
    for (ColumnChart.Columns layer : chart.columns) {
      long[] sums = new long[columns];
      for (int i = 0; i < n; i++) {
        sums[i / merged] += layer.counts[i];
      }
      layers.add(sums);
    }
    return new Slices(edges, layers, merged);
  }

  private String svg(Slices slices, int width, int height, int xTicks) {
    int n = slices.edges.length - 1;
    long[] totals = new long[n];
    for (long[] layer : slices.layers) {
      Arrays.setAll(totals, i -> totals[i] + layer[i]);
    }
    long highest = Arrays.stream(totals).max().orElse(1);
    Scale y = Scale.roomy(chart.y, 0, (double) highest, 5);
    Scale x = Scale.tight(chart.x, slices.edges[0], slices.edges[n], xTicks);
    Svg svg = new Svg(width, height).margins(y).yAxis(y);
    long[] below = new long[n];
    for (int layer = 0; layer < slices.layers.size(); layer++) {
      StringBuilder d = new StringBuilder();
      long[] counts = slices.layers.get(layer);
      for (int i = 0; i < n; i++) {
        if (counts[i] > 0) {
          column(d, svg, x, y, slices.edges, i, (double) below[i], (double) (below[i] + counts[i]));
        }
        below[i] += counts[i];
      }
      if (!d.isEmpty()) {
        svg.path("f-" + keys.get(layer).tone().key(), d).raw(Picture.overlay(layer, d));
      }
    }
    svg.xAxis(x).verticals(x, chart.verticals);
    StringJoiner names = new StringJoiner(", ");
    keys.forEach(key -> names.add(key.name()));
    return svg.element(
        "%s. Stacked columns of %s over %s: %s. The data table follows."
            .formatted(chart.title, chart.y.title(), chart.x.title(), names));
  }

  private static void column(
      StringBuilder d, Svg svg, Scale x, Scale y, double[] edges, int i, double from, double to) {
    double left = svg.x(x, edges[i]);
    double width = svg.x(x, edges[i + 1]) - left;
    double drawn = Math.max(0.8, width - (width > 3 ? GAP : 0));
    double high = svg.y(y, to);
    // Half a pixel is the least that is seen at all.
    double tall = Math.max(0.6, svg.y(y, from) - high);
    d.append('M').append(Numbers.place(left)).append(' ').append(Numbers.place(high));
    d.append('h').append(Numbers.place(drawn)).append('v').append(Numbers.place(tall));
    d.append("h-").append(Numbers.place(drawn)).append('z');
  }

  private void table(Picture picture) {
    Slices slices = slices(Limits.PICTURE_ROWS);
    List<String> header = new ArrayList<>(List.of("from", "to"));
    keys.forEach(key -> header.add(key.name()));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < slices.edges.length - 1; i++) {
      List<String> row = new ArrayList<>();
      row.add(Numbers.withUnit(slices.edges[i], chart.x.unit()));
      row.add(Numbers.withUnit(slices.edges[i + 1], chart.x.unit()));
      for (long[] layer : slices.layers) {
        row.add(String.format(Locale.ROOT, "%,d", layer[i]));
      }
      rows.add(row);
    }
    String remark = slices.merged > 1 ? "Each row adds up %d slices.".formatted(slices.merged) : "";
    picture.table(header, rows, remark);
  }
}
