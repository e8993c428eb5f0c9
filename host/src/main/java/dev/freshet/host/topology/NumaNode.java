package dev.freshet.host.topology;

import dev.freshet.host.system.CpuSet;
import java.util.Map;

/**
 * A memory node with the CPUs next to it. Immutable.
 *
 * @param id its number
 * @param cpus its CPUs; empty for a node of memory alone
 * @param distances to the nodes by number, 10 to itself; a relative latency, given by the firmware
 * @param memoryMiB its memory in mebibytes; -1 if unknown
 * @param misses pages that were wanted from another node and taken from this one, since boot; -1 if
 *     unknown
 */
public record NumaNode(
    int id, CpuSet cpus, Map<Integer, Integer> distances, long memoryMiB, long misses) {
  /** Keeps an unmodifiable copy. */
  public NumaNode {
    distances = Map.copyOf(distances);
  }
}
