package dev.freshet.core;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link TaskPool} was configured.
 *
 * <pre>{@code
 * int limit = pool.config().limit();
 * }</pre>
 *
 * <p>Immutable; made by {@link TaskPool#builder()}.
 *
 * @param name stands in thread names and messages
 * @param limit how many tasks may run at once, 1 to {@value #MAX_LIMIT}
 * @param laneCapacity how many tasks may wait, 1 to {@value #MAX_LANE_CAPACITY}
 * @param overflow what happens to the next one
 * @param workers which threads run the tasks
 * @param discipline in which order waiting tasks get their turn
 * @param shards into how many parts the lane is split, 1 to {@value #MAX_SHARDS}
 * @param sizing how the limit moves
 * @param histograms whether waits and run times are measured
 * @param taskBudget after which time a running task is reported; null for never
 * @param listener is told what happens in the pool; may be null
 * @param contexts what travels from the submitter to the task
 * @param callSites whether handles keep their submitter's stack
 * @param workerLocals the states that belong to the right to run a task
 * @param failureHandler is told of plain tasks that threw
 */
public record TaskPoolConfig(
    String name,
    int limit,
    int laneCapacity,
    Overflow overflow,
    Workers workers,
    Discipline discipline,
    int shards,
    Sizing sizing,
    boolean histograms,
    @Nullable Duration taskBudget,
    @Nullable PoolListener listener,
    List<ContextCapture> contexts,
    boolean callSites,
    List<WorkerLocal<?>> workerLocals,
    FailureHandler failureHandler) {

  /** The largest limit: 24 bits of the admission word. */
  public static final int MAX_LIMIT = (1 << 24) - 1;

  /** The most shards of a lane. */
  public static final int MAX_SHARDS = 64;

  /** The largest lane: one array of references. */
  public static final int MAX_LANE_CAPACITY = 1 << 28;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the first value that is out of its range
   */
  public TaskPoolConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(overflow, "overflow");
    Objects.requireNonNull(workers, "workers");
    Objects.requireNonNull(discipline, "discipline");
    Objects.requireNonNull(sizing, "sizing");
    contexts = List.copyOf(contexts);
    workerLocals = List.copyOf(workerLocals);
    Objects.requireNonNull(failureHandler, "failureHandler");
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: is blank; a name for thread dumps is needed");
    }
    requireRange("limit", limit, MAX_LIMIT);
    requireRange("laneCapacity", laneCapacity, MAX_LANE_CAPACITY);
    requireRange("shards", shards, MAX_SHARDS);
    if (shards > 1 && !(discipline instanceof Discipline.Fifo)) {
      throw new IllegalArgumentException(
          "shards: "
              + shards
              + " shards have no common order, so they do not go with "
              + discipline
              + "; allowed is 1, or Discipline.fifo()");
    }
    if (taskBudget != null && !taskBudget.isPositive()) {
      throw new IllegalArgumentException(
          "taskBudget: " + taskBudget + " is not positive; allowed is more than zero");
    }
    PoolChoices.check(limit, overflow, workers, discipline, shards, sizing);
  }

  /**
   * The task budget in nanoseconds.
   *
   * @return nanoseconds; {@link Long#MAX_VALUE} for none
   */
  public long taskBudgetNanos() {
    return taskBudget == null ? Long.MAX_VALUE : Durations.saturatedNanos(taskBudget);
  }

  /**
   * Whether run times are measured: for the histograms, or because the sizing needs them.
   *
   * @return true if so
   */
  public boolean measuresRunTime() {
    return histograms || sizing instanceof Sizing.DualWindow || sizing instanceof Sizing.Gradient;
  }

  private static void requireRange(String field, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          field + ": " + value + " is out of range; allowed is 1 to " + max);
    }
  }
}
