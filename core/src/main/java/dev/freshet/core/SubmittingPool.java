package dev.freshet.core;

import dev.freshet.core.engine.Invocations;
import dev.freshet.core.engine.PoolEngine;
import dev.freshet.core.engine.Submitter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The ways into a {@link TaskPool}; its life is told there. */
abstract sealed class SubmittingPool implements ExecutorService permits TaskPool {
  private final PoolEngine engine;
  private final Submitter submitter;
  private final Invocations invocations;

  SubmittingPool(TaskPoolConfig config, PoolEngine engine) {
    this.engine = engine;
    this.submitter = new Submitter(engine, config);
    this.invocations = new Invocations(engine);
  }

  /* --- one task, as the overflow policy says --- */

  /**
   * Runs the task some time, without a handle.
   *
   * @param task what runs
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or as the
   *     overflow policy says
   * @throws NullPointerException if the task is null
   */
  @Override
  public void execute(Runnable task) {
    engine.executePlain(Objects.requireNonNull(task, "task"));
  }

  /**
   * Runs the task some time, with a priority, a deadline or a name, but without a handle.
   *
   * <p>A task whose deadline passes is told to the {@link FailureHandler}, with a {@link
   * TaskExpiredException}, at the deadline. With {@link TaskOptions#none()} this is {@link
   * #execute(Runnable)}; otherwise it allocates a record.
   *
   * @param task what runs
   * @param options the task's options
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, as the
   *     overflow policy says, or if the deadline passed while the submitter waited for room
   * @throws NullPointerException if an argument is null
   */
  public void execute(Runnable task, TaskOptions options) {
    submitter.execute(
        Objects.requireNonNull(task, "task"), Objects.requireNonNull(options, "options"));
  }

  /**
   * Runs the task some time.
   *
   * @param task what runs
   * @param <T> the result type
   * @return the handle: it waits for the result, and cancels in O(1); a cancelled task that still
   *     waits keeps its place in the lane until its turn, but nothing else
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or as the
   *     overflow policy says
   * @throws NullPointerException if the task is null
   */
  @Override
  public <T extends @Nullable Object> TaskHandle<T> submit(Callable<T> task) {
    return submitter.submit(Objects.requireNonNull(task, "task"));
  }

  /**
   * Runs the task some time; {@code get} answers {@code result}.
   *
   * @param task what runs
   * @param result what {@code get} answers
   * @param <T> the result type
   * @return the handle
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or as the
   *     overflow policy says
   * @throws NullPointerException if the task is null
   */
  @Override
  public <T extends @Nullable Object> TaskHandle<T> submit(Runnable task, T result) {
    return submitter.submitFixed(Objects.requireNonNull(task, "task"), result);
  }

  /**
   * Runs the task some time; {@code get} answers null.
   *
   * @param task what runs
   * @return the handle
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or as the
   *     overflow policy says
   * @throws NullPointerException if the task is null
   */
  @Override
  public TaskHandle<?> submit(Runnable task) {
    return submitter.<@Nullable Object>submitFixed(Objects.requireNonNull(task, "task"), null);
  }

  /**
   * Runs the task some time, with a priority, a deadline or a name.
   *
   * <p>A deadline counts from this call: waiting for room, waiting in the lane and running
   * together. A task that has not started by then never runs, and those who wait for its handle
   * learn of it at the deadline, within a millisecond or two, wherever the task stands in the lane,
   * where it keeps its place until its turn, like one that was cancelled. One that runs is
   * interrupted. Either way it ends as failed with a {@link TaskExpiredException}. Options cost 24
   * bytes beside a plain handle; a deadline costs 40 more, and some 50 ns for arming and disarming
   * the timer.
   *
   * @param task what runs
   * @param options the task's options
   * @param <T> the result type
   * @return the handle
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, as the
   *     overflow policy says, or if the deadline passed while the submitter waited for room
   * @throws NullPointerException if an argument is null
   */
  public <T extends @Nullable Object> TaskHandle<T> submit(Callable<T> task, TaskOptions options) {
    return submitter.submit(
        Objects.requireNonNull(task, "task"), Objects.requireNonNull(options, "options"));
  }

