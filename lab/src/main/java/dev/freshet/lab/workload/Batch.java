package dev.freshet.lab.workload;

import dev.freshet.lab.subject.BatchTask;
import dev.freshet.lab.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A number of tasks, handed over by some producers as fast as the subject takes them.
 *
 * <p>Latencies count from the call of the producer, its wait for room included, and are kept by
 * task in arrays made before: one store a task, and nothing that two tasks share. An entry that is
 * taken already tells a task that ran twice.
 *
 * <p>Of very short tasks only one in {@code stride} is an object with a clock; the others are one
 * and the same, which costs neither memory nor time of its own and is only counted.
 */
final class Batch {
  private final String name;
  private final Subject subject;
  private final Body body;
  private final Tally tally;
  private final int tasks;
  private final int stride;

  /** Nanoseconds from the call until the task began; 0 if it has not. */
  private final long[] starts;

  /** Nanoseconds from the call until the task ended; 0 if it has not. */
  private final long[] responses;

  private final Runnable uncounted = this::runUnclocked;

  Batch(String name, Subject subject, Body body, Tally tally, int tasks, int stride) {
    this.name = name;
    this.subject = subject;
    this.body = body;
    this.tally = tally;
    this.tasks = tasks;
    this.stride = stride;
    int clocked = (tasks + stride - 1) / stride;
    this.starts = new long[clocked];
    this.responses = new long[clocked];
  }

  /**
   * Hands all over and waits until they have ended. The body must have been prepared.
   *
   * @param before tasks that ended before, in earlier batches
   * @return nanoseconds it took
   */
  long run(int producers, long before) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      int first = i;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("producer-" + i)
              .start(() -> produce(start, first, producers)));
    }
    long began = System.nanoTime();
    start.countDown();
    tally.await(name, subject, before + tasks);
    long took = System.nanoTime() - began;
    for (Thread thread : threads) {
      thread.join();
    }
    return took;
  }

  private void produce(CountDownLatch start, int first, int step) {
    try {
      start.await();
      for (int i = first; i < tasks; i += step) {
        subject.execute(i % stride == 0 ? new Clocked(i) : uncounted);
      }
    } catch (Throwable failure) {
      tally.failed(failure);
    }
  }

  private void runUnclocked() {
    try {
      body.run(0);
    } catch (Throwable failure) {
      tally.failed(failure);
    }
    tally.ended();
  }

  long[] starts() {
    return starts;
  }

  long[] responses() {
    return responses;
  }

  /** A task that knows its number and when it was handed over. */
  private final class Clocked implements BatchTask {
    private final int index;
    private final long called = System.nanoTime();

    Clocked(int index) {
      this.index = index;
    }

    @Override
    public void run() {
      begin();
      tally.enter();
      try {
        body.run(index);
      } catch (Throwable failure) {
        tally.failed(failure);
      }
      tally.leave();
      end();
    }

    @Override
    public void runAll(List<? extends Runnable> batch) {
      List<Integer> indices = new ArrayList<>(batch.size());
      for (Runnable task : batch) {
        Clocked one = (Clocked) task;
        one.begin();
        indices.add(one.index);
      }
      tally.enter();
      try {
        body.runAll(indices);
      } catch (Throwable failure) {
        tally.failed(failure);
      }
      tally.leave();
      batch.forEach(task -> ((Clocked) task).end());
    }

    private void begin() {
      int at = index / stride;
      if (starts[at] != 0) {
        tally.ranTwice();
      }
      starts[at] = Math.max(1, System.nanoTime() - called);
    }

    private void end() {
      responses[index / stride] = Math.max(1, System.nanoTime() - called);
      tally.ended();
    }
  }
}
