package dev.freshet.bench;

import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Platform threads that submit a given number of tasks when told, and the count of what ran. */
final class Producers implements AutoCloseable {
  private final LongAdder ran = new LongAdder();
  private final Runnable task = ran::increment;
  private final Phaser start;
  private final Thread[] threads;
  private volatile Subject target;
  private volatile int share;
  private volatile boolean closed;
  private volatile Throwable failure;
  private long expected;

  Producers(int count) {
    start = new Phaser(count + 1);
    threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      threads[i] = Thread.ofPlatform().daemon().name("producer-" + i).start(this::produce);
    }
  }

  private void produce() {
    for (; ; ) {
      start.arriveAndAwaitAdvance();
      if (closed) {
        return;
      }
      try {
        Subject subject = target;
        for (int i = share; i > 0; i--) {
          subject.execute(task);
        }
      } catch (Throwable t) {
        failure = t;
      }
      start.arriveAndAwaitAdvance();
    }
  }

  /** Submits {@code tasks} tasks from all producers and waits until every one has run. */
  void submitAndAwait(Subject subject, int tasks) throws InterruptedException {
    target = subject;
    share = tasks / threads.length;
    expected += (long) share * threads.length;
    start.arriveAndAwaitAdvance();
    start.arriveAndAwaitAdvance();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (ran.sum() < expected) {
      if (failure != null) {
        throw new IllegalStateException("a producer failed", failure);
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            subject + " lost tasks: " + ran.sum() + " of " + expected + " ran");
      }
      Thread.onSpinWait();
    }
    if (ran.sum() != expected) {
      throw new IllegalStateException(
          subject + " ran " + ran.sum() + " tasks of " + expected + " submitted");
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      start.awaitAdvanceInterruptibly(start.arrive(), 10, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("a producer hangs", e);
    }
  }
}
