package dev.freshet.lab.run;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.workload.Workload;

/**
 * A cell that is to be run.
 *
 * @param key the cell
 * @param workload its workload
 * @param tasks that are asked for; 0 leaves the number to the workload
 */
public record Planned(CellKey key, Workload workload, long tasks) {
  /** What a run of it takes about, as its workload expects. */
  double expectedSeconds() {
    return workload.expectedSeconds(key, tasks);
  }

  /** Whether the two are compared with each other. */
  boolean sameGroup(Planned other) {
    return key.workload().equals(other.key.workload()) && key.producers() == other.key.producers();
  }
}
