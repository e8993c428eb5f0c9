package dev.freshet.core.stream;

import dev.freshet.core.TaskOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a stage uses its pool: how many tasks at once, in which order results come, how far it may
 * read ahead, how many elements make a task.
 *
 * <pre>{@code
 * static final StageOptions CALLS = StageOptions.of(64).unordered().task(TaskOptions.none().name("price"));
 * orders.stream().gather(PoolGatherers.map(pool, this::price, CALLS)).forEach(this::show);
 * }</pre>
 *
 * <p>At most {@code (parallelism + buffer) * batch} elements are in a stage: taken from upstream
 * and not yet given downstream. Immutable, so one object serves any number of stages.
 *
 * @param parallelism how many tasks of the stage may be with the pool at once, waiting for a grant
 *     or running; the pool's limit may be higher or lower
 * @param buffer how many batches more the stage may hold: those that wait to become a task, and
 *     results that wait for earlier ones or for the next stage
 * @param ordered whether results come in the order of the elements, so that a slow one holds up
 *     those after it; otherwise they come as they are ready
 * @param batch how many elements make a task, which works on them one after the other; a hand-over
 *     to a pool and back costs about a microsecond, and a batch shares it
 * @param linger how long a batch may stay incomplete before it goes as it is; null to wait until it
 *     is full or the elements end. Only a {@link Pipeline} can have one
 * @param task priority, deadline and name of the stage's tasks; the deadline is for one batch
 */
public record StageOptions(
    int parallelism,
    int buffer,
    boolean ordered,
    int batch,
    @Nullable Duration linger,
    TaskOptions task) {

  /** The most tasks, batches or elements that can be asked for. */
  public static final int MOST = 1 << 20;

  /** Elements of a batch by default, where a function takes batches. */
  public static final int DEFAULT_BATCH = 1024;

  /**
   * Tasks for each processor by default: one that works and one that is ready when it ends, so that
   * no processor waits for the owner. Stages that wait for others want many more.
   */
  private static final int TASKS_PER_PROCESSOR = 2;

  private static final StageOptions DEFAULTS =
      of(TASKS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  public StageOptions {
    Objects.requireNonNull(task, "task");
    requireWithin("parallelism", parallelism, 1);
    requireWithin("buffer", buffer, 0);
    requireWithin("batch", batch, 1);
    if (linger != null && !linger.isPositive()) {
      throw new IllegalArgumentException(
          "linger: " + linger + " is not positive; allowed is more than zero");
    }
  }

  private static void requireWithin(String field, int value, int least) {
    if (value < least || value > MOST) {
      throw new IllegalArgumentException(
          field + ": " + value + " is out of range; allowed is " + least + " to " + MOST);
    }
  }

  /**
   * Two tasks for each processor, and the rest as {@link #of} says.
   *
   * @return the options
   */
  public static StageOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Ordered, batches of one element, a buffer of as many batches as tasks.
   *
   * @param parallelism how many tasks at once
   * @return the options
   * @throws IllegalArgumentException if it is not within 1 to {@value #MOST}
   */
  public static StageOptions of(int parallelism) {
    return new StageOptions(parallelism, parallelism, true, 1, null, TaskOptions.none());
  }

  /**
   * The same with another parallelism.
   *
   * @param tasks 1 to {@value #MOST}
   * @return the changed options
   * @throws IllegalArgumentException if it is out of its range
   */
  public StageOptions parallelism(int tasks) {
    return new StageOptions(tasks, buffer, ordered, batch, linger, task);
  }

  /**
   * The same with another buffer.
   *
   * @param batches 0 to {@value #MOST}
   * @return the changed options
   * @throws IllegalArgumentException if it is out of its range
   */
  public StageOptions buffer(int batches) {
    return new StageOptions(parallelism, batches, ordered, batch, linger, task);
  }

  /**
   * The same with results as they are ready.
   *
   * @return the changed options
   */
  public StageOptions unordered() {
    return new StageOptions(parallelism, buffer, false, batch, linger, task);
  }

  /**
   * The same with another size of batches.
   *
   * @param elements 1 to {@value #MOST}
   * @return the changed options
   * @throws IllegalArgumentException if it is out of its range
   */
  public StageOptions batch(int elements) {
    return new StageOptions(parallelism, buffer, ordered, elements, linger, task);
  }

  /**
   * The same with a linger.
   *
   * @param longest how long a batch may stay incomplete; positive
   * @return the changed options
   * @throws IllegalArgumentException if it is not positive
   */
  public StageOptions linger(Duration longest) {
    return new StageOptions(
        parallelism, buffer, ordered, batch, Objects.requireNonNull(longest, "longest"), task);
  }

  /**
   * The same with options for its tasks.
   *
   * @param options priority, deadline and name
   * @return the changed options
   */
  public StageOptions task(TaskOptions options) {
    return new StageOptions(parallelism, buffer, ordered, batch, linger, options);
  }
}
