package dev.freshet.core.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stage of a task: nobody but the task ends it, as with {@link
 * CompletableFuture#minimalCompletionStage}, whose dependents however would get the failure inside
 * a CompletionException.
 *
 * @param <V> the result type
 */
public class HandleStage<V extends @Nullable Object> extends CompletableFuture<V> {
  /** A stage that has not ended. */
  public HandleStage() {}

  /**
   * Ends the stage; for the task.
   *
   * @param result what the task returned
   * @param failure what it threw, otherwise null
   */
  @SuppressWarnings("NullAway") // no failure: the result is the body's, null if it may be
  public final void end(@Nullable V result, @Nullable Throwable failure) {
    if (failure == null) {
      super.complete(result);
    } else {
      super.completeExceptionally(failure);
    }
  }

  private static UnsupportedOperationException refusal() {
    return new UnsupportedOperationException("nobody else ends it; use a copy");
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  @Override
  public CompletableFuture<V> toCompletableFuture() {
    return copy();
  }

  @Override
  public boolean complete(V value) {
    throw refusal();
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    throw refusal();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    throw refusal();
  }

  @Override
  public void obtrudeValue(V value) {
    throw refusal();
  }

  @Override
  public void obtrudeException(Throwable failure) {
    throw refusal();
  }

  @Override
  public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier, Executor executor) {
    throw refusal();
  }

  @Override
  public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier) {
    throw refusal();
  }

  @Override
  public CompletableFuture<V> orTimeout(long timeout, TimeUnit unit) {
    throw refusal();
  }

  @Override
  public CompletableFuture<V> completeOnTimeout(V value, long timeout, TimeUnit unit) {
    throw refusal();
  }
}
