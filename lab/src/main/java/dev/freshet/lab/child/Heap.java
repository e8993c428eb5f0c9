package dev.freshet.lab.child;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;

/** The heap of this JVM. */
public final class Heap {
  private static final double MEBI = 1 << 20;

  private Heap() {}

  /**
   * What survives a full collection, as counted at its end: a moment later each thread that
   * allocates has a buffer of its own, and all of it counts as used.
   *
   * @return mebibytes
   */
  public static double liveMiB() {
    System.gc();
    System.gc(); // takes what only the first one made unreachable
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
            .mapToLong(pool -> pool.getCollectionUsage().getUsed())
            .sum()
        / MEBI;
  }
}
