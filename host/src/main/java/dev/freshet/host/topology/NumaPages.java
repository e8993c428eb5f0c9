package dev.freshet.host.topology;

import dev.freshet.host.system.SystemRoot;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * On which memory nodes the pages of a process lie.
 *
 * <p>The kernel walks all page tables for the answer and holds the lock of the memory map while it
 * does: on a heap of 100 GB this stalls the process. Ask once, not in a loop. Only the owner of the
 * process and root may ask.
 *
 * <p>Thread-safe: immutable.
 *
 * @param bytesByNode mapped memory by the number of the node
 */
public record NumaPages(Map<Integer, Long> bytesByNode) {
  /** Bytes of a page where a mapping does not tell, as older kernels don't. */
  private static final long PAGE_KIB = 4;

  /** Keeps an unmodifiable copy. */
  public NumaPages {
    bytesByNode = Map.copyOf(bytesByNode);
  }

  /**
   * Reads {@code /proc/PID/numa_maps}.
   *
   * @param root where {@code proc} lies
   * @param pid the process
   * @return its pages; empty if it may not be read, is gone, or the kernel knows no nodes
   */
  public static Optional<NumaPages> read(SystemRoot root, long pid) {
    Map<Integer, Long> bytes = new TreeMap<>();
    // ADDRESS POLICY [file=...] N0=3 N1=4 kernelpagesize_kB=4: pages by node, and their size.
    for (String line : root.lines("proc/" + pid + "/numa_maps")) {
      String[] words = line.split(" ", -1);
      long pageKib = PAGE_KIB;
      for (String word : words) {
        Long size = word.startsWith("kernelpagesize_kB=") ? after(word) : null;
        pageKib = size == null ? pageKib : size;
      }
      for (String word : words) {
        Long pages = word.matches("N\\d{1,5}=\\d+") ? after(word) : null;
        if (pages != null) {
          int node = Integer.parseInt(word.substring(1, word.indexOf('=')));
          bytes.merge(node, pages * pageKib * 1024, Long::sum);
        }
      }
    }
    return bytes.isEmpty() ? Optional.empty() : Optional.of(new NumaPages(bytes));
  }

  private static Long after(String word) {
    Long number = SystemRoot.leadingNumber(word.substring(word.indexOf('=') + 1));
    return number == null ? Long.valueOf(0) : number;
  }

  /**
   * The share of the memory that lies on one node.
   *
   * @param node number of the node
   * @return 0 to 1
   */
  public double share(int node) {
    long all = bytesByNode.values().stream().mapToLong(Long::longValue).sum();
    return all == 0 ? 0 : (double) bytesByNode.getOrDefault(node, 0L) / all;
  }
}
