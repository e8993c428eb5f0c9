package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import dev.freshet.lab.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The time on one carrier by that on N: the study {@code starvation}. Tasks that park should hardly
 * notice; tasks that are blocked in a native call should take N times as long.
 */
final class StarvationRatio {
  private static final String STUDY = "starvation";

  /** Parking on one carrier takes at most so many times as long as on N. */
  private static final double PARKING_AT_MOST = 1.5;

  /** By how much the ratio of native calls may differ from N. */
  private static final double TOLERANCE = 0.2;

  private StarvationRatio() {}

  static Optional<StudySummary> summary(List<Cell> cells) {
    List<String> parts = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<Boolean> bars = new ArrayList<>();
    for (String subject : List.of("parking", "blocking")) {
      NavigableMap<Integer, Double> seconds = new TreeMap<>();
      StudySummary.cells(cells, STUDY)
          .filter(cell -> cell.key().subject().equals(subject))
          .forEach(
              cell -> seconds.put(cell.key().limit(), Words.median(cell, Measurement::seconds)));
      seconds.forEach(
          (carriers, value) ->
              rows.add(
                  List.of(subject, String.valueOf(carriers), Words.digits(1e3 * value) + " ms")));
      if (seconds.size() > 1 && seconds.firstKey() == 1) {
        ratio(subject, seconds, parts, bars);
      }
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    String sentence =
        parts.isEmpty() ? "only one number of carriers, so no ratio" : String.join("; ", parts);
    return Optional.of(
        new StudySummary(
            STUDY,
            Words.all(bars),
            "starvation: " + sentence,
            List.of("tasks", "carriers", "time"),
            rows));
  }

  private static void ratio(
      String subject,
      NavigableMap<Integer, Double> seconds,
      List<String> parts,
      List<Boolean> bars) {
    Map.Entry<Integer, Double> most = seconds.lastEntry();
    int n = most.getKey();
    double ratio = seconds.firstEntry().getValue() / most.getValue();
    boolean parking = subject.equals("parking");
    boolean holds = parking ? ratio <= PARKING_AT_MOST : Math.abs(ratio - n) <= TOLERANCE * n;
    bars.add(holds);
    parts.add(
        "%s takes %s times as long on 1 carrier as on %d (bar %s: %s)"
            .formatted(
                subject,
                Words.digits(ratio),
                n,
                parking ? "at most 1.5" : n + " ±20 %",
                Words.met(holds)));
  }
}
