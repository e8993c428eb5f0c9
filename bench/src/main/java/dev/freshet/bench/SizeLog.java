package dev.freshet.bench;

import java.util.concurrent.locks.LockSupport;

/** Notes the size of a subject every few milliseconds. */
final class SizeLog {
  /** A quarter of the time in which a pool should begin to grow, and no load to speak of. */
  private static final long PERIOD_NANOS = 5_000_000;

  /** Some five minutes. */
  private static final int MOST = 65_536;

  private final long[] instants = new long[MOST];
  private final int[] sizes = new int[MOST];
  private final Thread thread;
  private volatile int count;
  private volatile boolean stopped;

  SizeLog(Subject subject, long start) {
    thread = Thread.ofPlatform().daemon().name("size-log").start(() -> note(subject, start));
  }

  private void note(Subject subject, long start) {
    for (int noted = 0; !stopped && noted < MOST; noted++) {
      instants[noted] = System.nanoTime() - start;
      sizes[noted] = subject.size();
      count = noted + 1;
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  /** The mean of the sizes noted from then to then, in seconds after the start. */
  double mean(double from, double to) {
    long sum = 0;
    int noted = 0;
    int known = count;
    for (int i = 0; i < known; i++) {
      if (instants[i] >= from * 1e9 && instants[i] < to * 1e9) {
        sum += sizes[i];
        noted++;
      }
    }
    return (double) sum / noted;
  }

  /** The largest size noted from then to then. */
  double most(double from, double to) {
    int most = 0;
    int known = count;
    for (int i = 0; i < known; i++) {
      if (instants[i] >= from * 1e9 && instants[i] < to * 1e9) {
        most = Math.max(most, sizes[i]);
      }
    }
    return most;
  }

  /**
   * Seconds from {@code from} until the size was first reached; those until {@code to} if never.
   */
  double secondsUntil(int size, double from, double to) {
    int known = count;
    for (int i = 0; i < known; i++) {
      if (instants[i] >= from * 1e9 && sizes[i] >= size) {
        return instants[i] / 1e9 - from;
      }
    }
    return to - from;
  }

  /** Ends the thread; what was noted stays. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
