package dev.freshet.bench;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One subject of the suite {@code sleep}: arguments are case, subject, limit, tasks, and whether
 * the heap at full load is weighed as well.
 */
final class SleepRun {
  private static final long NAP_MILLIS = 10;
  private static final long PATIENCE_SECONDS = 120;

  /** Tasks before the clock runs: enough for the compiler, few against those that count. */
  private static final int WARM_UP = 50_000;

  /**
   * Places of all bounded queues. Few, so that the submitter is held back as by a semaphore and not
   * ahead of the clock; with 64 the hand-over itself limits (three times the elapsed time).
   */
  private static final int LANE = 1024;

  private final LongAdder twice = new LongAdder();

  /** Start latency by task; for all subjects alike 8 bytes a task. */
  private final long[] waited;

  private volatile CountDownLatch ended = new CountDownLatch(0);

  private SleepRun(int tasks) {
    waited = new long[tasks];
  }

  /** A task; the time it was submitted at is the time just before the subject was called. */
  private void nap(int index, long submitted) {
    long now = System.nanoTime();
    if (waited[index] != 0) {
      twice.increment();
    }
    waited[index] = Math.max(1, now - submitted);
    try {
      TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    ended.countDown();
  }

  private void run(Subject subject, int tasks) throws InterruptedException {
    Arrays.fill(waited, 0);
    ended = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      int index = i;
      long submitted = System.nanoTime();
      subject.execute(() -> nap(index, submitted));
    }
    if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || twice.sum() > 0) {
      throw new IllegalStateException(
          "%s: %d tasks of %d did not end, %d ran twice"
              .formatted(subject, ended.getCount(), tasks, twice.sum()));
    }
  }

  public static void main(String[] args) throws InterruptedException {
    String scenario = args[0];
    int limit = Integer.parseInt(args[2]);
    int tasks = Integer.parseInt(args[3]);
    SleepRun run = new SleepRun(tasks);
    long before = Heap.live();
    try (Subject subject = Subject.named(args[1], new Subject.Bounds(limit, limit, LANE))) {
      run.run(subject, Math.min(tasks, WARM_UP));
      double collections = Heap.collections();
      double pause = Heap.pauseMillis();
      long began = System.nanoTime();
      run.run(subject, tasks);
      Fork.report(scenario + "-elapsed", "s", (System.nanoTime() - began) / 1e9);
      if (Machine.peakRssMiB() > 0) {
        Fork.report(scenario + "-peak-rss", "MiB", Machine.peakRssMiB());
      }
      Fork.report(scenario + "-gc", "count", Heap.collections() - collections);
      Fork.report(scenario + "-gc-pause", "ms", Heap.pauseMillis() - pause);
      Percentiles latencies = new Percentiles(run.waited, tasks);
      Fork.report(scenario + "-start-p50", "ms", latencies.millis(50));
      Fork.report(scenario + "-start-p99", "ms", latencies.millis(99));
      Fork.report(scenario + "-start-max", "ms", latencies.millis(100));
      if (Boolean.parseBoolean(args[4])) {
        FullLoad load = new FullLoad(subject, tasks);
        load.awaitFull(subject.isBounded() ? limit : tasks);
        Fork.report(scenario + "-heap-full", "MiB", (Heap.live() - before) / 1048576.0);
        load.release();
      }
    }
  }
}
