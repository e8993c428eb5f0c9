package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;

/** How many threads of each kind: carriers, collector, compilers, event loops. */
final class ThreadFlags {
  /**
   * Fewest carriers: with one, a task that blocks or spins stops all virtual threads, because they
   * have no time slices.
   */
  private static final int LEAST_CARRIERS = 2;

  private ThreadFlags() {}

  static void write(
      Draft draft, Facts facts, LaunchRequest request, Placement placement, Collector collector) {
    int cpus = whole(facts, placement);
    processors(draft, facts, cpus);
    carriers(draft, facts, request, placement, cpus);
    facts.quota().ifPresent(quota -> quota(draft, quota, collector, cpus));
    netty(draft, request, cpus);
  }

  private static int whole(Facts facts, Placement placement) {
    double budget = Math.min(placement.cpus().size(), facts.quotaCpus());
    return Math.max(1, (int) Math.ceil(budget));
  }

  /** Says the number of CPUs where the JVM would have to round, or cannot see. */
  private static void processors(Draft draft, Facts facts, int cpus) {
    facts
        .quota()
        .ifPresent(
            quota -> {
              boolean fraction = quota.cpus() != Math.rint(quota.cpus());
              if (fraction || quota.ancestor()) {
                draft.flag(
                    "-XX:ActiveProcessorCount=" + cpus,
                    "the quota is "
                        + Sizes.cpus(quota.cpus())
                        + " CPUs"
                        + (quota.ancestor()
                            ? ", set by "
                                + quota.folder()
                                + " above the own group, where a JVM may"
                                + " not see it"
                            : "")
                        + ": rounded up, since with one CPU all pools shrink to one thread");
              }
            });
    if (!facts.hidden().isEmpty()) {
      draft.advise(
          "limits above cannot be seen",
          String.join("; ", facts.hidden()) + "; make the plan outside of the container");
    }
  }

  private static void carriers(
      Draft draft, Facts facts, LaunchRequest request, Placement placement, int cpus) {
    if (!request.since(21)) {
      draft.advise("no carriers", "virtual threads begin with Java 21");
      return;
    }
    int cores = cores(facts, placement.cpus());
    boolean perCore =
        request.goal() == Goal.LATENCY && cores < placement.cpus().size() && cores <= cpus;
    int wanted = Math.max(LEAST_CARRIERS, perCore ? cores : cpus);
    String reason;
    if (wanted > (perCore ? cores : cpus)) {
      reason = "one CPU, but two carriers: with one, a task that blocks stops all others";
    } else if (perCore) {
      reason =
          "one for each core: two busy siblings slow each other, and collector and compilers take"
              + " the other half";
    } else {
      reason = "one for each CPU that it really gets, said here so that it can be checked";
    }
    draft.flag("-Djdk.virtualThreadScheduler.parallelism=" + wanted, reason);
  }

  /** The cores under some CPUs; each CPU counts as one where the machine does not tell. */
  private static int cores(Facts facts, CpuSet cpus) {
    long cores =
        facts.topology().cores().stream().filter(core -> !core.and(cpus).isEmpty()).count();
    return cores == 0 ? cpus.size() : (int) cores;
  }

  /** Threads of the JVM's own run at once and use the quota up in a part of the period. */
  private static void quota(Draft draft, Facts.Quota quota, Collector collector, int cpus) {
    int covered = Math.max(1, (int) Math.floor(quota.cpus()));
    int threads = Math.min(covered, cpus);
    String limit = "a quota of " + Sizes.cpus(quota.cpus()) + " CPUs";
    if (collector != Collector.SERIAL && collector != Collector.OTHER) {
      draft.flag(
          "-XX:ParallelGCThreads=" + threads,
          limit + ": more would use it up in one pause, which then lasts until the next period");
    }
    if (collector == Collector.G1 || collector == Collector.Z) {
      draft.flag(
          "-XX:ConcGCThreads=" + Math.max(1, threads / 4),
          limit + ": what runs beside the application comes out of it");
    }
    // One compiler alone is refused by a JVM with both, and with one there is nothing to set.
    boolean tiered =
        !draft.isGiven("-Xint")
            && !draft.isGiven("TieredStopAtLevel")
            && !draft.isGiven("TieredCompilation");
    if (tiered) {
      draft.flag(
          "-XX:CICompilerCount=" + compilers(threads),
          limit + ": the compilers of the first minute must leave some of it");
    }
  }

  /** HotSpot's own law: 1.5 log2(n) log2(log2(n)), and at least one compiler of each kind. */
  static int compilers(int cpus) {
    int log = 31 - Integer.numberOfLeadingZeros(Math.max(cpus, 1));
    int logLog = 31 - Integer.numberOfLeadingZeros(Math.max(log, 1));
    return Math.max(2, log * logLog * 3 / 2);
  }

  /** The loops and arenas of Netty follow twice the number of CPUs. */
  private static void netty(Draft draft, LaunchRequest request, int cpus) {
    boolean seen = request.command().pathNames("netty");
    String loops = "-Dio.netty.eventLoopThreads=" + cpus;
    String arenas = "-Dio.netty.allocator.numDirectArenas=" + cpus;
    switch (request.goal()) {
      case LATENCY -> netty(draft, seen, loops, "one loop for each CPU, not two that take turns");
      case MEMORY ->
          netty(
              draft,
              seen,
              arenas,
              "a pooled arena keeps chunks of 4 MiB, and there are two for each CPU");
      case THROUGHPUT -> {
        // Its defaults are made for this.
      }
    }
  }

  private static void netty(Draft draft, boolean seen, String option, String reason) {
    if (seen) {
      draft.flag(option, reason);
    } else {
      draft.advise(option, "if it uses Netty: " + reason);
    }
  }
}
