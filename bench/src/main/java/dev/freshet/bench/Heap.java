package dev.freshet.bench;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.List;

/** The heap of this JVM and what its collectors did. */
final class Heap {
  private static final List<GarbageCollectorMXBean> COLLECTORS =
      ManagementFactory.getGarbageCollectorMXBeans();

  private Heap() {}

  /**
   * Bytes that survived a full collection, as counted at its end: a moment later each thread that
   * allocates has a buffer of its own, 22 MB of a large heap, and all of it counts as used.
   */
  static long live() {
    System.gc();
    System.gc(); // takes what only the first one made unreachable
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  /** Collections since the JVM began. */
  static double collections() {
    return COLLECTORS.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }

  /** Time the collectors stopped the program since the JVM began, in milliseconds. */
  static double pauseMillis() {
    return COLLECTORS.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
  }
}
