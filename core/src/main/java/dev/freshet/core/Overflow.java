package dev.freshet.core;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a pool does with a task when its limit is reached and its lane is full.
 *
 * <pre>{@code
 * TaskPool.builder().limit(64).overflow(Overflow.block(Duration.ofSeconds(2))).build();
 * }</pre>
 *
 * <p>A pool that was shut down refuses with {@link
 * java.util.concurrent.RejectedExecutionException}, whatever the policy. Under the policies that do
 * not wait a pool counts as full while others wait for room with a patience of their own ({@link
 * TaskPool#trySubmit(java.util.concurrent.Callable, TaskOptions, Duration)}). Values are immutable.
 */
public sealed interface Overflow {

  /**
   * The submitter waits for room; the default, without a time-out.
   *
   * @return the policy
   */
  static Overflow block() {
    return new Block(null);
  }

  /**
   * The submitter waits for room for some time and is refused then.
   *
   * @param timeout how long; positive
   * @return the policy
   * @throws IllegalArgumentException if the time-out is zero or negative
   */
  static Overflow block(Duration timeout) {
    return new Block(Objects.requireNonNull(timeout, "timeout"));
  }

  /**
   * The submitter is refused at once.
   *
   * @return the policy
   */
  static Overflow reject() {
    return new Reject();
  }

  /**
   * The submitter runs the task itself, which slows it down. That task does not count against the
   * limit.
   *
   * @return the policy
   */
  static Overflow callerRuns() {
    return new CallerRuns();
  }

  /**
   * The task that has waited longest makes room; its handle, if it has one, is cancelled. In a lane
   * with priorities that is the oldest of the lowest level that waits, in one by deadline the task
   * that is due last, in a sharded one the oldest of some shard; the new task is not compared with
   * it.
   *
   * @return the policy
   */
  static Overflow discardOldest() {
    return new DiscardOldest();
  }

  /**
   * The task is given to somebody else.
   *
   * @param handler takes the task, on the submitter's thread; for a task with a handle it gets an
   *     object that completes the handle when run
   * @return the policy
   */
  static Overflow fallback(Consumer<? super Runnable> handler) {
    return new Fallback(handler);
  }

  /**
   * Waits. {@code invokeAll} and {@code invokeAny} wait no longer than their own time-out either,
   * and throw {@link InterruptedException} when interrupted. Submitters enter in order of arrival,
   * but one that is just waking up can be overtaken. Nobody polls: a worker that makes room wakes
   * the submitter. If the submitter is interrupted it is refused and stays interrupted. A task that
   * submits to the full lane of its own pool does not wait, which could be for itself: it runs the
   * new task.
   *
   * @param timeout how long; null without end
   */
  record Block(@Nullable Duration timeout) implements Overflow {
    /**
     * Checks the time-out.
     *
     * @throws IllegalArgumentException if the time-out is zero or negative
     */
    public Block {
      if (timeout != null && !timeout.isPositive()) {
        throw new IllegalArgumentException(
            "timeout: " + timeout + " is not positive; leave it out to wait without end");
      }
    }

    /**
     * The time-out in nanoseconds.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} without end
     */
    public long timeoutNanos() {
      return timeout == null ? Long.MAX_VALUE : Durations.saturatedNanos(timeout);
    }
  }

  /** Refuses with {@link java.util.concurrent.RejectedExecutionException}. */
  record Reject() implements Overflow {}

  /** Runs the task on the submitter's thread. */
  record CallerRuns() implements Overflow {}

  /** Drops the oldest waiting task. */
  record DiscardOldest() implements Overflow {}

  /**
   * Gives the task away.
   *
   * @param handler takes the task
   */
  record Fallback(Consumer<? super Runnable> handler) implements Overflow {
    /** Checks that there is a handler. */
    public Fallback {
      Objects.requireNonNull(handler, "handler");
    }
  }
}
