package dev.freshet.core.channel;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A thread that does one thing, and what came of it. */
final class Party<R extends @Nullable Object> {
  private final FutureTask<R> task;
  private final Thread thread;

  private Party(boolean virtual, Callable<R> action) {
    task = new FutureTask<>(action);
    thread = virtual ? Thread.ofVirtual().unstarted(task) : new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  static <R extends @Nullable Object> Party<R> of(boolean virtual, Callable<R> action) {
    return new Party<>(virtual, action);
  }

  void interrupt() {
    thread.interrupt();
  }

  /** What the action answered; throws what it threw. */
  R end() throws Exception {
    try {
      return task.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** What the action threw. */
  Throwable failure() throws Exception {
    try {
      throw new AssertionError("answered " + task.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  @SuppressWarnings("ThreadPriorityCheck")
  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited in vain");
      }
      Thread.yield();
    }
  }
}
