package dev.freshet.doctor.launch;

import dev.freshet.host.cgroup.Cgroups;
import dev.freshet.host.cgroup.CpuGroup;
import dev.freshet.host.cgroup.MemoryGroup;
import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.process.ProcessStatus;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import dev.freshet.host.topology.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is made from: the machine, and what this process may use of it.
 *
 * {@snippet lang=java :
 * Facts facts = Facts.read(SystemRoot.ofThisMachine(), pid, Facts.tools(System.getenv("PATH")));
 * }
 *
 * <p>Thread-safe: immutable.
 *
 * @param topology how CPUs and memory lie to each other
 * @param allowed the CPUs that affinity and cpuset leave
 * @param memoryNodes the memory nodes that the cpuset leaves; empty if unknown
 * @param quota the least CPU quota around the process
 * @param memoryLimit the least memory limit around the process, in bytes
 * @param machineMemory memory of the machine in bytes; 0 if unknown
 * @param hugePages what the kernel offers of them
 * @param kernel the kernel's version line and its command line
 * @param hidden which limits cannot be seen, in words
 * @param tools the programs for binding that are installed
 */
public record Facts(
    Topology topology,
    CpuSet allowed,
    CpuSet memoryNodes,
    Optional<Quota> quota,
    OptionalLong memoryLimit,
    long machineMemory,
    HugePages hugePages,
    String kernel,
    List<String> hidden,
    Set<String> tools) {
  private static final String THP = "sys/kernel/mm/transparent_hugepage/";
  private static final Pattern CHOSEN = Pattern.compile("\\[([^]]+)]");

  /** Keeps unmodifiable copies. */
  public Facts {
    hidden = List.copyOf(hidden);
    tools = Set.copyOf(tools);
  }

  /**
   * A CPU quota. Immutable.
   *
   * @param cpus quota by period
   * @param folder the group that sets it
   * @param ancestor whether that is a group above the process's own
   */
  public record Quota(double cpus, String folder, boolean ancestor) {}

  /**
   * What the kernel offers of large pages. Immutable.
   *
   * @param heap mode of transparent huge pages for private memory: always, madvise, never; empty if
   *     the kernel has none
   * @param shared the same for shared memory, which ZGC takes its heap from
   * @param defrag whether the kernel stops a thread to make a huge page: always, madvise, defer ...
   * @param freeBytes pages set aside beforehand that nobody uses
   */
  public record HugePages(String heap, String shared, String defrag, long freeBytes) {}

  /**
   * Reads the facts.
   *
   * @param root where {@code proc} and {@code sys} lie
   * @param pid the process whose limits the new one inherits: the one that starts it
   * @param tools the programs for binding that are installed
   * @return the facts
   */
  public static Facts read(SystemRoot root, long pid, Set<String> tools) {
    Topology topology = Topology.read(root);
    Cgroups groups = Cgroups.read(root, pid);
    Optional<ProcessStatus> status = ProcessReader.of(root, pid).status();
    CpuSet affinity = status.map(ProcessStatus::allowedCpus).orElse(CpuSet.empty());
    CpuSet allowed = least(least(affinity, groups.cpus()), topology.online());
    CpuSet nodes =
        least(status.map(ProcessStatus::allowedNodes).orElse(CpuSet.empty()), groups.memoryNodes());
    return new Facts(
        topology,
        allowed,
        nodes,
        quota(groups),
        groups.memory().stream().mapToLong(MemoryGroup::limitBytes).min(),
        kibibytes(root.field("proc/meminfo", "MemTotal")) << 10,
        hugePages(root),
        text(root, "proc/version") + " " + text(root, "proc/cmdline"),
        groups.hidden(),
        tools);
  }

  /**
   * Which programs for binding are installed.
   *
   * @param searchPath folders separated by colons
   * @return of taskset, numactl and env those that can be run
   */
  public static Set<String> tools(String searchPath) {
    List<String> folders = Arrays.asList(searchPath.split(":", -1));
    return Stream.of("taskset", "numactl", "env")
        .filter(
            tool ->
                folders.stream()
                    .anyMatch(
                        folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, tool))))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The quota in CPUs; infinite without one. */
  double quotaCpus() {
    return quota.map(Quota::cpus).orElse(Double.POSITIVE_INFINITY);
  }

  private static Optional<Quota> quota(Cgroups groups) {
    return groups.cpu().stream()
        .filter(group -> Double.isFinite(group.quotaCpus()))
        .min(Comparator.comparingDouble(CpuGroup::quotaCpus))
        .map(
            group ->
                new Quota(
                    group.quotaCpus(),
                    group.folder(),
                    !group.folder().equals(groups.cpu().getFirst().folder())));
  }

  private static HugePages hugePages(SystemRoot root) {
    long free = kibibytes(root.field("proc/meminfo", "HugePages_Free"));
    long size = kibibytes(root.field("proc/meminfo", "Hugepagesize"));
    return new HugePages(
        chosen(root, "enabled"),
        chosen(root, "shmem_enabled"),
        chosen(root, "defrag"),
        (free * size) << 10);
  }

  /** The word in brackets of {@code always [madvise] never}. */
  private static String chosen(SystemRoot root, String file) {
    Matcher word = CHOSEN.matcher(text(root, THP + file));
    return word.find() ? word.group(1) : "";
  }

  private static String text(SystemRoot root, String file) {
    return Objects.requireNonNullElse(root.text(file), "");
  }

  private static long kibibytes(@Nullable String text) {
    Long number = SystemRoot.leadingNumber(text);
    return number == null ? 0 : number;
  }

  /** What both leave; an empty set is one that is not known. */
  private static CpuSet least(CpuSet one, CpuSet other) {
    if (one.isEmpty()) {
      return other;
    }
    return other.isEmpty() ? one : one.and(other);
  }
}
