package dev.freshet.lab.run;

import dev.freshet.lab.CellKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long runs take: as their workloads expect at first, as measured later. What has not run yet
 * is expected to be off by the same factor as what has. For one thread.
 */
final class Pace {
  private final Map<CellKey, Double> lastSeconds = new HashMap<>();
  private double measured;
  private double expected;

  void took(Planned cell, double seconds) {
    lastSeconds.put(cell.key(), seconds);
    measured += seconds;
    expected += cell.expectedSeconds();
  }

  /** Seconds that these cells will take. */
  double of(List<Planned> cells) {
    double factor = expected > 0 ? measured / expected : 1;
    double sum = 0;
    for (Planned cell : cells) {
      Double known = lastSeconds.get(cell.key());
      sum += known != null ? known : cell.expectedSeconds() * factor;
    }
    return sum;
  }
}
