package dev.freshet.core;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A submitted task: waits for the result, cancels, and tells where it came from.
 *
 * <pre>{@code
 * TaskHandle<Price> price = pool.submit(() -> fetchPrice(sku));
 * price.toCompletionStage().thenAccept(cache::put);
 * price.cancel(new ClientGone(session));
 * }</pre>
 *
 * <p>Safe for all threads. What a thread did before it submitted happens before the task; the task
 * happens before {@link #get} returns. The handle is the very object that waits in the lane: all
 * methods are O(1) but {@code get}, which waits.
 *
 * <p>A task whose deadline passed ends as failed with a {@link TaskExpiredException}; {@code get}
 * wraps it in an {@link java.util.concurrent.ExecutionException}. Cancelled tasks throw a {@link
 * java.util.concurrent.CancellationException} whose cause is that given to {@link
 * #cancel(Throwable)}.
 *
 * @param <V> the result type
 */
public interface TaskHandle<V extends @Nullable Object> extends Future<V> {
  /**
   * The task's name, also after its end.
   *
   * @return the name from its options, otherwise the class name of what was submitted
   */
  String name();

  /**
   * The key that groups tasks of one kind.
   *
   * @return the key from its options, or null
   */
  @Nullable String taskClass();

  /**
   * Where the task was submitted, if the pool was built to keep that. The {@link
   * java.util.concurrent.ExecutionException} of a failed task then bears it as well, as a
   * suppressed throwable that says "submitted here"; the task's own throwable is left as it was.
   *
   * @return the submitter's stack, innermost frame first; empty otherwise
   */
  List<StackTraceElement> callSite();

  /**
   * Cancels the task and keeps the cause; {@code cancel(true)} and {@code cancel(false)} do so
   * without one. A task that waits never runs; one that runs is interrupted, but not by {@code
   * cancel(false)}. O(1); a cancelled task that still waits keeps its place in the lane until its
   * turn, but nothing else.
   *
   * @param cause why; the cause of the {@link java.util.concurrent.CancellationException}
   * @return false if the task had ended before
   * @throws NullPointerException if the cause is null
   */
  boolean cancel(Throwable cause);

  /**
   * The task as a stage of the caller's own pipeline. Made at the first call.
   *
   * <p>Dependent actions without an executor run on the thread that ends the task; if that is the
   * timer, on a virtual thread of the pool's, one task after the other. Nobody but the task ends
   * the stage: its {@code toCompletableFuture} answers a copy each time, and what is done to that,
   * or tried on the stage itself, has no effect on the task. Unlike {@link #get}, a wait for such a
   * copy inside a task of the same pool keeps the grant and does not help.
   *
   * @return always the same stage; it ends as the task ends, with the task's own exception
   */
  CompletionStage<V> toCompletionStage();
}
