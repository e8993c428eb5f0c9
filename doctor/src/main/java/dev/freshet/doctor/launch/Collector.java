package dev.freshet.doctor.launch;

import java.util.Optional;
import java.util.OptionalLong;

/** The garbage collector, and what depends on which it is. */
enum Collector {
  SERIAL("UseSerialGC"),
  PARALLEL("UseParallelGC"),
  G1("UseG1GC"),
  Z("UseZGC"),
  /** The caller's own choice of one that this plan never makes. */
  OTHER("");

  /**
   * CPUs from which ZGC pays: its threads work beside the application, a quarter of the CPUs by
   * default. With fewer than 4 that quarter is a whole carrier.
   */
  private static final int Z_CPUS = 4;

  /** Heap from which G1's pauses grow long enough for ZGC's barriers to pay. */
  private static final long Z_HEAP = 2 * Sizes.GIB;

  /** Above it a full collection of Parallel stops for seconds: about 1 s for 4 GiB that live. */
  private static final long PARALLEL_HEAP = 16 * Sizes.GIB;

  /** Up to here Serial collects the whole heap in a pause that a small service bears. */
  private static final long SERIAL_HEAP = 2 * Sizes.GIB;

  /** Below it the JVM itself takes Serial: the regions of G1 cost more than they give. */
  private static final long SERVER_HEAP = 256 * Sizes.MIB;

  /** Pause that G1 aims at for latency; its default of 200 ms is for throughput. */
  private static final int PAUSE_MILLIS = 50;

  /** How often an idle G1 is to give memory back. */
  private static final int IDLE_MILLIS = 60_000;

  private final String flag;

  Collector(String flag) {
    this.flag = flag;
  }

  /** Chooses one and writes its flag, unless the caller chose. */
  static Collector choose(
      Draft draft, LaunchRequest request, int cpus, OptionalLong plannedHeap, long usualHeap) {
    Choice choice =
        switch (request.goal()) {
          case LATENCY -> forLatency(request, cpus, plannedHeap.orElse(usualHeap));
          case THROUGHPUT -> forThroughput(cpus, plannedHeap.orElse(usualHeap));
          case MEMORY -> forMemory(plannedHeap.orElse(usualHeap));
        };
    Optional<String> given =
        LaunchPlanner.COLLECTORS.stream().filter(name -> request.command().on(name)).findFirst();
    if (given.isEmpty()) {
      draft.flag("-XX:+" + choice.collector.flag, choice.reason);
      return choice.collector;
    }
    if (given.get().equals(choice.collector.flag)) {
      draft.flag("-XX:+" + choice.collector.flag, choice.reason);
    } else {
      draft.conflict(
          given.get(), "the goal wants -XX:+" + choice.collector.flag + ": " + choice.reason);
    }
    for (Collector known : values()) {
      if (known.flag.equals(given.get())) {
        return known;
      }
    }
    return OTHER;
  }

  private record Choice(Collector collector, String reason) {}

  private static Choice forLatency(LaunchRequest request, int cpus, long heap) {
    if (cpus == 1 || heap < SERVER_HEAP) {
      return new Choice(
          SERIAL, "one CPU or a heap this small: threads of a collector only take turns with ours");
    }
    // Before 21 it was not generational, and stalled allocation where G1 would have paused.
    if (cpus >= Z_CPUS && heap >= Z_HEAP && request.since(21)) {
      return new Choice(Z, "pauses below 1 ms whatever the heap; there are CPUs for its threads");
    }
    return new Choice(
        G1, "short pauses on " + cpus + " CPUs; ZGC would take its threads' CPU from the carriers");
  }

  private static Choice forThroughput(int cpus, long heap) {
    if (cpus == 1) {
      return new Choice(SERIAL, "one CPU: parallel collection only costs switches");
    }
    return heap <= PARALLEL_HEAP
        ? new Choice(PARALLEL, "cheapest barriers, all CPUs at once; it pauses for the whole heap")
        : new Choice(G1, "a heap this large would stop for seconds under Parallel");
  }

  private static Choice forMemory(long heap) {
    return heap <= SERIAL_HEAP
        ? new Choice(SERIAL, "no remembered sets, no threads of its own: the least beside the heap")
        : new Choice(G1, "gives memory back without stopping for the whole heap");
  }

  /** Writes what the collector needs besides. */
  void write(
      Draft draft, Facts facts, LaunchRequest request, Placement placement, OptionalLong heap) {
    if (this == G1 && request.goal() == Goal.LATENCY) {
      draft.flag(
          "-XX:MaxGCPauseMillis=" + PAUSE_MILLIS,
          "what G1 aims at; its default of 200 is too much");
    }
    if (this == G1 && request.goal() == Goal.MEMORY) {
      draft.flag(
          "-XX:G1PeriodicGCInterval=" + IDLE_MILLIS, "an idle JVM gives memory back every minute");
    }
    if (request.goal() == Goal.MEMORY && request.since(25)) {
      draft.flag("-XX:+UseCompactObjectHeaders", "object headers of 8 bytes instead of 12");
    }
    numa(draft, facts, request, placement);
    if (request.goal() != Goal.MEMORY) {
      HugePageFlags.write(draft, facts, this, heap);
    }
  }

  /** Never together with memory that is bound to one node: HotSpot switches it off there. */
  private void numa(Draft draft, Facts facts, LaunchRequest request, Placement placement) {
    boolean many =
        facts.topology().nodesOf(placement.cpus()).size() > 1
            && (facts.memoryNodes().isEmpty() || facts.memoryNodes().size() > 1);
    if (many && request.goal() != Goal.MEMORY && (this == PARALLEL || this == G1)) {
      draft.flag(
          "-XX:+UseNUMA",
          "the CPUs spread over nodes "
              + facts.topology().nodesOf(placement.cpus())
              + ": each thread allocates on its own");
    } else if (!many && request.command().on("UseNUMA")) {
      draft.conflict(
          "UseNUMA",
          "all CPUs lie on one memory node here, so there is nothing to spread; HotSpot switches it"
              + " off where there is but one");
    }
  }
}
