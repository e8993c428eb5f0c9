package dev.freshet.host.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;

/**
 * Measures what it costs to move a thread to another CPU, by how much data it works on.
 *
 * {@snippet lang=java :
 * for (MigrationProbe.Cost cost : MigrationProbe.run(List.of(4_096L, 1L << 20), 50)) {
 *   System.out.println(cost.workingSetBytes() + " B: " + cost.interval().median() + " ns");
 * }
 * }
 *
 * <p>A thread walks its data so that the caches of its CPU hold it. Then it is either moved to
 * another CPU or told to stay on its own, by the same system call, and walks again. The difference
 * of the two is the cost: the move itself, and the lines that have to be fetched anew. The walk
 * follows a random cycle through all cache lines and writes to each, so that no prefetcher helps
 * and lines must be handed over, not only read.
 *
 * <p>A round takes four walks: at 8 MiB about 20 ms. Needs two CPUs and native access. Thread-safe:
 * no state; runs on a thread of its own.
 */
public final class MigrationProbe {
  /** Bytes of a cache line on the CPUs that the JVM runs on (a few have 128: then two a line). */
  private static final int LINE = 64;

  private static final int WORDS = LINE / Long.BYTES;

  /** Largest working set in bytes: twice the largest shared caches of today. */
  private static final long MOST_BYTES = 1L << 30;

  /** Rounds that are not counted: until the walk is compiled. */
  private static final int WARM_UP = 10;

  private MigrationProbe() {}

  /**
   * What moving cost with one working set.
   *
   * @param workingSetBytes size of the data
   * @param movedNanos system call and walk after a move, each round, in nanoseconds
   * @param stayedNanos system call and walk without one, each round, in nanoseconds
   */
  public record Cost(long workingSetBytes, List<Long> movedNanos, List<Long> stayedNanos) {
    /** Keeps unmodifiable copies. */
    public Cost {
      movedNanos = List.copyOf(movedNanos);
      stayedNanos = List.copyOf(stayedNanos);
    }

    /**
     * The cost of one move: the differences within the rounds.
     *
     * @return median in nanoseconds with its interval of 95 %
     */
    public MedianInterval interval() {
      List<Double> differences = new ArrayList<>();
      for (int i = 0; i < movedNanos.size(); i++) {
        differences.add((double) (movedNanos.get(i) - stayedNanos.get(i)));
      }
      return MedianInterval.of(differences);
    }
  }

  /**
   * Measures.
   *
   * @param workingSets sizes in bytes, 64 to 1 GiB
   * @param rounds moves for each size, at least {@value MedianInterval#FEWEST}
   * @return the costs in the order of the sizes
   * @throws IllegalArgumentException if a number is out of range
   * @throws UnsupportedOperationException if there are no two CPUs to move between, or threads
   *     cannot be pinned; the message tells
   * @throws InterruptedException if the caller is interrupted while it waits
   */
  public static List<Cost> run(List<Long> workingSets, int rounds) throws InterruptedException {
    if (rounds < MedianInterval.FEWEST) {
      throw new IllegalArgumentException(
          "rounds " + rounds + " must be at least " + MedianInterval.FEWEST);
    }
    for (long bytes : workingSets) {
      if (bytes < LINE || bytes > MOST_BYTES) {
        throw new IllegalArgumentException(
            "working set " + bytes + " B is not in " + LINE + " B to 1 GiB");
      }
    }
    List<Integer> cpus = PinnedThreads.twoCpus();
    FutureTask<List<Cost>> task =
        new FutureTask<>(
            () -> workingSets.stream().map(bytes -> measure(bytes, rounds, cpus)).toList());
    PinnedThreads.start("freshet-migration", task);
    return PinnedThreads.await(task);
  }

  private static Cost measure(long bytes, int rounds, List<Integer> cpus) {
    long[] data = cycle((int) (bytes / LINE));
    List<Long> moved = new ArrayList<>();
    List<Long> stayed = new ArrayList<>();
    for (int i = -WARM_UP; i < rounds; i++) {
      int home = cpus.get(i & 1);
      int away = cpus.get((i + 1) & 1);
      long stay = timed(data, home, home);
      long move = timed(data, home, away);
      if (i >= 0) {
        stayed.add(stay);
        moved.add(move);
      }
    }
    return new Cost(bytes, moved, stayed);
  }

  private static long timed(long[] data, int from, int to) {
    PinnedThreads.pinSelf(from);
    walk(data);
    long begin = System.nanoTime();
    PinnedThreads.pinSelf(to);
    walk(data);
    return System.nanoTime() - begin;
  }

  /** One random cycle through all lines (Sattolo): the first word of each tells the next. */
  private static long[] cycle(int lines) {
    int[] order = new int[lines];
    for (int i = 0; i < lines; i++) {
      order[i] = i;
    }
    Random random = new Random(lines);
    for (int i = lines - 1; i > 0; i--) {
      int j = random.nextInt(i);
      int other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
    long[] data = new long[lines * WORDS];
    for (int i = 0; i < lines; i++) {
      data[i * WORDS] = (long) order[i] * WORDS;
    }
    return data;
  }

  /** Steps through the whole cycle and writes to each line; ends where it began. */
  private static void walk(long[] data) {
    int at = 0;
    do {
      data[at + 1]++;
      at = (int) data[at];
    } while (at != 0);
  }
}
