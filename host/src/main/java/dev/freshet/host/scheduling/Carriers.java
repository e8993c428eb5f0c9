package dev.freshet.host.scheduling;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * The carriers of this JVM: the platform threads that run its virtual threads. Their number can be
 * changed while the JVM runs.
 *
 * {@snippet lang=java :
 * Carriers carriers = Carriers.ofThisJvm();
 * Carriers.Change change = carriers.setParallelism(4);
 * System.out.println(change.words());
 * }
 *
 * <h2>Why a nudge</h2>
 *
 * Setting the number changes a field. Carriers are made when a task is submitted and the scheduler
 * finds that one is missing, and a submission to a queue that holds tasks already does not look
 * (ForkJoinPool.WorkQueue.push signals only if the slot before was empty). With all carriers busy
 * and one queue backed up, a higher number stays without effect; so does the virtual thread that
 * the JDK's own setter starts, for it lands in that queue. The queue of a submission is chosen by
 * the submitting thread: therefore a change starts virtual threads from several new platform
 * threads, until one of them meets an empty queue.
 *
 * <h2>Why a proof</h2>
 *
 * A carrier that is busy is never taken away: a lower number takes effect when carriers run out of
 * work, which threads that only yield never let happen. A change is called proven when it was seen:
 * for a higher number as many virtual threads held a carrier at the same time, for a lower one more
 * virtual threads than that were ready and no more than that ran. They hold their carrier inside a
 * native sleep, which costs no CPU time; without native access they spin.
 *
 * <p>Thread-safe; changes are made one at a time. The number is the JVM's: it holds for every
 * library in it until the next change, and is not kept over a restart.
 */
public final class Carriers {
  /** Largest parallelism of a ForkJoinPool. */
  private static final int MAX_PARALLELISM = 0x7fff;

  /** Pool size that the JDK allows unless told otherwise (VirtualThread.createDefaultScheduler). */
  private static final int DEFAULT_MAX_POOL = 256;

  /** Platform threads that a change starts: the JDK picks one of its queues for each. */
  private static final int NUDGES = 16;

  /** How many more than the new number are made ready, to show that they do not run. */
  private static final int SURPLUS = 4;

  /** How long each of those holds its carrier in ns: enough for the others to come on a CPU. */
  private static final long HOLD_NANOS = 2_000_000;

  /** How long a change is watched before it is called not proven, in ns. */
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  /** Pause between two looks at the scheduler's figures, which nobody announces, in ns. */
  private static final long LOOK_NANOS = 50_000;

  private final VirtualThreadSchedulerMXBean bean;

  private Carriers(VirtualThreadSchedulerMXBean bean) {
    this.bean = bean;
  }

  /**
   * A change of the number of carriers.
   *
   * @param before parallelism before
   * @param after parallelism that was set
   * @param proven whether it was seen to take effect
   * @param words what was seen
   * @param setNanos how long setting it took, in nanoseconds
   * @param effectNanos how long it took from then until the effect was seen or given up, in
   *     nanoseconds; contains what the proof costs
   */
  public record Change(
      int before, int after, boolean proven, String words, long setNanos, long effectNanos) {}

