package dev.freshet.core.scope;

import org.jspecify.annotations.Nullable;

/**
 * One task of a {@link Scope}: tells its result once the scope was joined, or it was taken.
 *
 * <pre>{@code
 * Fork<User> user = scope.fork(() -> users.find(id));
 * Fork<Cart> cart = scope.fork(() -> carts.of(id));
 * scope.join();
 * return page(user.get(), cart.get());
 * }</pre>
 *
 * <p>Safe for all threads. What its owner did before it forked happens before the task; the task
 * happens before any of these methods tells that it ended. All methods are O(1) and never wait.
 *
 * @param <V> the result type
 */
public sealed interface Fork<V extends @Nullable Object> permits ForkTask {
  /**
   * The fork's name.
   *
   * @return the name it was forked with, otherwise its number in the scope, counted from 1
   */
  String name();

  /**
   * Whether the fork has ended, or will never run.
   *
   * @return true once {@link #outcome} answers
   */
  boolean isDone();

  /**
   * How the fork ended.
   *
   * @return success, failure or cancelled
   * @throws IllegalStateException if it has not ended
   */
  Outcome<V> outcome();

  /**
   * What the fork returned.
   *
   * @return the value
   * @throws IllegalStateException if it has not ended, or not with a value; then its cause is the
   *     fork's failure, or why it was cancelled
   */
  V get();
}
