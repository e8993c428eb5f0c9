package dev.freshet.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs, as seen from outside.
 *
 * <pre>{@code
 * for (RunningTask task : pool.drain(Duration.ofSeconds(5)).running()) {
 *   log.warn("{} runs for {} at {}", task.name(), task.age(), task.stack());
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param thread the name of the worker's thread
 * @param name the task's name; for a plain task the method that is its body
 * @param age how long it has run at most: its worker last read the clock before the task, and not
 *     more than 64 short tasks earlier
 * @param handle the task's handle; null for a task without one
 * @param stack where the worker was
 */
public record RunningTask(
    String thread,
    String name,
    Duration age,
    @Nullable Runnable handle,
    List<StackTraceElement> stack) {
  /** Copies the stack. */
  public RunningTask {
    stack = List.copyOf(stack);
  }
}
