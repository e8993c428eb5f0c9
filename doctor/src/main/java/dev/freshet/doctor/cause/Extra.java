package dev.freshet.doctor.cause;

import org.jspecify.annotations.Nullable;

/**
 * What is not part of any window: results of probes that were asked for, and whether layers were
 * read at all, which an empty list of events does not tell. Immutable.
 *
 * @param numa where the target's memory lies; null if it was not read
 * @param squeeze result of the probe for false sharing; null if it was not run
 * @param events whether the flight recorder was read
 * @param dumps whether thread dumps were taken
 */
public record Extra(@Nullable Numa numa, @Nullable Squeeze squeeze, boolean events, boolean dumps) {
  /** Nothing beside the windows. */
  public static final Extra NONE = new Extra(null, null, false, false);

  /**
   * Memory by place, relative to the processors that the threads ran on.
   *
   * @param localPages pages on the node of the threads
   * @param remotePages pages on other nodes
   * @param nodes of the machine
   * @param where the counter was read
   */
  public record Numa(double localPages, double remotePages, int nodes, String where) {}

  /**
   * Two writers on two processors and then on one.
   *
   * @param subject the structure under suspicion
   * @param twoCores operations per millisecond on two
   * @param oneCore the same on one
   */
  public record Squeeze(String subject, double twoCores, double oneCore) {}
}
