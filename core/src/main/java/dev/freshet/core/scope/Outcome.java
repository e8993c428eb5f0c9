package dev.freshet.core.scope;

import org.jspecify.annotations.Nullable;

/**
 * How a fork ended.
 *
 * <pre>{@code
 * for (Outcome<Price> outcome : scope.outcomes()) {
 *   switch (outcome) {
 *     case Outcome.Success<Price>(Price price) -> prices.add(price);
 *     case Outcome.Failure<Price>(Throwable failure) -> log.warn("no price", failure);
 *     case Outcome.Cancelled<Price>(Throwable cause, boolean started) -> late++;
 *   }
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <V> the result type
 */
public sealed interface Outcome<V extends @Nullable Object> {
  /**
   * The fork returned. A fork that returned although its scope had been cancelled has succeeded as
   * well: its value may be something to be closed.
   *
   * @param value what it returned
   * @param <V> the result type
   */
  record Success<V extends @Nullable Object>(V value) implements Outcome<V> {}

  /**
   * The fork threw, or its pool gave it up unrun (a {@link
   * java.util.concurrent.RejectedExecutionException}).
   *
   * @param failure what it threw
   * @param <V> the result type
   */
  record Failure<V extends @Nullable Object>(Throwable failure) implements Outcome<V> {}

  /**
   * The fork never ran because its scope was cancelled, or it threw after that; what it threw then
   * is taken for a consequence and not kept.
   *
   * @param cause why the scope was cancelled
   * @param started whether it ran at all
   * @param <V> the result type
   */
  record Cancelled<V extends @Nullable Object>(Throwable cause, boolean started)
      implements Outcome<V> {}
}
