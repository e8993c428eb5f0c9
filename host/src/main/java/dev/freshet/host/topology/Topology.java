package dev.freshet.host.topology;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which CPUs share a core, a cache, a memory node, and which are of the slow kind.
 *
 * {@snippet lang=java :
 * Topology topology = Topology.read(SystemRoot.ofThisMachine());
 * CpuSet oneEach = topology.oneCpuPerCore(); // no two of them share a core
 * }
 *
 * <p>Read from sysfs, not from {@code /proc/cpuinfo}, whose core ids repeat across packages and
 * kinds of cores. Thread-safe: immutable. A reading opens about four files for each CPU.
 *
 * @param online CPUs that run; empty where there is no sysfs
 * @param isolated CPUs that the scheduler leaves alone (isolcpus): threads come there by affinity
 *     only
 * @param cores the CPUs of each core; more than one means SMT siblings
 * @param lastLevelCaches the CPUs of each level-3 cache; none if the machine does not tell
 * @param nodes memory nodes by number; none if the kernel knows no nodes
 * @param efficient CPUs of the slow kind on a machine with two kinds; empty on any other
 */
public record Topology(
    CpuSet online,
    CpuSet isolated,
    List<CpuSet> cores,
    List<CpuSet> lastLevelCaches,
    List<NumaNode> nodes,
    CpuSet efficient) {
  private static final String CPUS = "sys/devices/system/cpu/";
  private static final String NODES = "sys/devices/system/node/";

  /**
   * Below this share of the largest capacity a CPU is of the slow kind. Favoured cores of one kind
   * differ by some percent; the slow kinds on the market have half or less.
   */
  private static final double EFFICIENT_BELOW = 0.75;

  /** Keeps unmodifiable copies. */
  public Topology {
    cores = List.copyOf(cores);
    lastLevelCaches = List.copyOf(lastLevelCaches);
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads the topology of a machine.
   *
   * @param root where {@code sys} lies
   * @return what it tells
   */
  public static Topology read(SystemRoot root) {
    CpuSet online = cpus(root, CPUS + "online");
    Set<CpuSet> cores = new LinkedHashSet<>();
    Set<CpuSet> caches = new LinkedHashSet<>();
    for (int cpu : online.toList()) {
      CpuSet core = cpus(root, CPUS + "cpu" + cpu + "/topology/thread_siblings_list");
      cores.add(core.isEmpty() ? CpuSet.of(cpu) : core);
      CpuSet cache = lastLevelCache(root, cpu);
      if (!cache.isEmpty()) {
        caches.add(cache);
      }
    }
    return new Topology(
        online,
        cpus(root, CPUS + "isolated"),
        List.copyOf(cores),
        List.copyOf(caches),
        nodes(root),
        efficient(root, online));
  }

  /**
   * The CPUs of the fast kind: all of them on a machine with one kind.
   *
   * @return CPUs
   */
  public CpuSet performance() {
    return online.minus(efficient);
  }

  /**
   * The first CPU of each core, so that no two share a core.
   *
   * @return CPUs
   */
  public CpuSet oneCpuPerCore() {
    return CpuSet.of(cores.stream().mapToInt(CpuSet::first).toArray());
  }

  /**
   * All CPUs that share a core with one of the given.
   *
   * @param cpus some CPUs
   * @return them and their siblings
   */
  public CpuSet withSiblings(CpuSet cpus) {
    return touching(cores, cpus);
  }

  /**
   * How many level-3 caches the given CPUs spread over.
   *
   * @param cpus some CPUs
   * @return number of caches; 0 if the machine does not tell
   */
  public int cachesUnder(CpuSet cpus) {
    return (int) lastLevelCaches.stream().filter(cache -> !cache.and(cpus).isEmpty()).count();
  }

  /**
   * The nodes that the given CPUs belong to.
   *
   * @param cpus some CPUs
   * @return numbers of nodes
   */
  public CpuSet nodesOf(CpuSet cpus) {
    return CpuSet.of(
        nodes.stream()
            .filter(node -> !node.cpus().and(cpus).isEmpty())
            .mapToInt(NumaNode::id)
            .toArray());
  }

  private static CpuSet touching(Collection<CpuSet> groups, CpuSet cpus) {
    return groups.stream().filter(group -> !group.and(cpus).isEmpty()).reduce(cpus, CpuSet::or);
  }

  private static CpuSet lastLevelCache(SystemRoot root, int cpu) {
    String folder = CPUS + "cpu" + cpu + "/cache";
    for (String index : root.names(folder)) {
      Long level = root.number(folder + "/" + index + "/level");
      if (level != null && level == 3) {
        return cpus(root, folder + "/" + index + "/shared_cpu_list");
      }
    }
    return CpuSet.empty();
  }

  /** Asks Intel's lists of the kinds first, then the capacities that ARM (and newer x86) tell. */
  private static CpuSet efficient(SystemRoot root, CpuSet online) {
    CpuSet slow =
        cpus(root, "sys/devices/cpu_atom/cpus").or(cpus(root, "sys/devices/cpu_lowpower/cpus"));
    if (!slow.isEmpty()) {
      return slow.and(online);
    }
    Map<Integer, Long> capacities = new HashMap<>();
    for (int cpu : online.toList()) {
      Long capacity = root.number(CPUS + "cpu" + cpu + "/cpu_capacity");
      if (capacity != null) {
        capacities.put(cpu, capacity);
      }
    }
    long largest = capacities.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return CpuSet.of(
        capacities.entrySet().stream()
            .filter(entry -> entry.getValue() < EFFICIENT_BELOW * largest)
            .mapToInt(Map.Entry::getKey)
            .toArray());
  }

  private static List<NumaNode> nodes(SystemRoot root) {
    List<Integer> ids = cpus(root, NODES + "online").toList();
    List<NumaNode> nodes = new ArrayList<>();
    for (int id : ids) {
      String folder = NODES + "node" + id;
      nodes.add(
          new NumaNode(
              id,
              cpus(root, folder + "/cpulist"),
              distances(root.text(folder + "/distance"), ids),
              memoryMiB(root, folder),
              misses(root, folder)));
    }
    return nodes;
  }

  /** The row has one column for each node that is online, whatever the numbers of the nodes. */
  private static Map<Integer, Integer> distances(@Nullable String row, List<Integer> ids) {
    Map<Integer, Integer> distances = new TreeMap<>();
    String[] columns = row == null ? new String[0] : row.split("\\s+", -1);
    for (int i = 0; i < Math.min(columns.length, ids.size()); i++) {
      Long distance = SystemRoot.leadingNumber(columns[i]);
      if (distance != null) {
        distances.put(ids.get(i), distance.intValue());
      }
    }
    return distances;
  }

  /** Lines look like {@code Node 0 MemTotal: 1234 kB}. */
  private static long memoryMiB(SystemRoot root, String folder) {
    for (String line : root.lines(folder + "/meminfo")) {
      int key = line.indexOf("MemTotal:");
      Long kibibytes = key < 0 ? null : SystemRoot.leadingNumber(line.substring(key + 9).strip());
      if (kibibytes != null) {
        return kibibytes / 1024;
      }
    }
    return -1;
  }

  private static long misses(SystemRoot root, String folder) {
    for (String line : root.lines(folder + "/numastat")) {
      if (line.startsWith("numa_miss ")) {
        Long misses = SystemRoot.leadingNumber(line.substring("numa_miss ".length()).strip());
        return misses == null ? -1 : misses;
      }
    }
    return -1;
  }

  private static CpuSet cpus(SystemRoot root, String path) {
    String text = root.text(path);
    return text == null ? CpuSet.empty() : CpuSet.parse(text);
  }
}
