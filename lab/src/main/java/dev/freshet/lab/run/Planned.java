package dev.freshet.lab.run;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.workload.Workload;

/**
 * A cell that is to be run.
 *
 * @param key the cell
 * @param workload its workload
 */
public record Planned(CellKey key, Workload workload) {
  /** Whether the two are compared with each other. */
  boolean sameGroup(Planned other) {
    return key.workload().equals(other.key.workload()) && key.producers() == other.key.producers();
  }
}
