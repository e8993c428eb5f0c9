package dev.freshet.doctor.cause;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sums by name, to find the heaviest. */
final class Tally {
  private final Map<String, Double> sums = new LinkedHashMap<>();

  void add(String name, double weight) {
    sums.merge(name, weight, Double::sum);
  }

  double of(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  double total() {
    return sums.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  int names() {
    return sums.size();
  }

  /** The heaviest; of equals the one that came first. */
  Optional<String> top() {
    return sums.entrySet().stream()
        .max(Comparator.comparingDouble((Map.Entry<String, Double> e) -> e.getValue()))
        .map(Map.Entry::getKey);
  }

  Map<String, Double> sums() {
    return Map.copyOf(sums);
  }
}
