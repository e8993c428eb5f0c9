package dev.freshet.lab.result;

import dev.freshet.lab.FigureKind;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Standing;
import dev.freshet.report.stats.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the JSON that says how the subjects stand. */
final class StandingsJson {
  private StandingsJson() {}

  static List<Map<String, Object>> of(LabResult result) {
    return result.standings().stream().map(StandingsJson::standing).toList();
  }

  private static Map<String, Object> standing(Standing standing) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("workload", standing.workload());
    body.put("producers", standing.producers());
    body.put("limit", standing.limit());
    body.put("base", standing.base());
    body.put("front", standing.front());
    body.put("dominated", new java.util.TreeMap<>(standing.dominated()));
    Map<String, Object> ratios = new LinkedHashMap<>();
    for (Standing.Row row : standing.rows()) {
      Map<String, Object> figures = new LinkedHashMap<>();
      for (FigureKind figure : FigureKind.values()) {
        Standing.Ratio ratio = row.ratios().get(figure);
        if (ratio != null) {
          Map<String, Object> one = interval(ratio.interval());
          one.put("verdict", ratio.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '));
          figures.put(figure.name().toLowerCase(Locale.ROOT), one);
        }
      }
      ratios.put(row.subject(), figures);
    }
    body.put("ratioToBase", ratios);
    return body;
  }

  static Map<String, Object> interval(@Nullable Interval interval) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("median", interval == null ? null : interval.estimate());
    body.put("low", interval == null ? null : interval.low());
    body.put("high", interval == null ? null : interval.high());
    return body;
  }
}
