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
        .table(ATTACK, List.of(ATTACK), List.of(List.of(ATTACK)), ATTACK)
        .facts(ATTACK, Collections.unmodifiableMap(facts))
        .paragraph(ATTACK);
  }
}
