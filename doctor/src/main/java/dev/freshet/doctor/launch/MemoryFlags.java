package dev.freshet.doctor.launch;

import java.util.OptionalLong;

/** The heap, as a part of what the process may take. */
final class MemoryFlags {
  /**
   * What a JVM takes beside its heap at least: metaspace, code cache, thread stacks, direct
   * buffers. 256 MiB is what a service of medium size was seen to need; a quarter above 1 GiB
   * leaves room for direct buffers, which by default may grow to the size of the heap.
   */
  private static final long LEAST_BESIDE_HEAP = 256 * Sizes.MIB;

  /** Up to here half of the memory is heap: the rest of the JVM does not shrink with it. */
  private static final long SMALL = 512 * Sizes.MIB;

  private MemoryFlags() {}

  /**
   * Writes the size of the heap.
   *
   * @return the size that will hold; empty if it is left to the JVM
   */
  static OptionalLong write(
      Draft draft, Facts facts, LaunchRequest request, Placement placement, OptionalLong memory) {
    if (memory.isEmpty()) {
      if (draft.number("MaxHeapSize").isEmpty()) {
        draft.advise(
            "--memory SIZE",
            "nothing limits the memory here, so the heap is left to the JVM: a quarter of the"
                + " machine's "
                + Sizes.of(facts.machineMemory()));
      }
      return draft.number("MaxHeapSize");
    }
    long all = memory.getAsLong();
    if (draft.isGiven("MaxRAMPercentage")) {
      draft.conflict(
          "MaxRAMPercentage",
          "it is a share of what the JVM sees, which need not be " + Sizes.of(all));
      return OptionalLong.empty();
    }
    long planned = heapOf(all);
    OptionalLong given = draft.number("MaxHeapSize");
    if (given.isPresent() && given.getAsLong() + LEAST_BESIDE_HEAP > all && all > SMALL) {
      draft.conflict(
          "MaxHeapSize",
          "of the "
              + Sizes.of(all)
              + " it leaves less than "
              + Sizes.of(LEAST_BESIDE_HEAP)
              + " for metaspace, code, stacks and direct buffers: the kernel kills what takes more");
    } else if (given.isEmpty()) {
      draft.flag(
          "-Xmx" + planned / Sizes.MIB + "m",
          Sizes.of(all)
              + " for the process ("
              + (request.memoryBytes().isPresent() ? "--memory" : "limit of its control group")
              + "), the rest for metaspace, code, stacks and direct buffers");
    }
    long heap = given.orElse(planned);
    if (request.goal() != Goal.MEMORY) {
      draft.flag(
          "-Xms" + heap / Sizes.MIB + "m", "as much from the start: no collection to resize it");
    }
    if (request.goal() == Goal.LATENCY) {
      draft.flag(
          "-XX:+AlwaysPreTouch",
          "pages are faulted in before the first request, "
              + (placement.node().isPresent() ? "on its own node, " : "")
              + "not by it");
    }
    return OptionalLong.of(heap);
  }

  static long heapOf(long all) {
    long heap = all <= SMALL ? all / 2 : all - Math.max(all / 4, LEAST_BESIDE_HEAP);
    return Math.max(heap, 2 * Sizes.MIB);
  }
}
