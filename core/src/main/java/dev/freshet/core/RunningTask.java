package dev.freshet.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that was still running when a drain ran out of time.
 *
 * <pre>{@code
 * for (RunningTask task : pool.drain(Duration.ofSeconds(5)).running()) {
 *   log.warn("{} still runs at {}", task.thread(), task.stack());
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param thread the name of the worker's thread
 * @param handle the task's handle; null for a task without one
 * @param stack where the worker was
 */
public record RunningTask(String thread, @Nullable Runnable handle, List<StackTraceElement> stack) {
  /** Copies the stack. */
  public RunningTask {
    stack = List.copyOf(stack);
  }
}
