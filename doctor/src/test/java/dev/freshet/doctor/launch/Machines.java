package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import dev.freshet.host.topology.NumaNode;
import dev.freshet.host.topology.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Five machines that plans are made for: three as trees of files, two as facts. */
enum Machines {
  /** One node, two CPUs, 16 GiB. */
  SMALL,
  /** Nodes 0 and 2: CPUs 0-1,4-5 with 16 GiB, CPUs 2-3,6-7 with 32 GiB. */
  TWO_NODES,
  /** CPUs 0-31 are 16 fast cores with two threads each, 32-63 slow ones. */
  HYBRID_64,
  /** 8 cores, 16 threads: CPU n and n + 8 share one. */
  SMT,
  /** Own quota 4 CPUs, 1.5 above it, cpuset 0-3, 1 GiB. */
  CONTAINER;

  private static final Path TREES = Path.of("..", "host", "src", "test", "resources", "machines");
  private static final Set<String> TOOLS = Set.of("taskset", "numactl", "env");
  private static final long PID = 4242;

  private static final Facts.HugePages MADVISE =
      new Facts.HugePages("madvise", "advise", "madvise", 0);

  Facts facts() {
    return switch (this) {
      case SMALL -> byHand(2, List.of(CpuSet.of(0), CpuSet.of(1)), 16);
      case TWO_NODES -> tree("two-nodes");
      case HYBRID_64 -> tree("hybrid-64");
      case SMT -> byHand(16, IntStream.range(0, 8).mapToObj(n -> CpuSet.of(n, n + 8)).toList(), 64);
      case CONTAINER -> tree("v2-quota");
    };
  }

  private static Facts tree(String name) {
    return Facts.read(new SystemRoot(TREES.resolve(name)), PID, TOOLS);
  }

  private static Facts byHand(int cpus, List<CpuSet> cores, long gibibytes) {
    CpuSet online = CpuSet.parse("0-" + (cpus - 1));
    NumaNode node = new NumaNode(0, online, Map.of(0, 10), gibibytes << 10, 0);
    return new Facts(
        new Topology(online, CpuSet.empty(), cores, List.of(online), List.of(node), CpuSet.empty()),
        online,
        CpuSet.of(0),
        Optional.empty(),
        OptionalLong.empty(),
        gibibytes << 30,
        MADVISE,
        "Linux version 6.12 #1 SMP PREEMPT_DYNAMIC",
        List.of(),
        TOOLS);
  }

  /** Facts with other programs installed. */
  static Facts with(Facts f, Set<String> tools) {
    return new Facts(
        f.topology(),
        f.allowed(),
        f.memoryNodes(),
        f.quota(),
        f.memoryLimit(),
        f.machineMemory(),
        f.hugePages(),
        f.kernel(),
        f.hidden(),
        tools);
  }

  /** Facts with some CPUs isolated. */
  static Facts withIsolated(Facts f, CpuSet isolated) {
    Topology t = f.topology();
    return new Facts(
        new Topology(
            t.online(), isolated, t.cores(), t.lastLevelCaches(), t.nodes(), t.efficient()),
        f.allowed(),
        f.memoryNodes(),
        f.quota(),
        f.memoryLimit(),
        f.machineMemory(),
        f.hugePages(),
        f.kernel(),
        f.hidden(),
        f.tools());
  }

  /** A request in which nothing is said beyond the goal. */
  static LaunchRequest request(Goal goal, String... command) {
    return new LaunchRequest(
        goal,
        Optional.empty(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        JavaCommand.parse(List.of(command), Map.of()),
        OptionalInt.of(25));
  }

  static LaunchRequest onCpus(LaunchRequest r, String cpus) {
    return new LaunchRequest(
        r.goal(),
        Optional.of(CpuSet.parse(cpus)),
        r.node(),
        r.memoryBytes(),
        r.command(),
        r.feature());
  }

  static LaunchRequest onNode(LaunchRequest r, int node) {
    return new LaunchRequest(
        r.goal(), r.cpus(), OptionalInt.of(node), r.memoryBytes(), r.command(), r.feature());
  }

  static LaunchRequest withMemory(LaunchRequest r, long gibibytes) {
    return new LaunchRequest(
        r.goal(), r.cpus(), r.node(), OptionalLong.of(gibibytes << 30), r.command(), r.feature());
  }

  static LaunchRequest forRelease(LaunchRequest r, int feature) {
    return new LaunchRequest(
        r.goal(), r.cpus(), r.node(), r.memoryBytes(), r.command(), OptionalInt.of(feature));
  }
}
