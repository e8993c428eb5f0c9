package dev.freshet.core;

import java.time.Duration;
import java.util.Objects;

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
 * @param tasksPerThread how many tasks a virtual thread may run one after the other, at least 1
 * @param threadLifetime how long a virtual thread may go on taking tasks; positive
 * @param failureHandler is told of plain tasks that threw
 */
public record TaskPoolConfig(
    String name,
    int limit,
    int laneCapacity,
    Overflow overflow,
    int tasksPerThread,
    Duration threadLifetime,
    FailureHandler failureHandler) {

  /** The largest limit: 24 bits of the admission word. */
  public static final int MAX_LIMIT = (1 << 24) - 1;

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
    Objects.requireNonNull(threadLifetime, "threadLifetime");
    Objects.requireNonNull(failureHandler, "failureHandler");
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: is blank; a name for thread dumps is needed");
    }
    requireRange("limit", limit, MAX_LIMIT);
    requireRange("laneCapacity", laneCapacity, MAX_LANE_CAPACITY);
    requireRange("tasksPerThread", tasksPerThread, Integer.MAX_VALUE);
    if (!threadLifetime.isPositive()) {
      throw new IllegalArgumentException(
          "threadLifetime: " + threadLifetime + " is not positive; 10 ms is the default");
    }
  }

  /**
   * The thread lifetime in nanoseconds.
   *
   * @return nanoseconds; {@link Long#MAX_VALUE} for more than 292 years
   */
  public long threadLifetimeNanos() {
    return Durations.saturatedNanos(threadLifetime);
  }

  private static void requireRange(String field, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          field + ": " + value + " is out of range; allowed is 1 to " + max);
    }
  }
}
