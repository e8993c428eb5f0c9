package dev.freshet.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * One subject of the suite {@code scope}: arguments are subject, milliseconds of a batch, and
 * samples of the latency of a cancel (0 for none).
 *
 * <pre>
 *   owner --fork--> no-op, no-op, … --join--> sum of results == tasks
 * </pre>
 */
final class ScopeRun {
  /** Tasks of one group, by case. */
  private static final int[] SIZES = {1000, 10, 1};

  private static final int WARM_UP = 5;
  private static final int BATCHES = 7;

  /** Tasks between two looks at the clock. */
  private static final int STEP = 1000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Group group;
  private final long batchNanos;

  private ScopeRun(Group group, long batchNanos) {
    this.group = group;
    this.batchNanos = batchNanos;
  }

  /** Groups of so many tasks for the time of a batch; nanoseconds and bytes for a task. */
  private double[] batch(int size) throws Exception {
    long tasks = 0;
    long sum = 0;
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    long now;
    do {
      for (int done = 0; done < STEP; done += size) {
        sum += group.forkAndJoin(size);
        tasks += size;
      }
      now = System.nanoTime();
    } while (now - start < batchNanos);
    bytes = THREADS.getTotalThreadAllocatedBytes() - bytes;
    if (sum != tasks) {
      throw new IllegalStateException(tasks + " tasks forked, " + sum + " results");
    }
    return new double[] {(double) (now - start) / tasks, (double) bytes / tasks};
  }

  private void forkAndJoin(String prefix) throws Exception {
    for (int size : SIZES) {
      for (int i = 0; i < WARM_UP; i++) {
        batch(size);
      }
      double[] nanos = new double[BATCHES];
      double[] bytes = new double[BATCHES];
      for (int i = 0; i < BATCHES; i++) {
        double[] both = batch(size);
        nanos[i] = both[0];
        bytes[i] = both[1];
      }
      Arrays.sort(nanos);
      Arrays.sort(bytes);
      Fork.report(prefix + size, "ns/task", nanos[BATCHES / 2]);
      Fork.report(prefix + size, "B/task", bytes[BATCHES / 2]);
    }
  }

  private void cancel(int samples) throws Exception {
    long[] latencies = new long[samples];
    for (int i = -samples / 4; i < samples; i++) {
      Group.Blocked blocked = new Group.Blocked();
      Group.Failing failing = new Group.Failing(blocked);
      group.failBeside(blocked, failing);
      if (blocked.interruptedAt() == 0) {
        throw new IllegalStateException("the group ended before its blocked task");
      }
      if (i >= 0) {
        latencies[i] = blocked.interruptedAt() - failing.failedAt();
      }
    }
    Percentiles all = new Percentiles(latencies, samples);
    Fork.report("cancel-p50", "us", all.millis(50) * 1000);
    Fork.report("cancel-p99", "us", all.millis(99) * 1000);
  }

  public static void main(String[] args) throws Exception {
    long batchNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[1]));
    int samples = Integer.parseInt(args[2]);
    try (Group group = Groups.named(args[0])) {
      ScopeRun run = new ScopeRun(group, batchNanos);
      run.forkAndJoin("join-");
      onVirtual(
          () -> {
            run.forkAndJoin("vjoin-");
            return null;
          });
      if (samples > 0) {
        run.cancel(samples);
      }
    }
  }

  /** With a virtual thread as the owner, as in a server. */
  private static void onVirtual(Callable<?> body) throws Exception {
    Throwable[] failure = new Throwable[1];
    Thread owner =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    body.call();
                  } catch (Throwable t) {
                    failure[0] = t;
                  }
                });
    owner.join();
    if (failure[0] != null) {
      throw new IllegalStateException(failure[0]);
    }
  }
}
