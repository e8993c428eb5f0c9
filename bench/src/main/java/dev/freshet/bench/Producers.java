package dev.freshet.bench;

import dev.freshet.core.TaskPool;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Threads that submit a given number of tasks when told, and the count of what ran. */
final class Producers implements AutoCloseable {
  /** What a producer does with its share of the tasks. */
  interface Submission {
    void submit(Subject subject, Runnable task, int times);
  }

  private static final int BULK = 64;

  private final LongAdder ran = new LongAdder();
  private final Runnable task;
  private final Submission submission;
  private final Phaser start;
  private final int count;
  private volatile Subject target;
  private volatile int share;
  private volatile boolean closed;
  private volatile Throwable failure;
  private long expected;

  /**
   * Starts the threads.
   *
   * @param crowd how many, with a {@code v} after the number if they are virtual
   * @param work what a task does besides counting itself
   * @param submission how tasks are submitted
   */
  Producers(String crowd, Runnable work, Submission submission) {
    boolean virtual = crowd.endsWith("v");
    this.count = Integer.parseInt(virtual ? crowd.substring(0, crowd.length() - 1) : crowd);
    this.task =
        work == null
            ? ran::increment
            : () -> {
              work.run();
              ran.increment();
            };
    this.submission = submission;
    this.start = new Phaser(count + 1);
    for (int i = 0; i < count; i++) {
      if (virtual) {
        Thread.ofVirtual().name("producer-" + i).start(this::produce);
      } else {
        Thread.ofPlatform().daemon().name("producer-" + i).start(this::produce);
      }
    }
  }

  /** One call of {@code execute} for each task. */
  static void oneByOne(Subject subject, Runnable task, int times) {
    for (int i = times; i > 0; i--) {
      subject.execute(task);
    }
  }

  /** One call of {@code executeAll} for {@value #BULK} tasks; only TaskPool has it. */
  static void inBulk(Subject subject, Runnable task, int times) {
    TaskPool pool = (TaskPool) subject.executor();
    List<Runnable> bulk = Collections.nCopies(BULK, task);
    for (int left = times; left > 0; left -= BULK) {
      pool.executeAll(left < BULK ? bulk.subList(0, left) : bulk);
    }
  }

  private void produce() {
    for (; ; ) {
      start.arriveAndAwaitAdvance();
      if (closed) {
        return;
      }
      try {
        submission.submit(target, task, share);
      } catch (Throwable t) {
        failure = t;
      }
      start.arriveAndAwaitAdvance();
    }
  }

  /** Submits {@code tasks} tasks from all producers and waits until every one has run. */
  void submitAndAwait(Subject subject, int tasks) {
    target = subject;
    share = tasks / count;
    expected += (long) share * count;
    start.arriveAndAwaitAdvance();
    start.arriveAndAwaitAdvance();
    Await.until(
        () -> failure != null || ran.sum() >= expected,
        () -> subject + " lost tasks: " + ran.sum() + " of " + expected + " ran");
    if (failure != null) {
      throw new IllegalStateException("a producer failed", failure);
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
