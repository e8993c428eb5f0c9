package dev.freshet.doctor.launch;

import java.util.OptionalLong;
import java.util.Set;

/** Large pages for the heap, where the kernel gives them without stalling. */
final class HugePageFlags {
  /** Below it the TLB covers the heap well enough (1,536 entries of 4 KiB and as many of 2 MiB). */
  private static final long WORTH_IT = Sizes.GIB;

  private HugePageFlags() {}

  static void write(Draft draft, Facts facts, Collector collector, OptionalLong heap) {
    Facts.HugePages pages = facts.hugePages();
    long size = heap.orElse(0);
    if (size < WORTH_IT) {
      return;
    }
    if (pages.freeBytes() >= size) {
      draft.flag(
          "-XX:+UseLargePages",
          Sizes.of(pages.freeBytes()) + " are set aside as huge pages and free: fewer TLB misses");
      return;
    }
    String mode = collector == Collector.Z ? pages.shared() : pages.heap();
    String file = collector == Collector.Z ? "shmem_enabled" : "enabled";
    if (Set.of("always", "madvise", "advise", "within_size", "force").contains(mode)) {
      draft.flag(
          "-XX:+UseTransparentHugePages",
          "the kernel offers them (%s), and a heap of %s misses the TLB less"
              .formatted(mode, Sizes.of(size)));
      if (pages.defrag().equals("always")) {
        draft.advise(
            "echo defer+madvise > /sys/kernel/mm/transparent_hugepage/defrag",
            "it is always: every page fault may stop to compact memory");
      }
    } else if (!mode.isEmpty()) {
      draft.advise(
          "echo %s > /sys/kernel/mm/transparent_hugepage/%s"
              .formatted(collector == Collector.Z ? "advise" : "madvise", file),
          "it is %s, so a heap of %s gets no huge pages%s"
              .formatted(
                  mode,
                  Sizes.of(size),
                  collector == Collector.Z ? "; ZGC takes its heap from shared memory" : ""));
    }
  }
}
