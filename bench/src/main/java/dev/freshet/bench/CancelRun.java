package dev.freshet.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One subject of the suite {@code cancel}: arguments are case, subject and measured batches. */
final class CancelRun {
  /** Deadlines that are armed all the time. */
  static final int ARMED = 1_000_000;

  /** Deadlines armed and then cancelled in one go: requests that are under way at once. */
  private static final int BATCH = 100_000;

  /** Batches before the clock runs. */
  private static final int WARM_UP = 10;

  /** Deadlines lie one to two minutes ahead: longer than a run, so that none passes. */
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  /** Five ticks of the slowest timer. */
  private static final int STILL_MILLIS = 500;

  private final Timers timers;
  private final SplittableRandom random = new SplittableRandom(1);
  private final long[] delays = new long[BATCH];
  private final Object[] batch = new Object[BATCH];

  private CancelRun(Timers timers) {
    this.timers = timers;
    Arrays.setAll(delays, _ -> MINUTE + random.nextLong(MINUTE));
  }

  /** Arms and cancels a batch; nanoseconds for one deadline. */
  private double batch() {
    long began = System.nanoTime();
    for (int i = 0; i < BATCH; i++) {
      batch[i] = timers.arm(delays[i]);
    }
    for (int i = 0; i < BATCH; i++) {
      timers.cancel(batch[i]);
    }
    return (double) (System.nanoTime() - began) / BATCH;
  }

  /**
   * Waits for the timer's thread without using a processor, whose time is being counted: until it
   * has worked off all it was handed, or comes no further (ForkJoinPool at times forgets to).
   */
  private void settle() {
    int before = -1;
    for (int still = 0; still < STILL_MILLIS; still++) {
      int now = timers.armed();
      if (now == ARMED) {
        return;
      }
      if (now != before) {
        still = 0;
        before = now;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  public static void main(String[] args) {
    String scenario = args[0];
    int batches = Integer.parseInt(args[2]);
    double[] nanos = new double[batches];
    try (Timers timers = Timers.named(args[1])) {
      CancelRun run = new CancelRun(timers);
      Object[] armed = new Object[ARMED];
      for (int i = 0; i < ARMED; i++) {
        armed[i] = timers.arm(MINUTE + run.random.nextLong(MINUTE));
      }
      for (int i = 0; i < WARM_UP; i++) {
        run.batch();
      }
      run.settle();
      long processor = processorNanos();
      for (int i = 0; i < batches; i++) {
        nanos[i] = run.batch();
      }
      run.settle();
      processor = processorNanos() - processor;
      Arrays.sort(nanos);
      Fork.report(scenario, "ns/op", nanos[batches / 2]);
      Fork.report(scenario + "-cpu", "ns/op", (double) processor / batches / BATCH);
      for (Object one : armed) {
        timers.cancel(one);
      }
    }
    if (Timers.EXPIRED.sum() != 0) {
      throw new IllegalStateException(Timers.EXPIRED.sum() + " deadlines passed, none was due");
    }
  }
}
