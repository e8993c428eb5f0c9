package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.topology.NumaNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Makes a plan from facts and a request; nothing is read, started or changed.
 *
 * {@snippet lang=java :
 * LaunchPlan plan = LaunchPlanner.plan(facts, request);
 * plan.items().forEach(item -> System.out.println(item.text() + ": " + item.reason()));
 * }
 *
 * <p>Thread-safe: no state.
 */
public final class LaunchPlanner {
  /** Taken for the heap where nobody tells of memory: no collector is ruled out by it. */
  private static final long UNKNOWN_HEAP = 2 * Sizes.GIB;

  private LaunchPlanner() {}

  /**
   * Makes the plan.
   *
   * @param facts the machine and the limits
   * @param request what is to be started, and what for
   * @return the plan
   * @throws IllegalArgumentException if CPUs, node or memory that were asked for cannot be had: the
   *     message names the option, its value and what is allowed
   */
  public static LaunchPlan plan(Facts facts, LaunchRequest request) {
    Placement placement = Placement.of(facts, request);
    Draft draft = new Draft(request.command());
    double budget = Math.min(placement.cpus().size(), facts.quotaCpus());
    int whole = Math.max(1, (int) Math.ceil(budget));
    OptionalLong memory =
        request.memoryBytes().isPresent() ? request.memoryBytes() : facts.memoryLimit();

    Binding.write(draft, facts, request, placement);
    OptionalLong heap = MemoryFlags.write(draft, facts, request, placement, memory);
    Collector collector = Collector.choose(draft, request, whole, heap, machineHeap(facts, memory));
    collector.write(draft, facts, request, placement, heap);
    ThreadFlags.write(draft, facts, request, placement, collector);
    StartFlags.write(draft, request);
    SystemAdvice.write(draft, facts, request, placement);
    return new LaunchPlan(
        request.goal(),
        placement.cpus(),
        nodes(facts, placement),
        budget,
        memory,
        draft.items(),
        draft.prefix(),
        draft.flags(),
        request.command(),
        wanted(facts, placement));
  }

  /** The heap that the JVM would take by itself, a quarter of what it sees. */
  private static long machineHeap(Facts facts, OptionalLong memory) {
    long all = memory.orElse(facts.machineMemory());
    return all == 0 ? UNKNOWN_HEAP : all / 4;
  }

  private static CpuSet nodes(Facts facts, Placement placement) {
    if (placement.node().isPresent()) {
      return CpuSet.of(placement.node().getAsInt());
    }
    return facts.memoryNodes().isEmpty()
        ? CpuSet.of(facts.topology().nodes().stream().mapToInt(NumaNode::id).toArray())
        : facts.memoryNodes();
  }

  private static Wanted wanted(Facts facts, Placement placement) {
    CpuSet cpus = placement.cpus();
    return new Wanted(
        cpus.isEmpty() ? Optional.empty() : Optional.of(cpus),
        placement.node(),
        OptionalDouble.of(facts.quotaCpus()));
  }

  /** The names of flags that choose a collector. */
  static final List<String> COLLECTORS =
      List.of(
          "UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseShenandoahGC", "UseEpsilonGC");
}
