package dev.freshet.core.stream;

import org.jspecify.annotations.Nullable;

/**
 * What a stage does with an element or a batch; may fail with any exception.
 *
 * <pre>{@code
 * ThrowingFunction<URI, String> fetch = uri -> http.send(request(uri), ofString()).body();
 * }</pre>
 *
 * <p>It is called by several threads at once, those of the stage's pool, and is interrupted when
 * its result is not wanted any more.
 *
 * @param <T> what it takes
 * @param <R> what it answers
 */
@FunctionalInterface
public interface ThrowingFunction<T extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Answers for one argument.
   *
   * @param argument an element, or the elements of a batch
   * @return the result
   * @throws Exception fails the whole stream
   */
  R apply(T argument) throws Exception;
}
