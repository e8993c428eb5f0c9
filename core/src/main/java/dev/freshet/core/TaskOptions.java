package dev.freshet.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a submitter may ask for a single task.
 *
 * <pre>{@code
 * static final TaskOptions CHECKOUT =
 *     TaskOptions.none().name("checkout").priority(2).deadline(Duration.ofMillis(300));
 * pool.submit(() -> checkout(cart), CHECKOUT);
 * }</pre>
 *
 * <p>Immutable, so one object serves any number of tasks.
 *
 * @param priority the level, higher is more urgent; {@value #DEFAULT_PRIORITY} for the middle one.
 *     A level above the pool's highest counts as the highest. Only {@link Discipline.Priority}
 *     looks at it
 * @param deadline how long after its submission the task must have ended, waiting for room, waiting
 *     in the lane and running together; null for no limit. A task that has not started by then
 *     never runs; one that runs is interrupted, and what it calls finds the time left in {@link
 *     dev.freshet.core.scope.Deadline#current}
 * @param name stands in handles, events and drain reports; null for the name of the task's class
 * @param taskClass a key that groups tasks of one kind in events and reports; may be null
 */
public record TaskOptions(
    int priority, @Nullable Duration deadline, @Nullable String name, @Nullable String taskClass) {

  /** Stands for the middle level. */
  public static final int DEFAULT_PRIORITY = -1;

  private static final TaskOptions NONE = new TaskOptions(DEFAULT_PRIORITY, null, null, null);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  public TaskOptions {
    if (priority < DEFAULT_PRIORITY) {
      throw new IllegalArgumentException(
          "priority: " + priority + " is out of range; allowed is 0 or more, -1 for the default");
    }
    if (deadline != null && !deadline.isPositive()) {
      throw new IllegalArgumentException(
          "deadline: " + deadline + " is not positive; allowed is more than zero");
    }
  }

  /**
   * No wishes.
   *
   * @return the default of everything
   */
  public static TaskOptions none() {
    return NONE;
  }

  /**
   * The same with a priority.
   *
   * @param level 0 or more, higher is more urgent
   * @return the changed options
   * @throws IllegalArgumentException if the level is below -1
   */
  public TaskOptions priority(int level) {
    return new TaskOptions(level, deadline, name, taskClass);
  }

  /**
   * The same with a deadline.
   *
   * @param afterSubmission how long after its submission the task must have ended; positive
   * @return the changed options
   * @throws IllegalArgumentException if it is not positive
   */
  public TaskOptions deadline(Duration afterSubmission) {
    return new TaskOptions(
        priority, Objects.requireNonNull(afterSubmission, "afterSubmission"), name, taskClass);
  }

  /**
   * The same with a name.
   *
   * @param taskName stands in handles, events and reports
   * @return the changed options
   */
  public TaskOptions name(String taskName) {
    return new TaskOptions(
        priority, deadline, Objects.requireNonNull(taskName, "taskName"), taskClass);
  }

  /**
   * The same with a task class.
   *
   * @param key groups tasks of one kind
   * @return the changed options
   */
  public TaskOptions taskClass(String key) {
    return new TaskOptions(priority, deadline, name, Objects.requireNonNull(key, "key"));
  }
}
