package dev.freshet.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/**
 * Submits tasks at planned instants, whatever becomes of the earlier ones.
 *
 * <p>A response counts from the planned instant: a submitter that is late or made to wait makes the
 * responses longer, it does not leave out the bad ones.
 */
final class OpenLoad {
  /** Planned instants in nanoseconds after the start. */
  private final long[] planned;

  /** By task; 0 while it has not ended. */
  private final long[] responses;

  private final Runnable work;
  private final Consumer<Runnable> target;
  private final LongAdder ended = new LongAdder();
  private final LongAdder twice = new LongAdder();
  private volatile long start;
  private volatile int submitted;
  private volatile Throwable failure;
  private Thread thread;

  /**
   * A load.
   *
   * @param planned instants in nanoseconds after the start, ascending
   * @param work what a task does
   * @param target takes the tasks
   */
  OpenLoad(long[] planned, Runnable work, Consumer<Runnable> target) {
    this.planned = planned;
    this.responses = new long[planned.length];
    this.work = work;
    this.target = target;
  }

  /** Evenly spaced instants at a rate (per second) that may change with the time (in seconds). */
  static long[] arrivals(double seconds, DoubleUnaryOperator rate) {
    long[] instants = new long[1024];
    int count = 0;
    for (double t = 0; t < seconds; t += 1 / rate.applyAsDouble(t)) {
      if (count == instants.length) {
        instants = Arrays.copyOf(instants, 2 * count);
      }
      instants[count++] = (long) (t * 1e9);
    }
    return Arrays.copyOf(instants, count);
  }

  /** Starts the submitter; instants count from {@code startNanoTime}. */
  OpenLoad start(long startNanoTime) {
    start = startNanoTime;
    thread = Thread.ofPlatform().daemon().name("open-load").start(this::submit);
    return this;
  }

  private void submit() {
    try {
      for (int i = 0; i < planned.length; i++) {
        long due = start + planned[i];
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        int index = i;
        target.accept(() -> run(index));
        submitted = i + 1;
      }
    } catch (Throwable t) {
      failure = t;
    }
  }

  private void run(int index) {
    work.run();
    if (responses[index] != 0) {
      twice.increment();
    }
    responses[index] = System.nanoTime() - start - planned[index];
    ended.increment();
  }

  /** Waits until all tasks are submitted. */
  void awaitSubmitted() throws InterruptedException {
    thread.join();
    check();
  }

  /** Waits until all tasks are submitted and have ended. */
  void awaitEnded() throws InterruptedException {
    awaitSubmitted();
    Await.until(
        () -> ended.sum() >= planned.length,
        () -> ended.sum() + " tasks of " + planned.length + " have ended");
    check();
  }

  private void check() {
    if (failure != null) {
      throw new IllegalStateException("the submitter failed", failure);
    }
    if (twice.sum() > 0) {
      throw new IllegalStateException(twice.sum() + " tasks ran twice");
    }
  }

  /** Tasks handed to the target. */
  int submitted() {
    return submitted;
  }

  /** Tasks that have ended. */
  long ended() {
    return ended.sum();
  }

  /**
   * Responses of the tasks planned within {@code from} to {@code to} seconds after the start; a
   * task that has not ended counts with its age, which is less than its response would be.
   */
  Percentiles responses(double from, double to) {
    long age = System.nanoTime() - start;
    long[] chosen = new long[planned.length];
    int count = 0;
    for (int i = 0; i < planned.length; i++) {
      if (planned[i] >= from * 1e9 && planned[i] < to * 1e9) {
        chosen[count++] = responses[i] != 0 ? responses[i] : age - planned[i];
      }
    }
    return new Percentiles(chosen, count);
  }
}
