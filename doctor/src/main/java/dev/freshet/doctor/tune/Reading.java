package dev.freshet.doctor.tune;

/**
 * What was seen of a JVM in one tick, all that {@link TuneLaw} decides from. Figures are means over
 * the tick; what could not be read is NaN. Immutable.
 *
 * @param parallelism carriers that the scheduler aims at
 * @param cpus processors that the JVM can use: the least of affinity, cpuset and quotas
 * @param mounted carriers that carried a virtual thread
 * @param queued virtual threads that waited for a carrier
 * @param queuedShare share of the samples in which some waited, 0 to 1
 * @param running carriers that were on a processor
 * @param waiting carriers that could run and waited for a processor, or were throttled
 * @param throttledShare share of the quota's periods in which it was used up, 0 to 1
 * @param work what was done, per second: the program's own count, or mounts
 * @param latencyMs how long a piece of work took, the program's own figure; NaN without one
 */
public record Reading(
    int parallelism,
    double cpus,
    double mounted,
    double queued,
    double queuedShare,
    double running,
    double waiting,
    double throttledShare,
    double work,
    double latencyMs) {
  private static final double MILLIS = 1e3;

  /**
   * Carriers that were held by a virtual thread and neither ran nor could have run: they waited
   * inside native code or pinned.
   *
   * @return a mean number, not below 0
   */
  public double blocked() {
    return Math.max(0, mounted - running - waiting);
  }

  /**
   * Processors as the JVM counts them: rounded up, and at least 1.
   *
   * @return whole processors
   */
  public int wholeCpus() {
    return Math.max(1, (int) Math.ceil(cpus));
  }

  /**
   * How long work took: the program's own figure, or else, by Little's law, the time from being
   * ready to run until leaving the carrier.
   *
   * @return milliseconds; NaN if nothing is known about the work
   */
  public double latencyOrSojournMs() {
    if (!Double.isNaN(latencyMs)) {
      return latencyMs;
    }
    return work > 0 ? MILLIS * (mounted + queued) / work : Double.NaN;
  }
}
