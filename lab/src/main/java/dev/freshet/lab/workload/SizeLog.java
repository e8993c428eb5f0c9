package dev.freshet.lab.workload;

import dev.freshet.lab.subject.Subject;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Notes the size of a subject every few milliseconds, on a thread of its own. */
final class SizeLog {
  /** A quarter of the time in which a pool should begin to grow, and no load to speak of. */
  private static final long PERIOD_NANOS = 5_000_000;

  private final long start;
  private final Thread thread;
  private long[] instants = new long[1024];
  private int[] sizes = new int[1024];
  private int count;
  private volatile boolean stopped;

  SizeLog(Subject subject, long start) {
    this.start = start;
    this.thread = Thread.ofPlatform().daemon().name("size-log").start(() -> note(subject));
  }

  private void note(Subject subject) {
    while (!stopped) {
      if (count == sizes.length) {
        instants = Arrays.copyOf(instants, 2 * count);
        sizes = Arrays.copyOf(sizes, 2 * count);
      }
      instants[count] = System.nanoTime() - start;
      sizes[count++] = subject.size();
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  /** Ends the thread; only then may be read what was noted. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  /** The size last noted before an instant, in nanoseconds after the start. */
  int at(long instant) {
    int found = Arrays.binarySearch(instants, 0, count, instant);
    int index = found >= 0 ? found : -found - 2;
    return count == 0 ? 0 : sizes[Math.max(0, index)];
  }

  /** The mean of the sizes noted from then to then; NaN if none was. */
  double mean(long from, long to) {
    return between(from, to).average().orElse(Double.NaN);
  }

  /** The largest size noted from then to then. */
  int most(long from, long to) {
    return between(from, to).max().orElse(0);
  }

  /** Nanoseconds from then until the size was first reached; NaN if it never was. */
  double until(int size, long from) {
    if (at(from) >= size) {
      return 0;
    }
    for (int i = 0; i < count; i++) {
      if (instants[i] >= from && sizes[i] >= size) {
        return instants[i] - from;
      }
    }
    return Double.NaN;
  }

  private IntStream between(long from, long to) {
    return IntStream.range(0, count)
        .filter(i -> instants[i] >= from && instants[i] < to)
        .map(i -> sizes[i]);
  }
}
