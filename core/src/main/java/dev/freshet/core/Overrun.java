package dev.freshet.core;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task that has run for longer than its pool's time budget, and still ran when this was made.
 *
 * <pre>{@code
 * public void overrun(Overrun hog) {
 *   log.warn("{} runs for {} in {} at {}", hog.taskName(), hog.runningFor(), hog.pool(), hog.stack());
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param pool the pool's name
 * @param taskName the name from the task's options, otherwise that of its class
 * @param taskClass the key that groups tasks of one kind; null if none was given
 * @param runningFor how long it runs at least; the watch looks from time to time and counts from
 *     the first look that saw the task
 * @param budget how long it was to run at most
 * @param threadName the name of the worker's thread
 * @param stack where the worker was, innermost frame first; empty if the thread was just gone
 */
public record Overrun(
    String pool,
    String taskName,
    @Nullable String taskClass,
    Duration runningFor,
    Duration budget,
    String threadName,
    List<StackTraceElement> stack) {
  /**
   * Checks the values and copies the stack.
   *
   * @throws NullPointerException naming the value that is null
   */
  public Overrun {
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(taskName, "taskName");
    Objects.requireNonNull(runningFor, "runningFor");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(threadName, "threadName");
    stack = List.copyOf(Objects.requireNonNull(stack, "stack"));
  }
}
