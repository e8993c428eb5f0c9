package dev.freshet.host.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds false sharing without hardware counters: runs two writers on two CPUs, then squeezes them
 * onto one. Two writers that have nothing in common lose half of their speed; two that write to the
 * same cache line get faster, as the line need not travel any more.
 *
 * {@snippet lang=java :
 * AtomicLongArray counters = new AtomicLongArray(2); // side by side in one line
 * SqueezeProbe.Result result =
 *     SqueezeProbe.run(
 *         times -> IntStream.range(0, times).forEach(i -> counters.incrementAndGet(0)),
 *         times -> IntStream.range(0, times).forEach(i -> counters.incrementAndGet(1)),
 *         10,
 *         Duration.ofMillis(50));
 * result.finding(); // SHARED
 * }
 *
 * <p>The writers must only write to what is suspected, and be the same work apart from where they
 * write. Needs two CPUs and native access. Thread-safe: no state; runs on threads of its own.
 */
public final class SqueezeProbe {
  /** Writes between two looks at the clock: a few µs, so that looking costs little. */
  private static final int BATCH = 1_000;

  private SqueezeProbe() {}

  /** Writes to the structure that is suspected. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes a number of times.
     *
     * @param times how often
     */
    void write(int times);
  }

  /** What the speeds say. */
  public enum Finding {
    /** On one CPU they are faster: they write to one cache line. */
    SHARED,
    /** On two CPUs they are faster: they do not get in each other's way. */
    SEPARATE,
    /** The interval contains both. */
    UNDECIDED
  }

  /**
   * Speeds of both writers together.
   *
   * @param apartPerMicro writes per microsecond on two CPUs, each round
   * @param squeezedPerMicro writes per microsecond on one CPU, each round
   */
  public record Result(List<Double> apartPerMicro, List<Double> squeezedPerMicro) {
    /** Keeps unmodifiable copies. */
    public Result {
      apartPerMicro = List.copyOf(apartPerMicro);
      squeezedPerMicro = List.copyOf(squeezedPerMicro);
    }

    /**
     * How many times as fast they are on two CPUs: about 2 for separate writers.
     *
     * @return median of the rounds with its interval of 95 %
     */
    public MedianInterval speedUp() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < apartPerMicro.size(); i++) {
        ratios.add(apartPerMicro.get(i) / squeezedPerMicro.get(i));
      }
      return MedianInterval.of(ratios);
    }

    /**
     * What that says.
     *
     * @return the finding
     */
    public Finding finding() {
      MedianInterval speedUp = speedUp();
      if (speedUp.high() < 1) {
        return Finding.SHARED;
      }
      return speedUp.low() > 1 ? Finding.SEPARATE : Finding.UNDECIDED;
    }
  }

  /**
   * Runs the writers apart and squeezed in turn; the first round of each is not counted.
   *
   * @param first one writer
   * @param second the other
   * @param rounds how often, at least {@value MedianInterval#FEWEST}
   * @param each how long a round of one kind lasts, 1 ms to 10 s; time slices of the kernel are
   *     about 3 ms, so 50 ms are a good choice
   * @return the speeds
   * @throws IllegalArgumentException if a number is out of range
   * @throws UnsupportedOperationException if there are no two CPUs, or threads cannot be pinned;
   *     the message tells
   * @throws InterruptedException if the caller is interrupted while it waits
   */
  public static Result run(Writer first, Writer second, int rounds, Duration each)
      throws InterruptedException {
    if (rounds < MedianInterval.FEWEST) {
      throw new IllegalArgumentException(
          "rounds " + rounds + " must be at least " + MedianInterval.FEWEST);
    }
    if (each.toMillis() < 1 || each.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException("a round of " + each + " is not in 1 ms to 10 s");
    }
    List<Integer> cpus = PinnedThreads.twoCpus();
    List<Double> apart = new ArrayList<>();
    List<Double> squeezed = new ArrayList<>();
    for (int i = -1; i < rounds; i++) {
      double two = speed(first, cpus.get(0), second, cpus.get(1), each);
      double one = speed(first, cpus.get(0), second, cpus.get(0), each);
      if (i >= 0) {
        apart.add(two);
        squeezed.add(one);
      }
    }
    return new Result(apart, squeezed);
  }

  /** Writes per microsecond of both. */
  private static double speed(
      Writer first, int firstCpu, Writer second, int secondCpu, Duration each)
      throws InterruptedException {
    CountDownLatch together = new CountDownLatch(2);
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Long> one = task(first, firstCpu, together, over, each);
    FutureTask<Long> other = task(second, secondCpu, together, over, each);
    PinnedThreads.start("freshet-squeeze-1", one);
    PinnedThreads.start("freshet-squeeze-2", other);
    return (PinnedThreads.await(one) + PinnedThreads.await(other)) * 1e3 / each.toNanos();
  }

  private static FutureTask<Long> task(
      Writer writer, int cpu, CountDownLatch together, AtomicBoolean over, Duration each) {
    return new FutureTask<>(
        () -> {
          try {
            pinThenMeet(cpu, together);
            return write(writer, over, each.toNanos());
          } finally {
            // Whoever fails ends the other one, too.
            over.set(true);
          }
        });
  }

  private static void pinThenMeet(int cpu, CountDownLatch together) throws InterruptedException {
    try {
      PinnedThreads.pinSelf(cpu);
    } finally {
      together.countDown();
    }
    together.await();
  }

  /** Whoever first sees that time is up ends it for both. */
  private static long write(Writer writer, AtomicBoolean over, long nanos) {
    long begin = System.nanoTime();
    long writes = 0;
    while (!over.get()) {
      writer.write(BATCH);
      writes += BATCH;
      if (System.nanoTime() - begin >= nanos) {
        over.set(true);
      }
    }
    return writes;
  }
}
