package dev.freshet.core.keyed;

import dev.freshet.core.FailureHandler;
import dev.freshet.core.TaskExpiredException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a task that was taken out of its entry, and who counts it. Safe for all threads.
 */
final class Outcomes {
  private final Ledger ledger;
  private final Ticks ticks;
  private final Duration timeout;
  private final FailureHandler failureHandler;

  Outcomes(Ledger ledger, Ticks ticks, Duration timeout, FailureHandler failureHandler) {
    this.ledger = ledger;
    this.ticks = ticks;
    this.timeout = timeout;
    this.failureHandler = failureHandler;
  }

  /** Runs what an entry holds, on the thread whose turn it is; whether it has completed. */
  boolean perform(Entry entry) {
    Runnable task = entry.claim();
    if (task == null) {
      exhumed();
      return false;
    }
    if (ticks.isOver(entry.stamp)) {
      expire(task);
      return false;
    }
    return task instanceof KeyedHandle<?> handle ? run(handle) : run(task);
  }

  private boolean run(Runnable task) {
    try {
      task.run();
      return true;
    } catch (Throwable failure) {
      ledger.failed.increment();
      report(task, failure);
      return false;
    }
  }

  private boolean run(KeyedHandle<?> handle) {
    handle.run();
    Future.State end = handle.state();
    if (end == Future.State.FAILED) {
      ledger.failed.increment();
    }
    return end == Future.State.SUCCESS; // who cancelled it has counted it
  }

  /** Ends a task that has waited too long. */
  void expire(Runnable task) {
    if (task instanceof KeyedHandle<?> handle) {
      if (handle.expire(new TaskExpiredException(handle.name(), timeout, false))) {
        ledger.expired.increment();
      }
    } else {
      ledger.expired.increment();
      report(task, new TaskExpiredException(task.getClass().getName(), timeout, false));
    }
  }

  private void report(Runnable task, Throwable failure) {
    try {
      failureHandler.failed(task, failure);
    } catch (Throwable _) {
      // There is nobody left to tell.
    }
  }

  /** Gives a task up; answers what was submitted, or null if it had ended. */
  @Nullable Object drop(Runnable task) {
    Object given = task instanceof KeyedHandle<?> handle ? handle.drop() : task;
    if (given != null) {
      ledger.dropped.increment();
    }
    return given;
  }

  /** A handle was cancelled by its owner. */
  void cancelled() {
    ledger.cancelled.increment();
  }

  /** A task was taken out of an entry that no turn has passed. */
  void buried() {
    ledger.tombstones.increment();
  }

  /** A turn has passed such an entry. */
  void exhumed() {
    ledger.tombstones.decrement();
  }
}