  /**
   * The carriers of this JVM.
   *
   * @return the carriers
   */
  public static Carriers ofThisJvm() {
    return new Carriers(ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class));
  }

  /**
   * How many carriers the scheduler aims at.
   *
   * @return parallelism
   */
  public int parallelism() {
    return bean.getParallelism();
  }

  /**
   * How many carriers exist: more than aimed at while some are blocked in calls that the JDK
   * compensates, fewer while there was no work for them.
   *
   * @return number of platform threads; -1 if unknown
   */
  public int poolSize() {
    return bean.getPoolSize();
  }

  /**
   * How many carriers are active, as estimated by the JDK.
   *
   * @return number; -1 if unknown
   */
  public int mounted() {
    return bean.getMountedVirtualThreadCount();
  }

  /**
   * How many virtual threads wait for a carrier, as estimated by the JDK.
   *
   * @return number; -1 if unknown
   */
  public long queued() {
    return bean.getQueuedVirtualThreadCount();
  }

  /**
   * Sets how many carriers the scheduler aims at, helps it to take effect, and watches whether it
   * does, for up to 2 s.
   *
   * @param wanted 1 to the largest pool size (jdk.virtualThreadScheduler.maxPoolSize, 256 by
   *     default); below 2 one blocked carrier stops everything
   * @return what was seen
   * @throws IllegalArgumentException if the number is out of range
   * @throws UnsupportedOperationException if this JVM has no such scheduler
   */
  public Change setParallelism(int wanted) {
    int most = Math.min(MAX_PARALLELISM, maxPoolSize());
    if (wanted < 1 || wanted > most) {
      throw new IllegalArgumentException(
          "parallelism "
              + wanted
              + " is not in 1 to "
              + most
              + " (jdk.virtualThreadScheduler.maxPoolSize)");
    }
    synchronized (Carriers.class) {
      int before = parallelism();
      long begin = System.nanoTime();
      bean.setParallelism(wanted);
      long set = System.nanoTime();
      Proof proof = wanted > before ? proveRaised(wanted) : proveLowered(wanted);
      long end = System.nanoTime();
      return new Change(before, wanted, proof.proven, proof.words, set - begin, end - set);
    }
  }

  /**
   * Measures what a change costs: up by a number and down again, several times. The first time up
   * makes platform threads, later ones find them (they stay for 30 s).
   *
   * @param delta by how much, at least 1
   * @param rounds how often, at least 1
   * @return two changes a round, up and down in turn; the parallelism is as before
   * @throws IllegalArgumentException if a number is out of range
   * @throws UnsupportedOperationException if this JVM has no such scheduler
   */
  public List<Change> costs(int delta, int rounds) {
    if (delta < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "delta " + delta + " and rounds " + rounds + " must be at least 1");
    }
    int usual = parallelism();
    List<Change> changes = new ArrayList<>();
    try {
      for (int i = 0; i < rounds; i++) {
        changes.add(setParallelism(usual + delta));
        changes.add(setParallelism(usual));
      }
    } finally {
      bean.setParallelism(usual);
    }
    return changes;
  }

  private static int maxPoolSize() {
    int processors = Runtime.getRuntime().availableProcessors();
    int parallelism = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", processors);
    return Integer.getInteger(
        "jdk.virtualThreadScheduler.maxPoolSize", Math.max(parallelism, DEFAULT_MAX_POOL));
  }

  private record Proof(boolean proven, String words) {}

  private Proof proveRaised(int wanted) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try (Demand demand = Demand.start(wanted, NUDGES, PATIENCE_NANOS)) {
      // Threads of the program that hold carriers count as well: then ours cannot all run.
      boolean reached =
          await(
              deadline,
              () -> demand.peak() >= wanted || (poolSize() >= wanted && mounted() >= wanted));
      int seen = Math.max(demand.peak(), reached ? wanted : 0);
      return new Proof(
          reached,
          reached
              ? "parallelism " + wanted + ": " + seen + " virtual threads ran at once"
              : "parallelism "
                  + wanted
                  + " is set, but only "
                  + Math.max(demand.peak(), mounted())
                  + " virtual threads ran at once");
    }
  }

  private Proof proveLowered(int wanted) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    int peak = 0;
    while (await(deadline, () -> mounted() <= wanted)) {
      try (Demand demand = Demand.start(wanted + SURPLUS, NUDGES, HOLD_NANOS)) {
        boolean all = await(deadline, demand::isDone);
        peak = demand.peak();
        if (all && peak <= wanted) {
          return new Proof(
              true,
              "parallelism "
                  + wanted
                  + ": of "
                  + (wanted + SURPLUS)
                  + " virtual threads that were ready "
                  + peak
                  + " ran at once");
        }
      }
    }
    return new Proof(
        false,
        "parallelism "
            + wanted
            + " is set, but "
            + Math.max(peak, mounted())
            + " carriers are active: those that never run out of work stay");
  }

  /** Looks until a condition holds or time is up. */
  private static boolean await(long deadline, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }
}
