package dev.freshet.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** One subject of the suite {@code keyed} that is not a JMH benchmark: arguments case, subject. */
final class KeyedRun {
  /** Tasks of cold keys, and how far apart they are planned. */
  private static final int COLD = 3_000;

  private static final long GAP_NANOS = 500_000;
  private static final int COLD_KEYS = 1_000;

  /** Tasks of the hot key that are always there. */
  private static final int BACKLOG = 512;

  private static final int IDLE_KEYS = 1_000_000;

  private KeyedRun() {}

  public static void main(String[] args) throws InterruptedException {
    String scenario = args[0];
    try (KeyedSubject lanes = KeyedSubject.named(args[1], 2)) {
      if (scenario.equals("idle-1M")) {
        idle(scenario, lanes);
      } else {
        beside(scenario, lanes, scenario.equals("beside-1ms") ? 1_000_000 : 0);
      }
    }
  }

  /** Heap that is left of keys that have no task any more. */
  private static void idle(String scenario, KeyedSubject lanes) {
    LongAdder ran = new LongAdder();
    Runnable task = ran::increment;
    lanes.execute(-1, task);
    Await.until(() -> ran.sum() == 1, () -> "the first task is lost");
    long before = Heap.live();
    for (int key = 0; key < IDLE_KEYS; key++) {
      lanes.execute(key, task);
    }
    Await.until(() -> ran.sum() == IDLE_KEYS + 1, () -> ran.sum() + " tasks ran");
    Fork.report(scenario, "MiB", (Heap.live() - before) / 1048576.0);
    lanes.execute(-1, task); // keeps the subject alive
  }

  /**
   * From the planned instant of a cold key's task to its start, beside a hot key's backlog; and
   * from that instant until it was submitted, which is the machine's share: the subject had no part
   * in it.
   */
  private static void beside(String scenario, KeyedSubject lanes, long hotNanos)
      throws InterruptedException {
    Semaphore backlog = new Semaphore(BACKLOG);
    AtomicInteger over = new AtomicInteger();
    Runnable hot =
        () -> {
          if (hotNanos > 0) {
            LockSupport.parkNanos(hotNanos);
          }
          backlog.release();
        };
    Thread flood =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (over.get() == 0) {
                    backlog.acquireUninterruptibly();
                    lanes.execute(0, hot);
                  }
                });
    Beats warmUp = new Beats(COLD / 3);
    warmUp.run(lanes);
    Beats beats = new Beats(COLD);
    beats.run(lanes);
    over.set(1);
    flood.join();
    backlog.acquire(BACKLOG); // the last hot task has run, and a subject may be closed
    Fork.report(scenario + "-p50", "ms", new Percentiles(beats.started, COLD).millis(50));
    Fork.report(scenario + "-p99", "ms", new Percentiles(beats.started, COLD).millis(99));
    Fork.report(scenario + "-sent-p99", "ms", new Percentiles(beats.sent, COLD).millis(99));
  }

  /** Tasks of cold keys, one each half millisecond, and how late each was sent and started. */
  private static final class Beats {
    final long[] sent;
    final long[] started;

    Beats(int tasks) {
      sent = new long[tasks];
      started = new long[tasks];
    }

    void run(KeyedSubject lanes) {
      int tasks = sent.length;
      LongAdder ran = new LongAdder();
      long start = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        int number = i;
        long planned = start + i * GAP_NANOS;
        for (long left = planned - System.nanoTime();
            left > 0;
            left = planned - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        sent[number] = System.nanoTime() - planned;
        lanes.execute(
            1 + i % COLD_KEYS,
            () -> {
              started[number] = System.nanoTime() - planned;
              ran.increment();
            });
      }
      Await.until(() -> ran.sum() == tasks, () -> ran.sum() + " cold tasks of " + tasks + " ran");
    }
  }
}
