package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import java.util.Optional;

/** What goes in front of the command: CPUs, memory nodes, environment. */
final class Binding {
  private Binding() {}

  static void write(Draft draft, Facts facts, LaunchRequest request, Placement placement) {
    if (placement.bound()) {
      bind(draft, facts, placement);
    } else {
      draft.advise(
          "no binding",
          placement.reasons().isEmpty()
              ? "CPUs " + placement.cpus() + " are what this process has, and all of them serve"
              : String.join("; ", placement.reasons()));
    }
    contradictions(draft, facts, placement);
    if (request.goal() == Goal.MEMORY && facts.tools().contains("env")) {
      draft.bind(
          "glibc takes up to 8 arenas for each CPU, and what is freed in one does not serve the others",
          "env",
          "MALLOC_ARENA_MAX=2");
    }
  }

  private static void bind(Draft draft, Facts facts, Placement placement) {
    String why = String.join("; ", placement.reasons());
    String cpus = placement.cpus().toString();
    if (placement.node().isPresent() && facts.tools().contains("numactl")) {
      int node = placement.node().getAsInt();
      boolean whole =
          facts.topology().nodes().stream()
              .anyMatch(n -> n.id() == node && n.cpus().equals(placement.cpus()));
      draft.bind(
          why
              + (placement.strict()
                  ? "; its memory is bound to the node, where it fits"
                  : "; its memory is taken from the node while that has some: a strict binding is"
                      + " killed when the node is full"),
          "numactl",
          whole ? "--cpunodebind=" + node : "--physcpubind=" + cpus,
          (placement.strict() ? "--membind=" : "--preferred=") + node);
      return;
    }
    draft.bind(why, "taskset", "-c", cpus);
    if (!facts.tools().contains("taskset")) {
      draft.clash("taskset is not installed", "install util-linux, or the command cannot start");
    }
    if (placement.node().isPresent()) {
      draft.advise(
          "install numactl",
          "memory comes from the node of the thread that first touches it, which is node "
              + placement.node().getAsInt()
              + " as long as it has some; only numactl makes sure");
    }
  }

  /** What CPUs and quota have against each other, and against the scheduler. */
  private static void contradictions(Draft draft, Facts facts, Placement placement) {
    CpuSet cpus = placement.cpus();
    Optional<Facts.Quota> quota = facts.quota();
    if (quota.isPresent() && placement.bound() && cpus.size() < quota.get().cpus()) {
      draft.clash(
          "CPUs " + cpus + " under a quota of " + Sizes.cpus(quota.get().cpus()) + " CPUs",
          "the quota can never be used up; bind more CPUs or lower it");
    } else if (quota.isPresent() && placement.bound() && cpus.size() > quota.get().cpus()) {
      draft.clash(
          "CPUs " + cpus + " under a quota of " + Sizes.cpus(quota.get().cpus()) + " CPUs",
          "bound threads cannot move away from a busy CPU and are throttled as well: give as many"
              + " CPUs as the quota has, or no quota");
    }
    CpuSet isolated = cpus.and(facts.topology().isolated());
    if (!isolated.isEmpty() && cpus.size() > 1) {
      draft.clash(
          "CPUs " + isolated + " are isolated",
          "the scheduler does not balance there, so the threads of a JVM stay on the CPU they"
              + " begin on; start it elsewhere and pin single threads: freshet tune PID --pin");
    }
  }
}
