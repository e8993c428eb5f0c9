package dev.freshet.core.stream;

import dev.freshet.core.TaskPool;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Gatherer;
import org.jspecify.annotations.Nullable;

/**
 * Gatherers that have the elements of a {@code java.util.stream} worked on by a pool, several at
 * once.
 *
 * <pre>{@code
 * List<Price> prices =
 *     skus.stream()
 *         .gather(PoolGatherers.map(pool, this::fetchPrice, StageOptions.of(64).unordered()))
 *         .toList();
 * }</pre>
 *
 * <p><b>Bounds.</b> As {@link StageOptions} says: never more than {@code parallelism} tasks with
 * the pool, never more than {@code (parallelism + buffer) * batch} elements in the gatherer. When
 * that is reached, upstream waits; so endless streams need no more memory than short ones.
 *
 * <p><b>Order.</b> An ordered gatherer gives results in the order of the elements; one that takes
 * long holds up those after it, and once the buffer is full, new elements. An unordered one gives
 * each result as soon as the stream's thread can take it: none waits for another.
 *
 * <p><b>The thread of the stream</b> submits, takes results and runs what is downstream. It does so
 * when an element arrives and at the end, because a gatherer is called at no other time: while
 * upstream is slow to answer, results wait. A {@link Pipeline} can pull its source on a pool
 * instead. The gatherer has no thread of its own.
 *
 * <p><b>The end.</b> The first failure, also one of an element that was read ahead and would not
 * have been asked for, a downstream that has enough ({@code findFirst}, {@code limit}) or fails,
 * and an interrupt of the stream's thread while it waits, cancel the rest: what has not started
 * never runs, what runs is interrupted and waited for, so tasks do not outlive the stream. A task
 * that ignores interrupts is waited for all the same. What an unchecked failure throws is thrown by
 * the terminal operation as it is; a checked one is the cause of a {@link
 * java.util.concurrent.CompletionException}; an interrupt ends in a {@link
 * java.util.concurrent.CancellationException} and stays set. Two ends a gatherer is not told of: a
 * failure upstream, and an {@code iterator()} that is dropped half-way. What is under way then ends
 * by itself; there is no more of it than the bounds allow.
 *
 * <p><b>Full pools.</b> If the pool has no room, the gatherer waits for results of its own tasks,
 * and if there are none, for room, in line with other submitters, for as long as {@code
 * Overflow.block} allows, or without end. With {@code Overflow.callerRuns} the stream's thread runs
 * the task. Other policies are not asked: nothing is discarded or given to a fallback on behalf of
 * the stream, and no element is lost. A task that the pool throws away unrun, because others made
 * it discard its oldest, is submitted again. If the pool is shut down, or its patience is over, the
 * stream fails with {@link java.util.concurrent.RejectedExecutionException}.
 *
 * <p><b>Inside a task of the same pool</b>, at any limit, the stream's thread runs tasks of its own
 * instead of waiting for a grant.
 *
 * <p><b>Differences to {@code Gatherers.mapConcurrent}</b>: a pool instead of one new virtual
 * thread for each element; results can come unordered; a window that does not stop at a slow head
 * until the buffer is full; batches; the thread can be interrupted; checked exceptions; a failure
 * is noticed when it happens, not when its turn comes.
 *
 * <p>All gatherers are sequential: in a parallel stream they see the elements one after the other,
 * in encounter order, as {@link Gatherer#ofSequential} says. They are immutable and may be used any
 * number of times. What was done before an element reached the gatherer happens before the function
 * is called with it, and the call happens before its result is given downstream. An element costs
 * O(1); a task about 100 bytes and what a {@link TaskPool#submit} takes.
 */
public final class PoolGatherers {
  private PoolGatherers() {}

  /**
   * One result for each element, ordered, with the default parallelism of two tasks for each
   * processor.
   *
   * @param pool runs the function
   * @param function is called for each element
   * @param <T> what comes in
   * @param <R> what goes out
   * @return the gatherer
   * @throws NullPointerException if an argument is null
   */
  public static <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> map(
      TaskPool pool, ThrowingFunction<? super T, ? extends R> function) {
    return map(pool, function, StageOptions.defaults());
  }

  /**
   * One result for each element.
   *
   * <p>With {@link StageOptions#batch} that many elements make one task, which works on them one
   * after the other and stops between two of them if the stream has ended. A batch goes to the pool
   * when it is full, or at the end.
   *
   * @param pool runs the function
   * @param function is called for each element
   * @param options parallelism, order and so on
   * @param <T> what comes in
   * @param <R> what goes out
   * @return the gatherer
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the options have a linger
   */
  public static <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> map(
      TaskPool pool, ThrowingFunction<? super T, ? extends R> function, StageOptions options) {
    return gatherer(pool, Body.each(function), options);
  }

  /**
   * Any number of results for a batch of {@value StageOptions#DEFAULT_BATCH} elements, ordered,
   * with the default parallelism of two tasks for each processor.
   *
   * @param pool runs the function
   * @param function is called with the elements of each batch; the list is its own, and only the
   *     last one may be shorter
   * @param <T> what comes in
   * @param <R> what goes out
   * @return the gatherer
   * @throws NullPointerException if an argument is null
   */
  public static <T extends @Nullable Object, R extends @Nullable Object>
      Gatherer<T, ?, R> mapBatches(
          TaskPool pool,
          ThrowingFunction<? super List<T>, ? extends Collection<? extends R>> function) {
    return mapBatches(pool, function, StageOptions.defaults().batch(StageOptions.DEFAULT_BATCH));
  }

  /**
   * Any number of results for a batch of elements, given downstream in their collection's order.
   *
   * @param pool runs the function
   * @param function is called with the elements of each batch; the list is its own, and only the
   *     last one may be shorter
   * @param options the size of batches, parallelism, order and so on
   * @param <T> what comes in
   * @param <R> what goes out
   * @return the gatherer
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the options have a linger
   */
  public static <T extends @Nullable Object, R extends @Nullable Object>
      Gatherer<T, ?, R> mapBatches(
          TaskPool pool,
          ThrowingFunction<? super List<T>, ? extends Collection<? extends R>> function,
          StageOptions options) {
    return gatherer(pool, Body.whole(function), options);
  }

  private static <T extends @Nullable Object, R extends @Nullable Object>
      Gatherer<T, ?, R> gatherer(TaskPool pool, Body body, StageOptions options) {
    Objects.requireNonNull(pool, "pool");
    if (options.linger() != null) {
      throw new IllegalArgumentException(
          "linger: "
              + options.linger()
              + " cannot be kept, as nobody calls a gatherer between two elements; allowed is none");
    }
    return Gatherer.ofSequential(
        () -> new Gathering<T, R>(pool, body, options),
        Gatherer.Integrator.<Gathering<T, R>, T, R>ofGreedy(Gathering::integrate),
        Gathering::finish);
  }
}
