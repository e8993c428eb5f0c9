package dev.freshet.core;

import org.jspecify.annotations.Nullable;

/**
 * How a pool answered to an attempt to submit: refusing is an outcome, not an exception.
 *
 * <pre>{@code
 * switch (pool.trySubmit(() -> book(seat))) {
 *   case Submission.Accepted<Ticket>(TaskHandle<Ticket> handle) -> answer(handle.get());
 *   case Submission.Refused<Ticket>(Refusal why) -> answer503(why);
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <V> the result type of the task
 */
public sealed interface Submission<V extends @Nullable Object> {
  /**
   * The pool took the task.
   *
   * @param handle waits for the result and cancels
   * @param <V> the result type of the task
   */
  record Accepted<V extends @Nullable Object>(TaskHandle<V> handle) implements Submission<V> {}

  /**
   * The pool did not take the task, which has not run and never will.
   *
   * @param why the reason
   * @param <V> the result type of the task
   */
  record Refused<V extends @Nullable Object>(Refusal why) implements Submission<V> {}
}