  /**
   * Runs the task some time, with a priority, a deadline or a name; {@code get} answers null.
   *
   * @param task what runs
   * @param options the task's options; null counts as none, because {@code submit(task, null)} is
   *     also how a null result is asked for
   * @return the handle
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, as the
   *     overflow policy says, or if the deadline passed while the submitter waited for room
   * @throws NullPointerException if the task is null
   */
  public TaskHandle<?> submit(Runnable task, @Nullable TaskOptions options) {
    if (options == null) {
      return submit(task);
    }
    return submitter.<@Nullable Object>submit(
        Submitter.callable(Objects.requireNonNull(task, "task")), options);
  }

  /* --- one task, if there is room --- */

  /**
   * Runs the task some time if there is room for it now. Never waits, and never throws because the
   * pool is full or was shut down.
   *
   * <p>The overflow policy is not asked: nothing runs on the caller, nothing is discarded or
   * diverted. While other submitters wait for room, the room is theirs, and the answer is {@link
   * Refusal#LANE_FULL}. Allocates nothing, like {@link #execute(Runnable)}.
   *
   * <pre>{@code
   * pool.tryExecute(task).ifPresent(why -> shed(task, why));
   * }</pre>
   *
   * @param task what runs
   * @return empty if the pool took the task, otherwise why it did not
   * @throws NullPointerException if the task is null
   */
  public Optional<Refusal> tryExecute(Runnable task) {
    return submitter.tryExecute(Objects.requireNonNull(task, "task"));
  }

  /**
   * Runs the task some time if there is room for it now; as {@link #tryExecute}, with a handle.
   *
   * @param task what runs
   * @param <T> the result type
   * @return the handle, or why there is none
   * @throws NullPointerException if the task is null
   */
  public <T extends @Nullable Object> Submission<T> trySubmit(Callable<T> task) {
    return submitter.trySubmit(Objects.requireNonNull(task, "task"), TaskOptions.none());
  }

  /**
   * Runs the task some time if there is room for it now; as {@link #tryExecute}, with a handle and
   * options.
   *
   * @param task what runs
   * @param options the task's options
   * @param <T> the result type
   * @return the handle, or why there is none
   * @throws NullPointerException if an argument is null
   */
  public <T extends @Nullable Object> Submission<T> trySubmit(
      Callable<T> task, TaskOptions options) {
    return submitter.trySubmit(
        Objects.requireNonNull(task, "task"), Objects.requireNonNull(options, "options"));
  }

  /**
   * Runs the task some time if there is room for it within a time, or within its deadline if that
   * ends earlier.
   *
   * <p>Those who wait for room get it in order of arrival, whatever the overflow policy, which is
   * not asked; one that is just waking up can be overtaken. A task that calls this for the full
   * lane of its own pool does not wait, which could be for itself: the answer is {@link
   * Refusal#LANE_FULL} at once.
   *
   * @param task what runs
   * @param options the task's options
   * @param patience how long to wait for room; zero or less does not wait
   * @param <T> the result type
   * @return the handle, or why there is none: {@link Refusal#TIMED_OUT} or {@link Refusal#EXPIRED}
   *     after a wait, {@link Refusal#LANE_FULL} without one, or {@link Refusal#SHUT_DOWN}
   * @throws InterruptedException if the calling thread is interrupted and there is no room; the
   *     task never runs
   * @throws NullPointerException if an argument is null
   */
  public <T extends @Nullable Object> Submission<T> trySubmit(
      Callable<T> task, TaskOptions options, Duration patience) throws InterruptedException {
    return submitter.trySubmit(
        Objects.requireNonNull(task, "task"),
        Objects.requireNonNull(options, "options"),
        Durations.saturatedNanos(Objects.requireNonNull(patience, "patience")));
  }

