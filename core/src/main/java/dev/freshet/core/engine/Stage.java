package dev.freshet.core.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stage of a task, made on demand and kept among the task's waiters. */
final class Stage<V extends @Nullable Object> extends Waiter {
  private final View<V> view = new View<>();

  Stage() {
    super(null);
  }

  /** The stage in a stack of waiters, of which there is at most one. */
  @SuppressWarnings("unchecked") // a stage is made by the record whose stack it lies in
  static <V extends @Nullable Object> @Nullable Stage<V> in(@Nullable Waiter top) {
    for (Waiter w = top; w != null; w = w.next) {
      if (w instanceof Stage<?> stage) {
        return (Stage<V>) stage;
      }
    }
    return null;
  }

  @Override
  boolean isGone() {
    return false;
  }

  CompletionStage<V> view() {
    return view;
  }

  void complete(V result) {
    view.end(result, null);
  }

  void fail(Throwable failure) {
    view.end(null, failure);
  }

  /**
   * What the caller sees: nobody but the task ends it, as with {@link
   * CompletableFuture#minimalCompletionStage}, whose dependents however would get the failure
   * inside a CompletionException.
   */
  private static final class View<V extends @Nullable Object> extends CompletableFuture<V> {
    @SuppressWarnings("NullAway") // no failure: the result is the body's, null if it may be
    private void end(@Nullable V result, @Nullable Throwable failure) {
      if (failure == null) {
        super.complete(result);
      } else {
        super.completeExceptionally(failure);
      }
    }

    private static UnsupportedOperationException refusal() {
      return new UnsupportedOperationException("only the task ends its stage; use a copy");
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
}
