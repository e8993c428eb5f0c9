package dev.freshet.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task that a drain gave up before it started.
 *
 * <pre>{@code
 * for (DroppedTask task : pool.drain(Duration.ofSeconds(5)).dropped()) {
 *   log.warn("{} never ran, it had waited for {}", task.name(), task.waited());
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param task the very object given to {@code execute}; the handle for a task that has one
 * @param name the task's name, or that of its class
 * @param waited how long it had waited in the lane: exactly for those whose wait was measured (see
 *     {@link TaskPoolBuilder#histograms}), at most for those behind one in a first-in first-out
 *     lane; null if that is not known
 */
public record DroppedTask(Runnable task, String name, @Nullable Duration waited) {
  /**
   * Checks the values.
   *
   * @throws NullPointerException naming the value that is null
   */
  public DroppedTask {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(name, "name");
  }
}
