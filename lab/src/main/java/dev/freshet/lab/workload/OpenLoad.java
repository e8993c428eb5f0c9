package dev.freshet.lab.workload;

import dev.freshet.lab.subject.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleUnaryOperator;

/**
 * Hands tasks over at planned instants, whatever becomes of the earlier ones.
 *
 * <p>Latencies count from the planned instant: a producer that is late or made to wait makes them
 * longer, it does not leave out the bad ones (coordinated omission).
 */
final class OpenLoad {
  private final String name;
  private final Subject subject;
  private final Body body;
  private final Tally tally;

  /** Planned instants in nanoseconds after the begin. */
  private final long[] planned;

  /** By task, from the planned instant; 0 while it has not begun. */
  private final long[] starts;

  /** By task, from the planned instant; 0 while it has not ended. */
  private final long[] responses;

  private volatile long begin;

  OpenLoad(String name, Subject subject, Body body, Tally tally, long[] planned) {
    this.name = name;
    this.subject = subject;
    this.body = body;
    this.tally = tally;
    this.planned = planned;
    this.starts = new long[planned.length];
    this.responses = new long[planned.length];
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

  /**
   * Hands all over and waits until they have ended.
   *
   * @param producers threads, each of which has every so-manieth task
   * @param start of {@link System#nanoTime}: what the instants count from
   * @param before tasks that ended before, in an earlier load
   */
  void run(int producers, long start, long before) throws InterruptedException {
    begin = start;
    body.prepare(planned.length);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      int first = i;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("producer-" + i)
              .start(() -> produce(first, producers)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    tally.await(name, subject, before + planned.length);
  }

  private void produce(int first, int step) {
    try {
      for (int i = first; i < planned.length; i += step) {
        long due = begin + planned[i];
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        int index = i;
        subject.execute(() -> run(index));
      }
    } catch (Throwable failure) {
      tally.failed(failure);
    }
  }

  private void run(int index) {
    if (starts[index] != 0) {
      tally.ranTwice();
    }
    starts[index] = sincePlanned(index);
    tally.enter();
    try {
      body.run(index);
    } catch (Throwable failure) {
      tally.failed(failure);
    }
    tally.leave();
    responses[index] = sincePlanned(index);
    tally.ended();
  }

  private long sincePlanned(int index) {
    return Math.max(1, System.nanoTime() - begin - planned[index]);
  }

  int tasks() {
    return planned.length;
  }

  long[] planned() {
    return planned;
  }

  long[] starts() {
    return starts;
  }

  long[] responses() {
    return responses;
  }
}
