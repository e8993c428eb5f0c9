package dev.freshet.bench;

import java.lang.Thread.State;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Loads a subject with tasks that wait at a gate until nothing moves any more.
 *
 * <p>As many tasks as may run wait at the gate; the others wait wherever the subject lets them
 * wait: in its queue, in threads of their own, or in the submitter that is not let in. The task is
 * one object, so that what the heap holds more is the subject's.
 */
final class FullLoad {
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final LongAdder started = new LongAdder();
  private final CountDownLatch ended;
  private final Thread submitter;
  private final int tasks;

  /**
   * Starts to submit.
   *
   * @param subject who is loaded
   * @param tasks how many tasks
   */
  FullLoad(Subject subject, int tasks) {
    this.tasks = tasks;
    ended = new CountDownLatch(tasks);
    Runnable task = this::waitAtGate;
    submitter =
        Thread.ofPlatform()
            .daemon()
            .name("submitter")
            .start(() -> Producers.oneByOne(subject, task, tasks));
  }

  private void waitAtGate() {
    started.increment();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    ended.countDown();
  }

  /** Waits until {@code running} tasks stand at the gate and every other thread is parked. */
  void awaitFull(int running) {
    Await.stillness(
        () -> started.sum() >= running && submitter.getState() != State.RUNNABLE,
        () ->
            "%d of %d tasks started, the submitter is %s"
                .formatted(started.sum(), running, submitter.getState()));
    if (started.sum() > running) {
      throw new IllegalStateException(
          "%d tasks run, the limit is %d".formatted(started.sum(), running));
    }
  }

  /** Opens the gate and waits until every task has run. */
  void release() throws InterruptedException {
    gate.countDown();
    if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || started.sum() != tasks) {
      throw new IllegalStateException(
          "%d tasks of %d started, %d did not end"
              .formatted(started.sum(), tasks, ended.getCount()));
    }
  }
}
