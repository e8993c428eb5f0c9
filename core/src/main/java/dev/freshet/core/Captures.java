package dev.freshet.core;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The captures that come with the library. */
final class Captures {
  private Captures() {}

  /** Binds a scoped value again around the task. */
  record OfScopedValue<T>(ScopedValue<T> key) implements ContextCapture {
    OfScopedValue {
      Objects.requireNonNull(key, "key");
    }

    @Override
    public Captured capture() {
      return key.isBound() ? new Bound<>(key, key.get()) : Unbound.INSTANCE;
    }
  }

  private record Bound<T>(ScopedValue<T> key, T value) implements ContextCapture.Captured {
    @Override
    public <V extends @Nullable Object> V call(Callable<V> body) throws Exception {
      return ScopedValue.where(key, value).<V, Exception>call(body::call);
    }
  }

  private enum Unbound implements ContextCapture.Captured {
    INSTANCE;

    @Override
    public <V extends @Nullable Object> V call(Callable<V> body) throws Exception {
      return body.call();
    }
  }

  /** Sets a thread-local around the task. */
  record OfThreadLocal<T extends @Nullable Object>(ThreadLocal<T> local) implements ContextCapture {
    OfThreadLocal {
      Objects.requireNonNull(local, "local");
    }

    @Override
    public Captured capture() {
      return new Set<>(local, local.get());
    }
  }

  private record Set<T extends @Nullable Object>(ThreadLocal<T> local, T value)
      implements ContextCapture.Captured {
    @Override
    public <V extends @Nullable Object> V call(Callable<V> body) throws Exception {
      T before = local.get();
      put(value);
      try {
        return body.call();
      } finally {
        put(before);
      }
    }

    private void put(T next) {
      if (next == null) {
        local.remove();
      } else {
        local.set(next);
      }
    }
  }
}
