package dev.freshet.host.scheduling;

import java.util.concurrent.atomic.AtomicInteger;

/** Virtual threads that each hold a carrier for a while, started from new platform threads. */
final class Demand implements AutoCloseable {
  /** Length of one native sleep in µs: how late a holder notices that it is over. */
  private static final int SHORTEST_NAP = 100;

  /**
   * Part of that for each thread, in µs, so that many together do not use up the CPUs by waking: 50
   * wake-ups a ms, each of about 3 µs, are a sixth of a CPU.
   */
  private static final int NAP_EACH = 20;

  private final int threads;
  private final long holdNanos;
  private final AtomicInteger holding = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private volatile boolean over;

  private Demand(int threads, long holdNanos) {
    this.threads = threads;
    this.holdNanos = holdNanos;
  }

  static Demand start(int threads, int starters, long holdNanos) {
    Demand demand = new Demand(threads, holdNanos);
    for (int i = 0; i < starters; i++) {
      // The first ones start one more each, until all are shared out.
      int share = threads / starters + (i < threads % starters ? 1 : 0);
      if (share > 0) {
        Thread.ofPlatform()
            .daemon()
            .name("freshet-nudge-" + i)
            .start(() -> demand.startSome(share));
      }
    }
    return demand;
  }

  private void startSome(int share) {
    for (int i = 0; i < share; i++) {
      Thread.startVirtualThread(this::hold);
    }
  }

  /** How many held a carrier at the same time, at most. */
  int peak() {
    return peak.get();
  }

  boolean isDone() {
    return done.get() == threads;
  }

  /** Lets go: threads that run end within a nap, those that have not run yet at once. */
  @Override
  public void close() {
    over = true;
  }

  private void hold() {
    peak.accumulateAndGet(holding.incrementAndGet(), Math::max);
    long begin = System.nanoTime();
    while (!over && System.nanoTime() - begin < holdNanos) {
      nap(Math.max(SHORTEST_NAP, NAP_EACH * threads));
    }
    holding.decrementAndGet();
    done.incrementAndGet();
  }

  private static void nap(int micros) {
    try {
      Kernel.sleepMicros(micros);
    } catch (Kernel.Refusal withoutNativeAccess) {
      Thread.onSpinWait();
    }
  }
}
