package dev.freshet.core;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Carries a piece of the submitter's context to the task: an entry of a logging context, a trace, a
 * tenant. Nothing travels unless such an object was given to the pool's builder.
 *
 * <pre>{@code
 * static final ScopedValue<Tenant> TENANT = ScopedValue.newInstance();
 *
 * TaskPool pool =
 *     TaskPool.builder()
 *         .limit(200)
 *         .context(ContextCapture.ofScopedValue(TENANT), ContextCapture.ofThreadLocal(MDC_COPY))
 *         .build();
 * }</pre>
 *
 * <p>Must be safe for all threads. Costs one object and one call of {@link #capture} per task.
 */
@FunctionalInterface
public interface ContextCapture {
  /**
   * Reads the context of the calling thread, the submitter.
   *
   * @return installs what was read around a task
   */
  Captured capture();

  /** What was captured at the submission. */
  @FunctionalInterface
  interface Captured {
    /**
     * Runs the body inside the captured context, on the calling thread, and puts the thread back as
     * it was, whatever the body does.
     *
     * @param body what runs
     * @param <V> its result type
     * @return what the body returned
     * @throws Exception what the body threw
     */
    <V extends @Nullable Object> V call(Callable<V> body) throws Exception;
  }

  /**
   * Carries a scoped value's binding; a task whose submitter had none runs without.
   *
   * @param key the scoped value
   * @param <T> its type
   * @return the capture
   */
  static <T> ContextCapture ofScopedValue(ScopedValue<T> key) {
    return new Captures.OfScopedValue<>(key);
  }

  /**
   * Carries a thread-local's value. It is set before the task and put back after it, so a value
   * that the task sets there does not leak either.
   *
   * @param local the thread-local
   * @param <T> its type
   * @return the capture
   */
  static <T extends @Nullable Object> ContextCapture ofThreadLocal(ThreadLocal<T> local) {
    return new Captures.OfThreadLocal<>(local);
  }
}
