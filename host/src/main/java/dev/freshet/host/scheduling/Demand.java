package dev.freshet.host.scheduling;

import java.util.concurrent.atomic.AtomicInteger;

/** Virtual threads that each hold a carrier for a while, started from new platform threads. */
final class Demand implements AutoCloseable {
  /** Length of one native sleep in µs: how late a holder notices that it is over. */
  private static final int NAP_MICROS = 100;

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
      nap();
    }
    holding.decrementAndGet();
    done.incrementAndGet();
  }

  private static void nap() {
    try {
      Kernel.sleepMicros(NAP_MICROS);
    } catch (Kernel.Refusal withoutNativeAccess) {
      Thread.onSpinWait();
    }
  }
}
