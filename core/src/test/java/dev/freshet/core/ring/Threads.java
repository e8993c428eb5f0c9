package dev.freshet.core.ring;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/** Threads of a test: each runs one body; the first failure fails the test. */
final class Threads {
  /** What a thread does. */
  interface Body {
    void run() throws Exception;
  }

  private final Thread.Builder builder;
  private final List<FutureTask<Void>> ends = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  Threads(boolean virtual) {
    this.builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  Thread start(Body body) {
    FutureTask<Void> end =
        new FutureTask<>(
            () -> {
              body.run();
              return null;
            });
    ends.add(end);
    Thread thread = builder.start(end);
    threads.add(thread);
    return thread;
  }

  void join() throws Exception {
    for (int i = 0; i < ends.size(); i++) {
      try {
        ends.get(i).get(60, SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError("thread " + i, e.getCause());
      } catch (TimeoutException e) {
        AssertionError hung = new AssertionError("thread " + i + " hangs: " + threads);
        hung.setStackTrace(threads.get(i).getStackTrace());
        throw hung;
      }
    }
  }

  /** Waits until the thread is parked. */
  static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      if (thread.getState() == Thread.State.TERMINATED) {
        throw new AssertionError("ended instead of parking");
      }
      Thread.onSpinWait();
    }
  }
}
