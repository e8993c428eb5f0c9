package dev.freshet.core;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link TaskPool}.
 *
 * <pre>{@code
 * TaskPool pool =
 *     TaskPool.builder().name("prices").limit(200).laneCapacity(10_000).overflow(Overflow.reject()).build();
 * }</pre>
 *
 * <p>Not safe for several threads. Values are checked by {@link #build}, which may be called more
 * than once. Obtained from {@link TaskPool#builder()}.
 */
public final class TaskPoolBuilder {
  private static final AtomicLong UNNAMED = new AtomicLong();

  /**
   * Lane places by default. 256 KiB of references: some milliseconds of no-op tasks, so that
   * producers and workers run in long batches, and little enough to be had for every pool.
   */
  private static final int DEFAULT_LANE_CAPACITY = 65_536;

  /**
   * Tasks per thread by default. A fresh virtual thread costs up to 5 µs (start, scheduler queue, a
   * carrier woken): 1 ns a task, against 20 ns for a no-op task in all (suite submit).
   */
  private static final int DEFAULT_TASKS_PER_THREAD = 4096;

  /**
   * Thread lifetime by default: how long a backlog of short tasks may keep a carrier from the JVM's
   * other virtual threads. At 10 ms the fresh thread's 5 µs are 0.05 %.
   */
  private static final Duration DEFAULT_THREAD_LIFETIME = Duration.ofMillis(10);

  private @Nullable String name;
  private int limit;
  private int laneCapacity = DEFAULT_LANE_CAPACITY;
  private Overflow overflow = Overflow.block();
  private int tasksPerThread = DEFAULT_TASKS_PER_THREAD;
  private Duration threadLifetime = DEFAULT_THREAD_LIFETIME;
  private FailureHandler failureHandler = FailureHandler.likeUncaught();

  TaskPoolBuilder() {}

  /**
   * Sets the name that stands in thread names; {@code freshet-1} and so on by default.
   *
   * @param name not blank
   * @return this
   */
  public TaskPoolBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets how many tasks may run at once; must be set.
   *
   * @param limit 1 to 16,777,215
   * @return this
   */
  public TaskPoolBuilder limit(int limit) {
    this.limit = limit;
    return this;
  }

  /**
   * Sets how many tasks may wait; 65,536 by default.
   *
   * @param laneCapacity 1 to 268,435,456; the lane's array is allocated at once
   * @return this
   */
  public TaskPoolBuilder laneCapacity(int laneCapacity) {
    this.laneCapacity = laneCapacity;
    return this;
  }

  /**
   * Sets what happens when limit and lane are exhausted; {@link Overflow#block()} by default.
   *
   * @param overflow the policy
   * @return this
   */
  public TaskPoolBuilder overflow(Overflow overflow) {
    this.overflow = Objects.requireNonNull(overflow, "overflow");
    return this;
  }

  /**
   * Sets how many tasks a virtual thread may run one after the other; 4,096 by default.
   *
   * @param tasksPerThread at least 1, which gives each task a thread of its own
   * @return this
   */
  public TaskPoolBuilder tasksPerThread(int tasksPerThread) {
    this.tasksPerThread = tasksPerThread;
    return this;
  }

  /**
   * Sets how long a virtual thread may go on taking tasks; 10 ms by default. Looked at between
   * tasks, at the latest every 64.
   *
   * @param threadLifetime positive
   * @return this
   */
  public TaskPoolBuilder threadLifetime(Duration threadLifetime) {
    this.threadLifetime = Objects.requireNonNull(threadLifetime, "threadLifetime");
    return this;
  }

  /**
   * Sets who is told of plain tasks that threw; {@link FailureHandler#likeUncaught()} by default.
   *
   * @param failureHandler the handler
   * @return this
   */
  public TaskPoolBuilder onFailure(FailureHandler failureHandler) {
    this.failureHandler = Objects.requireNonNull(failureHandler, "failureHandler");
    return this;
  }

  /**
   * Builds the pool. It starts no thread.
   *
   * @return the pool
   * @throws IllegalArgumentException naming the value that is missing or out of its range
   */
  public TaskPool build() {
    String poolName = name != null ? name : "freshet-" + UNNAMED.incrementAndGet();
    return new TaskPool(
        new TaskPoolConfig(
            poolName,
            limit,
            laneCapacity,
            overflow,
            tasksPerThread,
            threadLifetime,
            failureHandler));
  }
}
