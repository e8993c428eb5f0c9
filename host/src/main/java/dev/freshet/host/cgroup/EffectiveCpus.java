package dev.freshet.host.cgroup;

import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.process.ProcessStatus;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.util.Optional;

/**
 * How many CPUs a process can really use: the least of its affinity, its cpuset and the quotas
 * around it.
 *
 * {@snippet lang=java :
 * EffectiveCpus cpus = EffectiveCpus.read(SystemRoot.ofThisMachine(), pid).orElseThrow();
 * int carriers = Math.max(2, cpus.whole());
 * }
 *
 * <p>Thread-safe: immutable.
 *
 * @param allowed CPUs that the affinity of the main thread and the cpuset leave
 * @param affinity CPUs of the affinity alone
 * @param cpuset CPUs of the cpuset alone; empty if there is none
 * @param quotaCpus the least quota around the process, in CPUs; infinite without one
 * @param complete whether all groups around the process could be seen
 */
public record EffectiveCpus(
    CpuSet allowed, CpuSet affinity, CpuSet cpuset, double quotaCpus, boolean complete) {
  /**
   * Reads the limits of a process.
   *
   * @param root where {@code proc} and {@code sys} lie
   * @param pid the process
   * @return its limits; empty if there is no such process or its affinity cannot be read
   */
  public static Optional<EffectiveCpus> read(SystemRoot root, long pid) {
    return ProcessReader.of(root, pid)
        .status()
        .map(ProcessStatus::allowedCpus)
        .filter(affinity -> !affinity.isEmpty())
        .map(affinity -> of(affinity, Cgroups.read(root, pid)));
  }

  static EffectiveCpus of(CpuSet affinity, Cgroups groups) {
    CpuSet allowed = groups.cpus().isEmpty() ? affinity : affinity.and(groups.cpus());
    return new EffectiveCpus(
        allowed, affinity, groups.cpus(), groups.quotaCpus(), groups.hidden().isEmpty());
  }

  /**
   * The least of all limits.
   *
   * @return CPUs, a fraction where a quota is the least
   */
  public double cpus() {
    return Math.min(allowed.size(), quotaCpus);
  }

  /**
   * The least of all limits in whole CPUs, as the JVM rounds: up, and at least 1.
   *
   * @return CPUs
   */
  public int whole() {
    return Math.max(1, (int) Math.ceil(cpus()));
  }

  /**
   * Which limit is the least, in words.
   *
   * @return such as {@code quota of 1.5 CPUs}
   */
  public String limitedBy() {
    if (quotaCpus < allowed.size()) {
      return "quota of " + quotaCpus + " CPUs";
    }
    return allowed.size() < affinity.size() ? "cpuset " + cpuset : "affinity " + affinity;
  }
}
