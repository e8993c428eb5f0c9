package dev.freshet.report;

import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report in which every text tries to break out of its place. */
final class HostileReport {
  static final String ATTACK =
      "</script></style></title>--><script>document.title='pwned'</script><img src=x"
          + " onerror=document.title='pwned'>\"' onload='x' ]]> \\u003c &lt; \u2028 \u0000 \u202e";

  private HostileReport() {}

  static HtmlReport.Builder builder() {
    double[] x = {1, 2, 3};
    double[] y = {1, 20, 300};
    Axis axis = Axis.linear(ATTACK, ATTACK);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(ATTACK, ATTACK);
    return HtmlReport.titled(ATTACK)
        .lead(ATTACK)
        .command(ATTACK)
        .stamp(ZonedDateTime.parse("2026-11-21T20:00:00Z"))
        .verdict(false, ATTACK, ATTACK)
        .checks(ATTACK, List.of(new Check(ATTACK, ATTACK, false, ATTACK)))
        .figures(List.of(new Figure(ATTACK, ATTACK, ATTACK, ATTACK)))
        .heading(ATTACK, ATTACK)
        .lineChart(
            LineChart.titled(ATTACK)
                .note(ATTACK)
                .x(axis)
                .y(axis)
                .line(ATTACK, x, y)
                .steps(ATTACK, x, new double[] {Double.NaN, 1, 2})
                .whiskers(ATTACK, x, y, x, y)
                .horizontal(ATTACK, 5)
                .vertical(ATTACK, 2)
                .build())
        .raster(
            Raster.titled(ATTACK).note(ATTACK).rows(ATTACK).events(ATTACK, y).window(0, 50).build())
        .columns(
            ColumnChart.titled(ATTACK)
                .note(ATTACK)
                .x(axis)
                .y(axis)
                .edges(x)
                .columns(ATTACK, new long[] {1, 2})
                .columns(ATTACK, new long[] {3, 4})
                .vertical(ATTACK, 2)
                .build())
        .bars(
            BarChart.titled(ATTACK)
                .note(ATTACK)
                .unit(ATTACK)
                .bar(ATTACK, 3)
                .limit(ATTACK, 2)
                .limit(ATTACK, 2_000)
                .build())
        .scatter(
            ScatterChart.titled(ATTACK)
                .note(ATTACK)
                .x(axis)
                .y(axis)
                .size(axis)
                .point(ATTACK, ATTACK, 1, 2, 3)
                .point("b" + ATTACK, ATTACK, Double.NaN, 2, 3)
                .front(ATTACK, List.of(ATTACK))
                .build())
        .heatMap(
            HeatMap.titled(ATTACK)
                .note(ATTACK)
                .x(axis)
                .values(axis)
                .edges(x)
                .row(ATTACK, new double[] {1, Double.NaN})
                .build())
        .flameGraph(
            FlameGraph.titled(ATTACK)
                .note(ATTACK)
                .unit(ATTACK)
                .stack(List.of(ATTACK, ATTACK), 5)
                .build())
        .timeline(
            Timeline.titled(ATTACK)
                .note(ATTACK)
                .x(axis)
                .interval(ATTACK, ATTACK, Tone.BAD, 1, 2)
                .vertical(ATTACK, 2)
                .build())
        .sortableTable(
            SortableTable.titled(ATTACK)
                .note(ATTACK)
                .column(ATTACK)
                .column(ATTACK, SortableTable.Best.LOWEST)
                .row(List.of(Cell.text(ATTACK), Cell.of(1, ATTACK)))
                .row(List.of(Cell.text(ATTACK), new Cell(ATTACK, 2)))
                .build())
        .table(ATTACK, List.of(ATTACK), List.of(List.of(ATTACK)), ATTACK)
        .facts(ATTACK, Collections.unmodifiableMap(facts))
        .paragraph(ATTACK);
  }
}
