package dev.freshet.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** A way to have several tasks run and to wait for all of them; public for the one with preview. */
public interface Group extends AutoCloseable {
  /** The task: no work, and a result by which it can be counted. */
  Callable<Integer> NO_OP = () -> 1;

  /** Forks so many no-op tasks, joins them, and answers the sum of their results. */
  int forkAndJoin(int forks) throws Exception;

  /** Forks both, waits until the group has ended; the failure of the one cancels the other. */
  default void failBeside(Blocked blocked, Failing failing) throws Exception {
    throw new UnsupportedOperationException("a failure cancels nothing");
  }

  @Override
  default void close() {}

  /** A task that ends only by an interrupt, and keeps the time of it. */
  final class Blocked implements Callable<Integer> {
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile long interruptedAt;

    @Override
    public Integer call() {
      thread = Thread.currentThread();
      try {
        never.await();
      } catch (InterruptedException e) {
        interruptedAt = System.nanoTime();
      }
      return 1;
    }

    /** Waits until the task is parked. */
    void awaitParked() {
      Await.until(
          () -> thread != null && thread.getState() == Thread.State.WAITING, () -> "never parked");
    }

    /** When the interrupt came. */
    long interruptedAt() {
      return interruptedAt;
    }
  }

  /** A task that fails once the other one is parked, and keeps the time of that. */
  final class Failing implements Callable<Integer> {
    private final Blocked blocked;
    private volatile long failedAt;

    Failing(Blocked blocked) {
      this.blocked = blocked;
    }

    @Override
    public Integer call() {
      blocked.awaitParked();
      IllegalStateException failure = new IllegalStateException("on purpose");
      failedAt = System.nanoTime();
      throw failure;
    }

    /** Just before it failed. */
    long failedAt() {
      return failedAt;
    }
  }
}
