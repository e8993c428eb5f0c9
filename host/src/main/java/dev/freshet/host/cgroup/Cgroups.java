package dev.freshet.host.cgroup;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The control groups around a process and what they limit.
 *
 * {@snippet lang=java :
 * Cgroups groups = Cgroups.read(SystemRoot.ofThisMachine(), pid);
 * double cpus = groups.quotaCpus(); // the least of all quotas around the process
 * }
 *
 * <p>A limit may stand at any level above the process, and the least one holds; readers that look
 * at the own group alone miss it. Counters count since the group was made: read twice and subtract.
 *
 * <p>Thread-safe: immutable. A reading opens a handful of small files for each level.
 *
 * @param layout which versions there are
 * @param cpu the groups that CPU time is counted in: the process's own first, then its ancestors
 * @param cpus the CPUs that the cpuset grants; empty if there is no cpuset
 * @param memoryNodes the memory nodes that the cpuset grants; empty if there is no cpuset
 * @param memory the groups with a limit of memory, the process's own first
 * @param hidden what cannot be seen, in words; empty if all ancestors are visible
 */
public record Cgroups(
    Layout layout,
    List<CpuGroup> cpu,
    CpuSet cpus,
    CpuSet memoryNodes,
    List<MemoryGroup> memory,
    List<String> hidden) {
  /** Keeps unmodifiable copies. */
  public Cgroups {
    cpu = List.copyOf(cpu);
    memory = List.copyOf(memory);
    hidden = List.copyOf(hidden);
  }

  /** Where the controllers are. */
  public enum Layout {
    /** Nowhere: not Linux, or no control groups. */
    NONE,
    /** A hierarchy for each controller. */
    V1,
    /** One hierarchy for all. */
    V2,
    /** Some controllers in hierarchies of their own, the rest in the common one. */
    HYBRID
  }

  /**
   * Reads the groups of a process.
   *
   * @param root where {@code proc} and {@code sys} lie
   * @param pid the process
   * @return its groups; without any if there is no such process
   */
  public static Cgroups read(SystemRoot root, long pid) {
    return read(root, Long.toString(pid));
  }

  /**
   * Reads the groups of the process that asks.
   *
   * @param root where {@code proc} and {@code sys} lie
   * @return its groups
   */
  public static Cgroups readSelf(SystemRoot root) {
    return read(root, "self");
  }

  /**
   * The least quota around the process.
   *
   * @return CPUs; infinite without a quota that can be seen
   */
  public double quotaCpus() {
    return cpu.stream().mapToDouble(CpuGroup::quotaCpus).min().orElse(Double.POSITIVE_INFINITY);
  }

  private static Cgroups read(SystemRoot root, String process) {
    Hierarchy cpu = Hierarchy.of(root, process, "cpu");
    Hierarchy cpuset = Hierarchy.of(root, process, "cpuset");
    Hierarchy memory = Hierarchy.of(root, process, "memory");
    return new Cgroups(
        layout(root, process),
        cpu.folders().stream().map(folder -> cpuGroup(root, cpu.version(), folder)).toList(),
        granted(root, cpuset, "cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus"),
        granted(root, cpuset, "cpuset.mems.effective", "cpuset.effective_mems", "cpuset.mems"),
        memory.folders().stream()
            .flatMap(folder -> memoryGroup(root, memory.version(), folder).stream())
            .toList(),
        Stream.of(cpu, cpuset, memory).flatMap(h -> h.hidden().stream()).distinct().toList());
  }

  private static Layout layout(SystemRoot root, String process) {
    boolean first = false;
    boolean second = false;
    for (String line : root.lines("proc/" + process + "/cgroup")) {
      second |= line.startsWith("0::");
      // Named hierarchies, as systemd's, hold processes and limit nothing.
      first |= !line.startsWith("0::") && !line.contains(":name=");
    }
    second &= root.mounts().stream().anyMatch(mount -> mount.type().equals("cgroup2"));
    if (first) {
      return second ? Layout.HYBRID : Layout.V1;
    }
    return second ? Layout.V2 : Layout.NONE;
  }

  private static CpuGroup cpuGroup(SystemRoot root, int version, String folder) {
    long quota;
    long period;
    if (version == 2) {
      // "max 100000" or "150000 100000", in microseconds.
      String[] words =
          Objects.requireNonNullElse(root.text(folder + "/cpu.max"), "").split(" ", -1);
      quota = number(words[0]);
      period = words.length < 2 ? -1 : number(words[1]);
    } else {
      // No quota is -1, which does not begin with a digit.
      quota = number(root.text(folder + "/cpu.cfs_quota_us"));
      period = number(root.text(folder + "/cpu.cfs_period_us"));
    }
    Map<String, Long> stat = new HashMap<>();
    for (String line : root.lines(folder + "/cpu.stat")) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        stat.put(line.substring(0, blank), number(line.substring(blank + 1)));
      }
    }
    return new CpuGroup(
        folder,
        quota,
        period,
        stat.getOrDefault("nr_periods", 0L),
        stat.getOrDefault("nr_throttled", 0L),
        // Version 1 counts nanoseconds, version 2 microseconds.
        stat.getOrDefault("throttled_time", 1_000 * stat.getOrDefault("throttled_usec", 0L)));
  }

  private static Optional<MemoryGroup> memoryGroup(SystemRoot root, int version, String folder) {
    String file = version == 2 ? "/memory.max" : "/memory.limit_in_bytes";
    // No limit is "max", and in version 1 a number of 19 digits: neither is read as a number.
    Long limit = root.number(folder + file);
    return limit == null ? Optional.empty() : Optional.of(new MemoryGroup(folder, limit));
  }

  /** What the nearest group with a cpuset grants; each file has another name in each version. */
  private static CpuSet granted(SystemRoot root, Hierarchy hierarchy, String... files) {
    for (String folder : hierarchy.folders()) {
      for (String file : files) {
        String list = root.text(folder + "/" + file);
        if (list != null && !list.isEmpty()) {
          return CpuSet.parse(list);
        }
      }
    }
    return CpuSet.empty();
  }

  private static long number(@Nullable String text) {
    Long number = SystemRoot.leadingNumber(text);
    return number == null ? -1 : number;
  }
}
