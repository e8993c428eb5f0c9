package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.topology.NumaNode;
import dev.freshet.host.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which CPUs and which memory a JVM is given.
 *
 * <p>Unasked, CPUs are narrowed for latency only, isolated ones apart, and never under a CPU quota:
 * a pinned process cannot spend its quota elsewhere and is throttled the more.
 *
 * @param cpus the CPUs
 * @param bound whether they are to be bound, or are what the process has anyway
 * @param node the memory node that holds all of the CPUs, where memory is to come from it; empty on
 *     a machine of one node, and where the CPUs spread
 * @param strict whether memory may come from that node alone, or from others once it is full
 * @param reasons why, a sentence each
 */
record Placement(
    CpuSet cpus, boolean bound, OptionalInt node, boolean strict, List<String> reasons) {
  /**
   * Largest share of a node that a process is bound to strictly. Beyond a node's memory a strict
   * binding ends in an out-of-memory kill while the neighbour node has room; the kernel and the
   * page cache need the rest.
   */
  private static final double STRICT_SHARE = 0.9;

  /** Keeps an unmodifiable copy. */
  Placement {
    reasons = List.copyOf(reasons);
  }

  /** Chooses, or takes what the caller chose once it has proved possible. */
  static Placement of(Facts facts, LaunchRequest request) {
    Chooser chooser = new Chooser(facts, request);
    return request.cpus().isPresent() || request.node().isPresent()
        ? chooser.asked()
        : chooser.chosen();
  }

  private static final class Chooser {
    private final Facts facts;
    private final LaunchRequest request;
    private final Topology topology;
    private final List<String> reasons = new ArrayList<>();

    Chooser(Facts facts, LaunchRequest request) {
      this.facts = facts;
      this.request = request;
      this.topology = facts.topology();
    }

    Placement asked() {
      CpuSet cpus = request.cpus().orElse(facts.allowed());
      request.cpus().ifPresent(this::requireGranted);
      if (request.node().isPresent()) {
        NumaNode node = requireNode(request.node().getAsInt());
        if (request.cpus().isEmpty()) {
          cpus = node.cpus().and(facts.allowed());
        } else if (!node.cpus().containsAll(cpus)) {
          throw new IllegalArgumentException(
              "--cpus '%s' with --node '%d': must be within the CPUs of that node, %s, or its memory is remote to the others"
                  .formatted(cpus, node.id(), node.cpus()));
        }
        requireMemory(node);
        reasons.add("asked for by --node");
        return new Placement(cpus, true, OptionalInt.of(node.id()), true, reasons);
      }
      reasons.add("asked for by --cpus");
      return onNodeOf(cpus, true);
    }

    private void requireGranted(CpuSet cpus) {
      if (!facts.allowed().containsAll(cpus)) {
        String who =
            topology.online().containsAll(cpus)
                ? "that the cpuset and the affinity of this process grant"
                : "that are online and granted";
        throw new IllegalArgumentException(
            "--cpus '%s': must be within the CPUs %s, %s".formatted(cpus, who, facts.allowed()));
      }
    }

    private NumaNode requireNode(int id) {
      List<NumaNode> nodes = usableNodes();
      if (request.command().on("UseNUMA")) {
        throw new IllegalArgumentException(
            "--node '%d' with -XX:+UseNUMA: must be one of the two, because HotSpot switches UseNUMA off under a single memory node"
                .formatted(id));
      }
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException(
            "--node '%d': must be left out, because this kernel tells of no memory nodes"
                .formatted(id));
      }
      return nodes.stream()
          .filter(node -> node.id() == id)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "--node '%d': must be a node with CPUs and memory granted to this process: %s"
                          .formatted(id, list(nodes))));
    }

    private void requireMemory(NumaNode node) {
      long has = node.memoryMiB() * Sizes.MIB;
      long wants = request.memoryBytes().orElse(0);
      if (has > 0 && wants > has) {
        throw new IllegalArgumentException(
            "--memory '%s' with --node '%d': must fit the node, which has %s"
                .formatted(Sizes.of(wants), node.id(), Sizes.of(has)));
      }
    }

    Placement chosen() {
      CpuSet cpus = facts.allowed();
      boolean quota = facts.quota().isPresent();
      if (!quota) {
        cpus = without(topology.isolated(), cpus, "left out: isolated, and not balanced");
      }
      if (request.goal() == Goal.LATENCY && !quota) {
        cpus = oneNode(cpus);
        cpus = without(topology.efficient(), cpus, "left out: slow cores make a slow tail");
      } else if (request.goal() == Goal.LATENCY && spreads(cpus)) {
        reasons.add("not narrowed: a pinned process cannot spend its CPU quota elsewhere");
      }
      boolean bound = !cpus.equals(facts.allowed());
      return bound
          ? onNodeOf(cpus, true)
          : new Placement(cpus, false, OptionalInt.empty(), false, reasons);
    }

    private boolean spreads(CpuSet cpus) {
      return topology.nodesOf(cpus).size() > 1 || !topology.efficient().and(cpus).isEmpty();
    }

    private CpuSet without(CpuSet some, CpuSet cpus, String why) {
      CpuSet rest = cpus.minus(some);
      if (rest.isEmpty() || rest.equals(cpus)) {
        return cpus;
      }
      reasons.add("CPUs " + cpus.and(some) + " " + why);
      return rest;
    }

    /** The node with the most fast CPUs that holds the memory, unless the caller wants NUMA. */
    private CpuSet oneNode(CpuSet cpus) {
      if (topology.nodesOf(cpus).size() < 2 || request.command().on("UseNUMA")) {
        return cpus;
      }
      Optional<NumaNode> best =
          usableNodes().stream()
              .filter(node -> fits(node, 1))
              .max(
                  Comparator.<NumaNode>comparingInt(
                          node -> node.cpus().and(cpus).minus(topology.efficient()).size())
                      .thenComparing(NumaNode::id, Comparator.reverseOrder()));
      if (best.isEmpty()) {
        reasons.add("no single node holds the memory, so the JVM spreads over all of them");
        return cpus;
      }
      reasons.add(
          "node " + best.get().id() + " alone: memory of another node is reached over the link");
      return best.get().cpus().and(cpus);
    }

    /** Whether the memory that is known to be wanted fits into a share of the node. */
    private boolean fits(NumaNode node, double share) {
      long wants = request.memoryBytes().orElse(facts.memoryLimit().orElse(0));
      return node.memoryMiB() < 0 || wants <= share * node.memoryMiB() * Sizes.MIB;
    }

    private Placement onNodeOf(CpuSet cpus, boolean bound) {
      CpuSet nodes = topology.nodesOf(cpus);
      if (topology.nodes().size() < 2 || nodes.size() != 1 || request.command().on("UseNUMA")) {
        return new Placement(cpus, bound, OptionalInt.empty(), false, reasons);
      }
      NumaNode node = byId(nodes.first());
      boolean known = request.memoryBytes().isPresent() || facts.memoryLimit().isPresent();
      return new Placement(
          cpus, bound, OptionalInt.of(node.id()), known && fits(node, STRICT_SHARE), reasons);
    }

    private NumaNode byId(int id) {
      return topology.nodes().stream().filter(node -> node.id() == id).findFirst().orElseThrow();
    }

    private List<NumaNode> usableNodes() {
      return topology.nodes().stream()
          .filter(node -> !node.cpus().and(facts.allowed()).isEmpty())
          .filter(node -> facts.memoryNodes().isEmpty() || facts.memoryNodes().contains(node.id()))
          .toList();
    }

    private static CpuSet list(List<NumaNode> nodes) {
      return CpuSet.of(nodes.stream().mapToInt(NumaNode::id).toArray());
    }
  }
}