  /* --- many tasks --- */

  /**
   * Runs all tasks some time, without handles. One admission decision and one wake-up for all that
   * fit into the lane, so a task costs a fraction of an {@link #execute(Runnable)}.
   *
   * <p>The tasks enter in the collection's order. What does not fit is dealt with one by one as the
   * overflow policy says: under the blocking one the caller waits for room for the rest, with the
   * policy's time-out for each wait. The limit holds as always.
   *
   * @param tasks what runs; an empty collection does nothing
   * @throws BulkRejectedException if the pool was shut down or the policy refuses a task; those
   *     before it run, it and those after it never do
   * @throws NullPointerException if the collection or a task is null; none was accepted
   * @throws ClassCastException if an element is no Runnable, against its declared type
   */
  public void executeAll(Collection<? extends Runnable> tasks) {
    submitter.executeAll(Objects.requireNonNull(tasks, "tasks"));
  }

  /**
   * Runs all tasks some time; as {@link #executeAll}, with handles.
   *
   * @param tasks what runs
   * @param <T> the result type
   * @return the handles, in the order of the tasks
   * @throws BulkRejectedException if the pool was shut down or the policy refuses a task; those
   *     before it run, and the exception has their handles
   * @throws NullPointerException if the collection or a task is null; none was accepted
   */
  public <T extends @Nullable Object> List<TaskHandle<T>> submitAll(
      Collection<? extends Callable<T>> tasks) {
    return submitter.submitAll(Objects.requireNonNull(tasks, "tasks"));
  }

  /**
   * Runs all tasks and waits for them.
   *
   * @return the handles in the order of the tasks, all done
   * @throws InterruptedException if interrupted while it waits, for room or for results; the tasks
   *     are cancelled
   * @throws java.util.concurrent.RejectedExecutionException if one task is refused; the others are
   *     cancelled
   * @throws NullPointerException if the collection or a task is null; none was run
   */
  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return invocations.all(tasks, Long.MAX_VALUE);
  }

  /**
   * Runs all tasks and waits for them, or cancels what is not done when the time is up; waiting for
   * room counts.
   *
   * @return the handles in the order of the tasks, all done
   * @throws InterruptedException if interrupted while it waits, for room or for results; the tasks
   *     are cancelled
   * @throws java.util.concurrent.RejectedExecutionException if one task is refused; the others are
   *     cancelled
   * @throws NullPointerException if the collection, a task or the unit is null; none was run
   */
  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return invocations.all(tasks, unit.toNanos(timeout));
  }

  /**
   * Answers the result of one task that succeeded, and cancels the others. Tasks are submitted one
   * after the other; an early success spares the rest.
   *
   * @return the result
   * @throws InterruptedException if interrupted while it waits, for room or for a result
   * @throws ExecutionException if no task succeeded, with the last failure as its cause
   * @throws java.util.concurrent.RejectedExecutionException if one task is refused
   * @throws IllegalArgumentException if there are no tasks
   * @throws NullPointerException if the collection or a task is null; none was run
   */
  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return invocations.any(tasks, Long.MAX_VALUE);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a wait without end timed out", e);
    }
  }

  /**
   * The same with a time-out; waiting for room counts.
   *
   * @return the result
   * @throws InterruptedException if interrupted while it waits, for room or for a result
   * @throws ExecutionException if no task succeeded, with the last failure as its cause
   * @throws TimeoutException if none had succeeded when the time was up; all are cancelled
   * @throws java.util.concurrent.RejectedExecutionException if one task is refused
   * @throws IllegalArgumentException if there are no tasks
   * @throws NullPointerException if the collection, a task or the unit is null; none was run
   */
  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return invocations.any(tasks, unit.toNanos(timeout));
  }
}
