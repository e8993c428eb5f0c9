package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a {@link BarChart}. */
final class BarChartView {
  private static final int ROW = 32;
  private static final int BAR = 16;

  /** A limit farther out than this many longest bars is told in words. */
  private static final double FAR = 3;

  /** Below this share of the longest bar a value takes a unit of its own. */
  private static final double SMALLEST_IN_UNIT = 0.001;

  private final BarChart chart;
  private final double longest;
  private final double end;
  private final List<Mark> near = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private BarChartView(BarChart chart) {
    this.chart = chart;
    longest =
        chart.bars.stream()
            .mapToDouble(BarChart.Bar::value)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    double far = longest;
    for (Mark limit : chart.limits) {
      if (limit.value() > 0 && limit.value() <= FAR * longest) {
        near.add(limit);
        far = Math.max(far, limit.value());
      } else if (limit.value() > 0) {
        remarks.add(beyond(limit));
      }
    }
    end = far > 0 ? far : 1;
  }

  /** All bars in the unit of the longest, which compares best, unless that makes a value vanish. */
  private String shown(BarChart.Bar bar) {
    boolean vanishes = bar.value() != 0 && Math.abs(bar.value()) < longest * SMALLEST_IN_UNIT;
    return vanishes
        ? Numbers.withUnit(bar.value(), chart.unit)
        : Numbers.inUnitOf(longest, bar.value(), chart.unit);
  }

  private String beyond(Mark limit) {
    String value = Numbers.withUnit(limit.value(), chart.unit);
    boolean told =
        limit.label().replace(Numbers.NBSP, " ").contains(value.replace(Numbers.NBSP, " "));
    String what = told ? limit.label() : limit.label() + ": " + value;
    if (longest <= 0) {
      return what + ".";
    }
    double ratio = limit.value() / longest;
    return String.format(
        Locale.ROOT,
        "Off the scale: %s, %s times the longest bar.",
        what,
        Numbers.number(ratio < 10 ? ratio : Math.rint(ratio)));
  }

  static void render(BarChart chart, Html out, int index, int level) {
    BarChartView view = new BarChartView(chart);
    Picture picture = new Picture(out, index, level).open(chart.title, chart.note);
    if (chart.bars.isEmpty()) {
      picture.empty().close();
      return;
    }
    picture.svg(view.svg(Svg.WIDE), view.svg(Svg.NARROW)).remarks(view.remarks);
    List<List<String>> rows =
        chart.bars.stream().map(bar -> List.of(bar.name(), view.shown(bar))).toList();
    picture.table(List.of("measure", "value"), rows, "").close();
  }

  private String svg(int width) {
    int top = near.isEmpty() ? 4 : 22;
    Svg svg = new Svg(width, top + chart.bars.size() * ROW + 4);
    int names = chart.bars.stream().mapToInt(bar -> bar.name().length()).max().orElse(0);
    int nameChars = Math.clamp(names, 5, svg.narrow() ? 14 : 30);
    double from = nameChars * Svg.CHAR_WIDTH + 14;
    int values = chart.bars.stream().mapToInt(bar -> shown(bar).length()).max().orElse(0);
    double room = Math.max(40, width - from - values * (Svg.CHAR_WIDTH + 0.6) - 14);
    for (int i = 0; i < chart.bars.size(); i++) {
      BarChart.Bar bar = chart.bars.get(i);
      double middle = top + i * ROW + ROW / 2.0;
      svg.text(0, middle + 4.5, "name", Html.shortened(bar.name(), Math.max(2, nameChars)));
      double length =
          bar.value() > 0 && Double.isFinite(bar.value()) ? bar.value() / end * room : 0;
      if (length > 0) {
        double drawn = Math.max(2, length); // a hairline still says that there is a value
        String y = Numbers.place(middle - BAR / 2.0);
        svg.raw(
            "<rect class=\"f-%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%d\"/>"
                .formatted(bar.tone().key(), Numbers.place(from), y, Numbers.place(drawn), BAR));
      }
      double after = from + Math.max(2, length) + 8;
      svg.text(after, middle + 4.5, "val", shown(bar));
    }
    for (Mark limit : near) {
      double at = from + limit.value() / end * room;
      svg.line("ref", at, top - 4, at, svg.height);
      boolean atEnd = at > width * 0.55;
      svg.text(at + (atEnd ? 4 : -4), top - 9, atEnd ? "reflabel end" : "reflabel", limit.label());
    }
    return svg.element(chart.title + ". Bar chart. The data table follows.");
  }
}
