package dev.freshet.doctor.launch;

import dev.freshet.host.cgroup.Cgroups;
import dev.freshet.host.cgroup.CpuGroup;
import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.process.ProcessStatus;
import dev.freshet.host.process.ThreadSample;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import dev.freshet.host.topology.NumaPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Looks at a running JVM for what its launch wanted: CPUs, memory node, quota, flags, carriers.
 *
 * {@snippet lang=java :
 * JvmView view = JvmView.ask(pid, Duration.ofSeconds(10));
 * List<LaunchCheck> checks =
 *     LaunchVerifier.of(SystemRoot.ofThisMachine(), pid).verify(Wanted.NOTHING, view);
 * }
 *
 * <p>Thread-safe: immutable. The share of memory by node is read only where a node was wanted,
 * because the kernel holds the lock of the memory map meanwhile.
 */
public final class LaunchVerifier {
  /** Share of the memory that must lie on the wanted node; the rest is shared libraries. */
  private static final double LOCAL = 0.95;

  /** Share of periods throttled above which a latency goal is missed. */
  private static final double THROTTLED = 0.01;

  private final SystemRoot root;
  private final ProcessStatus status;
  private final JavaCommand command;

  private LaunchVerifier(SystemRoot root, ProcessStatus status, JavaCommand command) {
    this.root = root;
    this.status = status;
    this.command = command;
  }

  /**
   * A look at one JVM.
   *
   * @param root where {@code proc} and {@code sys} lie
   * @param pid the JVM
   * @return ready to verify
   * @throws IllegalArgumentException if there is no such process, or it was not started by {@code
   *     java}
   */
  public static LaunchVerifier of(SystemRoot root, long pid) {
    ProcessStatus status =
        ProcessReader.of(root, pid)
            .status()
            .orElseThrow(
                () ->
                    new IllegalArgumentException("PID '" + pid + "': must be a process that runs"));
    try {
      return new LaunchVerifier(root, status, JavaCommand.parse(status.commandLine(), Map.of()));
    } catch (IllegalArgumentException other) {
      throw new IllegalArgumentException(
          "PID '%d': must be a JVM that java started, and it is '%s'".formatted(pid, status.name()),
          other);
    }
  }

  /**
   * Compares what was wanted with what holds.
   *
   * @param overriding what the caller wants; what it leaves open is taken from the property that
   *     {@code freshet launch} put on the command line
   * @param view what the JVM says of itself
   * @return one check for each wish, CPUs first
   */
  public List<LaunchCheck> verify(Wanted overriding, JvmView view) {
    Wanted planned = Wanted.parse(command.given().getOrDefault(Wanted.PROPERTY, ""));
    Wanted wanted =
        new Wanted(
            overriding.cpus().or(planned::cpus),
            overriding.node().isPresent() ? overriding.node() : planned.node(),
            overriding.quota().isPresent() ? overriding.quota() : planned.quota());
    Cgroups groups = Cgroups.read(root, status.pid());
    List<LaunchCheck> checks = new ArrayList<>();
    wanted.cpus().ifPresent(cpus -> cpus(checks, cpus, groups));
    wanted.quota().ifPresent(limit -> quota(checks, limit, groups));
    wanted.node().ifPresent(node -> node(checks, node));
    carriers(checks, view);
    FlagChecks.add(checks, root, status.pid(), command, view);
    return checks;
  }

  private void cpus(List<LaunchCheck> checks, CpuSet wanted, Cgroups groups) {
    Map<String, List<String>> outside = new TreeMap<>();
    List<ThreadSample> threads = ProcessReader.of(root, status.pid()).threads();
    CpuSet all = CpuSet.empty();
    for (ThreadSample thread : threads) {
      all = all.or(thread.allowedCpus());
      if (!wanted.containsAll(thread.allowedCpus())) {
        outside
            .computeIfAbsent(thread.allowedCpus().toString(), cpus -> new ArrayList<>())
            .add(thread.name());
      }
    }
    String actual =
        outside.isEmpty()
            ? all + ", all " + threads.size() + " threads"
            : outside.entrySet().stream()
                .map(
                    entry ->
                        "%s for %d of %d threads (%s)"
                            .formatted(
                                entry.getKey(),
                                entry.getValue().size(),
                                threads.size(),
                                entry.getValue().stream()
                                    .distinct()
                                    .limit(3)
                                    .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("; "));
    checks.add(
        threads.isEmpty() || all.isEmpty()
            ? LaunchCheck.unknown("CPUs of the threads", wanted.toString(), "not told")
            : LaunchCheck.of("CPUs of the threads", wanted.toString(), actual, outside.isEmpty()));
    if (!groups.cpus().isEmpty()) {
      checks.add(
          LaunchCheck.of(
              "cpuset",
              "contains " + wanted,
              groups.cpus().toString(),
              groups.cpus().containsAll(wanted)));
    }
  }

  private static void quota(List<LaunchCheck> checks, double wanted, Cgroups groups) {
    double actual = groups.quotaCpus();
    if (!groups.hidden().isEmpty()) {
      checks.add(
          LaunchCheck.unknown(
              "CPU quota", words(wanted), words(actual) + "; " + groups.hidden().getFirst()));
    } else {
      // Written as microseconds by period, so a rounding error of a hundredth is none.
      boolean same = wanted == actual || Math.abs(wanted - actual) < 0.01;
      checks.add(LaunchCheck.of("CPU quota", words(wanted), words(actual), same));
    }
    groups.cpu().stream()
        .filter(group -> group.periods() > 0 && Double.isFinite(group.quotaCpus()))
        .forEach(group -> checks.add(throttling(group)));
  }

  private static LaunchCheck throttling(CpuGroup group) {
    double share = (double) group.throttledPeriods() / group.periods();
    return LaunchCheck.of(
        "throttling",
        "at most 1 % of periods",
        String.format(
            Locale.ROOT,
            "%.1f %% of %d periods, %d ms, in %s",
            100 * share,
            group.periods(),
            group.throttledNanos() / 1_000_000,
            group.folder()),
        share <= THROTTLED);
  }

  private void node(List<LaunchCheck> checks, int node) {
    String wanted = "at least 95 % on node " + node;
    checks.add(
        NumaPages.read(root, status.pid())
            .map(
                pages ->
                    LaunchCheck.of(
                        "memory",
                        wanted,
                        String.format(
                            Locale.ROOT, "%.1f %% on node %d", 100 * pages.share(node), node),
                        pages.share(node) >= LOCAL))
            .orElseGet(
                () ->
                    LaunchCheck.unknown(
                        "memory", wanted, "numa_maps is for the owner of the process and root")));
  }

  private void carriers(List<LaunchCheck> checks, JvmView view) {
    String wanted = command.given().get("-Djdk.virtualThreadScheduler.parallelism");
    if (wanted == null) {
      return;
    }
    checks.add(
        view.carriers().isPresent()
            ? LaunchCheck.of(
                "carriers",
                wanted,
                Integer.toString(view.carriers().getAsInt()),
                wanted.equals(Integer.toString(view.carriers().getAsInt())))
            : LaunchCheck.unknown(
                "carriers",
                wanted,
                view.silence().isEmpty() ? "Java 24 and newer tell" : view.silence()));
  }

  private static String words(double cpus) {
    return Double.isInfinite(cpus) ? "none" : Sizes.cpus(cpus) + " CPUs";
  }
}
