package dev.freshet.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the rounds of one subject in one case gave.
 *
 * @param scenario the case
 * @param subject who ran
 * @param unit of the scores
 * @param scores one per round, in order
 * @param bytes allocated per operation, one per round
 */
record Row(String scenario, String subject, String unit, List<Double> scores, List<Double> bytes) {
  double median() {
    return median(scores);
  }

  double low() {
    return Collections.min(scores);
  }

  double high() {
    return Collections.max(scores);
  }

  double medianBytes() {
    return median(bytes);
  }

  /** How many times slower than {@code other}, round by round. */
  Row over(Row other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      ratios.add(scores.get(i) / other.scores.get(i));
    }
    return new Row(scenario, subject, "ratio", ratios, bytes);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
