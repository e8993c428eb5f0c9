package dev.freshet.core.engine;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A Runnable with a result fixed beforehand.
 *
 * @param body what runs
 * @param result what is answered
 * @param <V> the result type
 */
record Fixed<V extends @Nullable Object>(Runnable body, V result) implements Callable<V>, Given {
  @Override
  public V call() {
    body.run();
    return result;
  }

  @Override
  public Object given() {
    return body;
  }
}
