package dev.freshet.host.cgroup;

/**
 * A control group that CPU time is counted in. Immutable.
 *
 * @param folder where it lies, such as {@code /sys/fs/cgroup/kubepods/pod7}
 * @param quotaMicros CPU time that the group may use in a period, in microseconds; -1 without limit
 * @param periodMicros length of a period in microseconds; -1 if unknown
 * @param periods periods that passed while the group was active
 * @param throttledPeriods periods in which it used its quota up
 * @param throttledNanos time it was throttled in nanoseconds, summed over CPUs as the kernel does
 */
public record CpuGroup(
    String folder,
    long quotaMicros,
    long periodMicros,
    long periods,
    long throttledPeriods,
    long throttledNanos) {
  /**
   * The quota as a number of CPUs.
   *
   * @return quota by period; infinite without limit
   */
  public double quotaCpus() {
    return quotaMicros < 0 || periodMicros <= 0
        ? Double.POSITIVE_INFINITY
        : (double) quotaMicros / periodMicros;
  }
}
