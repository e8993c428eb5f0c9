package dev.freshet.core;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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

  private @Nullable String name;
  private int limit;
  private int laneCapacity = DEFAULT_LANE_CAPACITY;
  private Overflow overflow = Overflow.block();
  private Workers workers = Workers.virtual();
  private Discipline discipline = Discipline.fifo();
  private int shards = 1;
  private Sizing sizing = Sizing.fixed();
  private boolean histograms = true;
  private @Nullable Duration taskBudget;
  private @Nullable PoolListener listener;
  private List<ContextCapture> contexts = List.of();
  private boolean callSites;
  private List<WorkerLocal<?>> workerLocals = List.of();
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
   * Sets which threads run the tasks; {@link Workers#virtual()} by default.
   *
   * @param workers the choice
   * @return this
   */
  public TaskPoolBuilder workers(Workers workers) {
    this.workers = Objects.requireNonNull(workers, "workers");
    return this;
  }

  /**
   * Sets in which order waiting tasks get their turn; {@link Discipline#fifo()} by default.
   *
   * @param discipline the choice
   * @return this
   */
  public TaskPoolBuilder discipline(Discipline discipline) {
    this.discipline = Objects.requireNonNull(discipline, "discipline");
    return this;
  }

  /**
   * Splits the lane, so that many producers do not meet at one place; 1 by default. The limit is
   * one for all shards: none idles while another queues. Tasks of one submitter keep their order
   * unless its shard is full; those of different submitters have none. Meant for many processors
   * that submit tasks of less than a microsecond; on two it was measured to be slower (suite
   * submit), as looks at several shards cost more than the collisions they avoid.
   *
   * @param shards 1 to 64; made a power of two
   * @return this
   */
  public TaskPoolBuilder shards(int shards) {
    this.shards = shards;
    return this;
  }

  /**
   * Sets how the limit moves with the load; {@link Sizing#fixed()} by default. The limit given to
   * {@link #limit} is where it starts.
   *
   * @param sizing the choice
   * @return this
   */
  public TaskPoolBuilder sizing(Sizing sizing) {
    this.sizing = Objects.requireNonNull(sizing, "sizing");
    return this;
  }

  /**
   * Sets whether waits and run times are measured, for {@link PoolSnapshot#startLatency} and {@link
   * PoolSnapshot#runTime}; on by default. Each worker and each lane take a sample about every 25
   * µs, so slow tasks are all measured and quick ones seldom.
   *
   * @param histograms false to measure nothing
   * @return this
   */
  public TaskPoolBuilder histograms(boolean histograms) {
    this.histograms = histograms;
    return this;
  }

  /**
   * Sets how long a task should run at most; no limit by default. A task that runs for longer goes
   * on, but is reported once, with its stack: to the listener, as JFR event {@code
   * dev.freshet.Overrun}, and in {@link PoolSnapshot#overruns}. The workers are looked at four
   * times in a budget, at least every second, at most every millisecond; their tasks pay nothing
   * for it.
   *
   * @param taskBudget positive
   * @return this
   */
  public TaskPoolBuilder taskBudget(Duration taskBudget) {
    this.taskBudget = Objects.requireNonNull(taskBudget, "taskBudget");
    return this;
  }

  /**
   * Sets who is told of refusals, changes of the limit, overruns and worker threads; nobody by
   * default.
   *
   * @param listener the listener
   * @return this
   */
  public TaskPoolBuilder listener(PoolListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Sets what travels from the submitter to the task; nothing by default.
   *
   * @param captures entered in this order, left in the opposite one
   * @return this
   */
  public TaskPoolBuilder context(ContextCapture... captures) {
    this.contexts = List.of(captures);
    return this;
  }

  /**
   * Sets whether handles keep the stack of their submitter; off by default. It shows where a failed
   * task came from, and costs a microsecond and some hundred bytes a submission.
   *
   * @param callSites true to keep them
   * @return this
   */
  public TaskPoolBuilder callSites(boolean callSites) {
    this.callSites = callSites;
    return this;
  }

  /**
   * Sets the states that tasks of the pool share one after the other; none by default.
   *
   * @param locals opened in the order in which tasks ask, closed in the opposite order of this list
   * @return this
   */
  public TaskPoolBuilder workerLocal(WorkerLocal<?>... locals) {
    this.workerLocals = List.of(locals);
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
   * Builds the pool. Virtual workers are started by tasks; platform workers that are to be kept,
   * here.
   *
   * @return the pool
   * @throws IllegalArgumentException naming the value that is missing or out of its range, or the
   *     two choices that do not go together and why
   */
  public TaskPool build() {
    return new TaskPool(config());
  }

  /**
   * Builds a pool for one function; see {@link FunctionPool}.
   *
   * @param handler is called with each argument
   * @param <T> the type of the argument
   * @return the pool
   * @throws IllegalArgumentException as {@link #build()} does, and if a context was set
   */
  public <T> FunctionPool<T> build(Consumer<? super T> handler) {
    return new FunctionPool<>(config(), handler);
  }

  private TaskPoolConfig config() {
    return new TaskPoolConfig(
        name != null ? name : "freshet-" + UNNAMED.incrementAndGet(),
        limit,
        laneCapacity,
        overflow,
        workers,
        discipline,
        shards,
        sizing,
        histograms,
        taskBudget,
        listener,
        contexts,
        callSites,
        workerLocals,
        failureHandler);
  }
}
