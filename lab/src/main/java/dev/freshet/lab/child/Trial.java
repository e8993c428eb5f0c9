package dev.freshet.lab.child;

import dev.freshet.lab.CellKey;
import java.time.Duration;
import java.util.Map;

/**
 * What one JVM is asked to measure.
 *
 * @param cell the cell
 * @param tasks how many tasks; 0 leaves it to the workload
 * @param measure how long the measured part is to take where the number of tasks does not say it
 * @param settings what only some workloads need, by name, such as the address of a market
 */
public record Trial(CellKey cell, long tasks, Duration measure, Map<String, String> settings) {
  /** Keeps an unmodifiable copy. */
  public Trial {
    settings = Map.copyOf(settings);
  }
}
