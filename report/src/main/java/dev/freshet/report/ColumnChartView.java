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

  /** Gap between columns in pixels. */
  private static final double GAP = 1;

  private final ColumnChart chart;
  private final List<Picture.Key> keys;

  private ColumnChartView(ColumnChart chart) {
    this.chart = chart;
    keys = chart.columns.stream().map(c -> new Picture.Key(c.name, c.tone)).toList();
  }

  /** Slices with neighbours joined: their sums for the table, their means for the picture. */
  private static final class Slices {
    final double[] edges;
    final List<long[]> sums = new ArrayList<>();
    final int joined;
    private final int given;

    Slices(ColumnChart chart, int limit) {
      given = chart.edges.length - 1;
      joined = (given + limit - 1) / limit;
      edges = new double[(given + joined - 1) / joined + 1];
      Arrays.setAll(edges, i -> chart.edges[Math.min(given, i * joined)]);
      for (ColumnChart.Columns layer : chart.columns) {
        long[] sum = new long[size()];
        for (int i = 0; i < given; i++) {
          sum[i / joined] += layer.counts[i];
        }
        sums.add(sum);
      }
    }

    int size() {
      return edges.length - 1;
    }

    /** Means, so that the title of the axis stays true and a shorter last column is not a dip. */
    double mean(int layer, int i) {
      return (double) sums.get(layer)[i] / Math.min(joined, given - i * joined);
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
    Slices slices = new Slices(chart, Math.min(MAX_COLUMNS, out.limits().points()));
    picture.legend(Picture.Swatch.COLUMN, view.keys).axisTitle("y", chart.y.title());
    picture.svg(view.svg(slices, Svg.WIDE, 300, 9), view.svg(slices, Svg.NARROW, 280, 4));
    picture.axisTitle("x", chart.x.title());
    if (slices.joined > 1) {
      picture.remarks(
          List.of("Each column is the mean of %d neighbouring slices.".formatted(slices.joined)));
    }
    view.table(picture);
    picture.close();
  }

  private String svg(Slices slices, int width, int height, int xTicks) {
    int n = slices.size();
    double highest = 0;
    for (int i = 0; i < n; i++) {
      double total = 0;
      for (int layer = 0; layer < keys.size(); layer++) {
        total += slices.mean(layer, i);
      }
      highest = Math.max(highest, total);
    }
    Scale y = Scale.roomy(chart.y, 0, highest, 5);
    Scale x = Scale.tight(chart.x, slices.edges[0], slices.edges[n], xTicks);
    Svg svg = new Svg(width, height).margins(y).yAxis(y);
    StringBuilder caps = new StringBuilder();
    double[] below = new double[n];
    for (int layer = 0; layer < keys.size(); layer++) {
      StringBuilder d = new StringBuilder();
      Tone tone = keys.get(layer).tone();
      for (int i = 0; i < n; i++) {
        double mean = slices.mean(layer, i);
        if (mean > 0) {
          double left = svg.x(x, slices.edges[i]);
          double wide = drawn(svg.x(x, slices.edges[i + 1]) - left);
          double top = svg.y(y, below[i] + mean);
          column(d, left, wide, top, svg.y(y, below[i]) - top);
          below[i] += mean;
          if (tone == Tone.NEUTRAL) {
            // A pale column has too little contrast of its own: its top edge is drawn.
            caps.append(
                "M%s %sh%s"
                    .formatted(Numbers.place(left), Numbers.place(top), Numbers.place(wide)));
          }
        }
      }
      if (!d.isEmpty()) {
        svg.path(Picture.fill(tone), d).raw(Picture.overlay(keys, layer, d));
      }
    }
    if (!caps.isEmpty()) {
      svg.path("cap", caps);
    }
    svg.xAxis(x).verticals(x, chart.verticals);
    StringJoiner names = new StringJoiner(", ");
    keys.forEach(key -> names.add(key.name()));
    return svg.element(
        "%s. Stacked columns of %s over %s: %s. The data table follows."
            .formatted(chart.title, chart.y.title(), chart.x.title(), names));
  }

  private static double drawn(double width) {
    return Math.max(0.8, width - (width > 3 ? GAP : 0));
  }

  private static void column(StringBuilder d, double left, double wide, double top, double tall) {
    // Half a pixel is the least that is seen at all.
    String high = Numbers.place(Math.max(0.6, tall));
    String across = Numbers.place(wide);
    d.append('M').append(Numbers.place(left)).append(' ').append(Numbers.place(top));
    d.append('h').append(across).append('v').append(high).append("h-").append(across).append('z');
  }

  private void table(Picture picture) {
    Slices slices = new Slices(chart, Limits.PICTURE_ROWS);
    List<String> header = new ArrayList<>(List.of("from", "to"));
    keys.forEach(key -> header.add(key.name()));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      List<String> row = new ArrayList<>();
      row.add(Numbers.withUnit(slices.edges[i], chart.x.unit()));
      row.add(Numbers.withUnit(slices.edges[i + 1], chart.x.unit()));
      for (long[] sum : slices.sums) {
        row.add(String.format(Locale.ROOT, "%,d", sum[i]));
      }
      rows.add(row);
    }
    String remark = slices.joined > 1 ? "Each row adds up %d slices.".formatted(slices.joined) : "";
    picture.table(header, rows, remark);
  }
}
