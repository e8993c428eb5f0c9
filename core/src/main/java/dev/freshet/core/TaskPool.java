package dev.freshet.core;

import dev.freshet.core.engine.PoolEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on a limited number of threads, virtual ones by default; the rest wait in a bounded
 * lane as records, not as threads.
 *
 * <pre>{@code
 * try (TaskPool pool = TaskPool.of(200)) {
 *   TaskHandle<Price> price = pool.submit(() -> fetchPrice(sku));
 *   pool.execute(() -> audit(sku));
 *   return price.get();
 * } // close waits for all tasks
 * }</pre>
 *
 * <p><b>Three choices.</b> {@link Workers} run the tasks, a {@link Discipline} orders those that
 * wait, a {@link Sizing} moves the limit. By default virtual threads, first in first out, a fixed
 * limit.
 *
 * <p><b>Limit and lane.</b> Never more than {@code limit} tasks run on the pool's threads at once.
 * Up to {@code laneCapacity} more wait; a waiting task costs its place (4 or 8 bytes) and, if it
 * has a handle, 32 to 40 bytes, never a thread. What happens to one more is the {@link Overflow}
 * policy; by default the submitter waits. No pool has a helper thread, and an idle one on virtual
 * threads has no thread at all. Deadlines, task budgets and moving limits share one daemon thread
 * per JVM, {@code freshet-timer}, which lives while something is armed.
 *
 * <p><b>Threads.</b> A worker is started, or called, when a task gets the right to run and none is
 * at hand. A worker that finishes takes the next task with the same right. A virtual one ends when
 * no task waits, or after {@code tasksPerThread} tasks or {@code threadLifetime}, when a fresh
 * thread takes over; a platform one waits for the next task, as {@link Workers} says. All are
 * daemons. Between two tasks the interrupt status is cleared, and the thread's name, uncaught
 * exception handler and context class loader (the system class loader, whoever submits) are set
 * back. Thread-locals are not inherited from the submitter. Those a task sets and does not remove
 * may be seen by later tasks on the same thread: on virtual workers by fewer than {@code
 * tasksPerThread}, with {@link Workers#fresh()} by none.
 *
 * <p><b>Waiting inside.</b> A task may submit to its own pool and wait for the result, at any
 * limit: if nobody has started the other task, {@code get} runs it on the waiting thread. The same
 * holds for {@code invokeAll} and {@code invokeAny}. It holds with a time-out as well, unless that
 * is zero or negative: the wait may then take as long as the other task. The other task runs inside
 * the waiting one: it sees its thread-locals and scoped values, enters its reentrant locks, and
 * needs room on its stack, so chains of some hundred waits end in a {@link StackOverflowError}.
 * Other ways of waiting for a task of the same pool, a latch for example, keep their grant and can
 * use up the limit. That goes for {@code join} and {@code get} of a {@link
 * java.util.concurrent.CompletableFuture} that runs on the pool, too: at limit 1 a {@code
 * supplyAsync} joined inside a task of the same pool never ends. Compose such futures ({@code
 * thenCompose}, {@code thenCombine}), or wait for a handle instead.
 *
 * <p><b>Ways in.</b> {@code execute} and {@code submit} follow the overflow policy and throw when
 * it refuses; {@code tryExecute} and {@code trySubmit} answer instead; {@code executeAll} and
 * {@code submitAll} take many tasks at the price of one decision; {@link TaskOptions} give a task a
 * priority, a deadline, a name. Nothing travels from submitter to task but what the builder's
 * {@link ContextCapture}s carry.
 *
 * <p><b>Failures.</b> What a task with a handle throws is kept in the handle; what a plain task
 * throws is given to the {@link FailureHandler}. No throwable, errors included, ends a worker. A
 * task for which no thread can be started, for want of memory, ends as failed in the same way.
 *
 * <p><b>Thread safety and memory effects.</b> All methods are safe for all threads. What a thread
 * did before it submitted a task happens before the task; the task happens before {@code get}
 * returns and before {@code awaitTermination} returns true. {@code execute} is O(1) and allocates
 * nothing once the pool is warm; {@code submit} allocates the handle.
 *
 * <p><b>Provenance.</b> Starting workers one after the other is the wake-up rule of Go's scheduler;
 * worker loops that give way after some tasks are those of Kotlin's limitedParallelism. What
 * differs is told in the engine's classes.
 */
public final class TaskPool extends SubmittingPool {
  private final TaskPoolConfig config;
  private final PoolEngine engine;

  TaskPool(TaskPoolConfig config) {
    this(config, new PoolEngine(config));
  }

  TaskPool(TaskPoolConfig config, PoolEngine engine) {
    super(config, engine);
    this.config = config;
    this.engine = engine;
    config.workerLocals().forEach(local -> local.bind(engine));
    engine.open();
  }

  /**
   * A pool with a limit and defaults for the rest.
   *
   * @param limit how many tasks may run at once
   * @return the pool
   * @throws IllegalArgumentException if the limit is not within 1 to 16,777,215
   */
  public static TaskPool of(int limit) {
    return builder().limit(limit).build();
  }

  /**
   * A builder; only the limit has no default.
   *
   * @return the builder
   */
  public static TaskPoolBuilder builder() {
    return new TaskPoolBuilder();
  }

  /**
   * The configuration.
   *
   * @return what the pool was built with
   */
  public TaskPoolConfig config() {
    return config;
  }

  /**
   * The figures now. O(tasks that ever ran at once).
   *
   * @return an immutable snapshot
   */
  public PoolSnapshot snapshot() {
    return engine.books().snapshot();
  }

  /**
   * The tasks that have run for the longest, with their stacks.
   *
   * <p>O(tasks that ever ran at once), and some 30 microseconds for each task answered: a look at a
   * pool under suspicion, not a figure to be polled.
   *
   * @param most how many at most, 0 or more
   * @return tasks that ran when they were looked at, oldest first
   * @throws IllegalArgumentException if the number is negative
   */
  public List<RunningTask> oldestRunning(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most: " + most + " is negative; allowed is 0 or more");
    }
    return engine.books().oldestRunning(most);
  }

  /**
   * Changes the limit, at once and without losing a task. After it went down, tasks beyond it run
   * to their end, and no new one starts until fewer run. Platform threads beyond it end when they
   * are idle. O(1), plus the threads started or woken.
   *
   * @param limit 1 to 16,777,215
   * @return the limit before
   * @throws IllegalArgumentException if the limit is out of its range
   * @throws IllegalStateException if the limit is moved by the pool's {@link Sizing}
   */
  public int resize(int limit) {
    return engine.limits().resize(limit);
  }

  /**
   * Starts no more tasks until {@link #resume}; those that run, or are just being started, go on,
   * new ones are accepted and wait. No effect on a pool that is paused or shut down.
   */
  public void pause() {
    engine.limits().pause();
  }

  /** Ends a pause. So does a shutdown: what was accepted will run. */
  public void resume() {
    engine.limits().resume();
  }

  /**
   * Whether the pool is paused.
   *
   * @return true between {@link #pause} and {@link #resume}
   */
  public boolean isPaused() {
    return engine.limits().isPaused();
  }

  /**
   * Makes ready for that many tasks at once, as far as the limit goes: starts platform threads;
   * creates what virtual threads need, but no thread.
   *
   * @param tasks 0 or more
   * @throws IllegalArgumentException if the number is negative
   */
  public void preheat(int tasks) {
    if (tasks < 0) {
      throw new IllegalArgumentException(
          "tasks: "
              + tasks
              + " is negative; allowed is 0 or more, what exceeds the limit is ignored");
    }
    engine.preheat(tasks);
  }

  /**
   * Waits until no task runs and none waits, without closing anything. Others may submit in the
   * meantime; the pool was at rest at one moment. Tasks that a submitter runs itself ({@link
   * Overflow#callerRuns()}) are that submitter's affair.
   *
   * @param patience how long to wait; zero or less only looks
   * @return false if the time was up first
   * @throws InterruptedException if the calling thread is interrupted while it waits
   * @throws IllegalStateException if called inside a task of this pool, which would wait for itself
   */
  public boolean awaitIdle(Duration patience) throws InterruptedException {
    long nanos = Durations.saturatedNanos(patience);
    requireOutside("awaitIdle");
    return engine.awaitIdle(nanos);
  }

  /**
   * Whether the calling thread runs a task of this pool, so that a wait for another one should be a
   * {@link TaskHandle#get}.
   *
   * @return true inside a task, on one of the pool's workers
   */
  public boolean isOwnWorker() {
    return engine.isOwnWorker();
  }

  private void requireOutside(String method) {
    if (isOwnWorker()) {
      throw new IllegalStateException(
          method
              + ": called inside a task of pool "
              + config.name()
              + ", it would wait for itself; shutdown() does not wait");
    }
  }

  /** Refuses new tasks, those of blocked submitters included; those accepted will run. */
  @Override
  public void shutdown() {
    engine.ending().shutdown();
  }

  /**
   * Refuses new tasks, gives up those that wait and interrupts those that run.
   *
   * <p>O(tasks that wait + tasks that ever ran at once). Whoever waits for a handle given up waits
   * on until somebody runs or cancels it.
   *
   * @return the tasks given up, oldest first: the very object given to {@code execute}, the handle
   *     for the others, which can be run or cancelled by hand. Cancelled tasks are not among them
   */
  @Override
  public List<Runnable> shutdownNow() {
    return engine.ending().stop();
  }

  /**
   * Refuses new tasks, waits for the others, and after the given time does what {@link
   * #shutdownNow} does.
   *
   * <p>Called inside a task of the pool it always waits the whole time, for that task.
   *
   * @param patience how long to wait; zero or less does not wait
   * @return what was left undone when the time was up, with a stack trace of each running task
   * @throws InterruptedException if the calling thread is interrupted while it waits; the pool
   *     stays shut down, its tasks go on
   * @throws NullPointerException if the time is null; the pool is not shut down
   */
  public DrainReport drain(Duration patience) throws InterruptedException {
    long nanos = Durations.saturatedNanos(patience);
    engine.ending().shutdown();
    if (engine.ending().await(nanos, TimeUnit.NANOSECONDS)) {
      return new DrainReport(List.of(), List.of());
    }
    return engine.ending().stopAndReport();
  }

  /**
   * Refuses new tasks and waits for the others, however long they take; an interrupt of the waiting
   * thread does what {@link #shutdownNow} does and waits on.
   *
   * @throws IllegalStateException if called inside a task of this pool, which would wait for
   *     itself; the pool is not shut down
   */
  @Override
  public void close() {
    requireOutside("close");
    super.close();
  }

  @Override
  public boolean isShutdown() {
    return !engine.isOpen();
  }

  @Override
  public boolean isTerminated() {
    return engine.ending().isTerminated();
  }

  /**
   * Waits until all tasks have ended after a shutdown. A terminated pool answers at once, even if
   * the thread is interrupted.
   *
   * @return whether the pool is terminated
   * @throws InterruptedException if interrupted while it waits
   * @throws NullPointerException if the unit is null
   */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return engine.ending().await(timeout, unit);
  }

  /** Name, state, and how many tasks run and wait. */
  @Override
  public String toString() {
    return "TaskPool " + config.name() + " " + engine;
  }
}
