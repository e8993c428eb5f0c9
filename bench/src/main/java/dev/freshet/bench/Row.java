package dev.freshet.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * What the rounds of one subject in one case gave.
 *
 * @param scenario the case
 * @param subject who ran
 * @param unit of the scores
 * @param scores one per round, in order
 */
record Row(String scenario, String subject, String unit, List<Double> scores) {
  double median() {
    return median(scores);
  }

  double low() {
    return Collections.min(scores);
  }

  double high() {
    return Collections.max(scores);
  }

  /** Whether this is a subject of ours. */
  boolean isOurs() {
    return subject.startsWith("freshet-");
  }

  /** How many times {@code other}, round by round; NaN where a ratio says nothing. */
  Row over(Row other) {
    return with(
        scenario, "ratio", other, (mine, its) -> mine >= 0 && its > 0 ? mine / its : Double.NaN);
  }

  /** A row made of this and another one, round by round. */
  Row with(String newScenario, String newUnit, Row other, DoubleBinaryOperator function) {
    List<Double> results = new ArrayList<>();
    for (int i = 0; i < Math.min(scores.size(), other.scores.size()); i++) {
      results.add(function.applyAsDouble(scores.get(i), other.scores.get(i)));
    }
    return new Row(newScenario, subject, newUnit, results);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
