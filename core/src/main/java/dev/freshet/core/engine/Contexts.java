package dev.freshet.core.engine;

import dev.freshet.core.ContextCapture;
import dev.freshet.core.ContextCapture.Captured;
import dev.freshet.core.scope.Deadline;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Carries what a pool was told to carry from the submitter to the task; a pool that carries nothing
 * has none.
 *
 * <p>Safe for all threads.
 */
final class Contexts {
  private final ContextCapture[] captures;

  private Contexts(List<ContextCapture> captures) {
    this.captures = captures.toArray(new ContextCapture[0]);
  }

  static @Nullable Contexts of(List<ContextCapture> captures) {
    return captures.isEmpty() ? null : new Contexts(captures);
  }

  /** The body inside the context of the calling thread. */
  <V extends @Nullable Object> Callable<V> carry(Callable<V> body) {
    return new OfCallable<>(capture(), body);
  }

  /** The body inside the context of the calling thread. */
  Runnable carry(Runnable body) {
    return new OfRunnable(capture(), body);
  }

  private Captured capture() {
    Captured all = one(captures[0]);
    for (int i = 1; i < captures.length; i++) {
      all = new Nested(all, one(captures[i]));
    }
    return all;
  }

  private static Captured one(ContextCapture capture) {
    return Objects.requireNonNull(capture.capture(), "captured");
  }

  /** Two contexts, entered one after the other. */
  private record Nested(Captured outer, Captured inner) implements Captured {
    @Override
    public <V extends @Nullable Object> V call(Callable<V> body) throws Exception {
      return outer.call(() -> inner.call(body));
    }
  }

  /** A body and its context. */
  record OfCallable<V extends @Nullable Object>(Captured context, Callable<V> body)
      implements Callable<V>, Given {
    @Override
    public V call() throws Exception {
      return context.call(body);
    }

    /** The same with a deadline in force, unless the context brings an earlier one. */
    V callWithin(Deadline deadline) throws Exception {
      return context.call(() -> Deadline.callWithin(deadline, body));
    }

    @Override
    public Object given() {
      return Given.unwrap(body);
    }
  }

  private record OfRunnable(Captured context, Runnable given)
      implements Runnable, Callable<@Nullable Object>, Given {
    @Override
    public void run() {
      try {
        context.call(this);
      } catch (Exception e) {
        throw OfRunnable.<RuntimeException>asIs(e);
      }
    }

    @Override
    public @Nullable Object call() {
      given.run();
      return null;
    }

    /** A context may throw a checked exception through a task that declares none. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E asIs(Exception e) throws E {
      throw (E) e;
    }
  }
}
