package dev.freshet.core.engine;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The stage of a task, made on demand and kept among the task's waiters. */
final class Stage<V extends @Nullable Object> extends Waiter {
  private final HandleStage<V> view = new HandleStage<>();

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
}
