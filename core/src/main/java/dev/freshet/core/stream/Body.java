package dev.freshet.core.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the task of a batch does with its elements. Types are the business of the public classes.
 */
@FunctionalInterface
interface Body {
  /** Replaces the elements by the results, on a thread of the pool. */
  void run(Batch batch) throws Exception;

  /** One result for each element. */
  @SuppressWarnings("unchecked") // the stage is given what its function takes
  static <T extends @Nullable Object, R extends @Nullable Object> Body each(
      ThrowingFunction<? super T, ? extends R> function) {
    ThrowingFunction<@Nullable Object, R> any =
        (ThrowingFunction<@Nullable Object, R>) Objects.requireNonNull(function, "function");
    return batch -> {
      @Nullable Object[] items = batch.items;
      for (int i = 0; i < batch.size; i++) {
        batch.requireWanted();
        items[i] = any.apply(items[i]);
      }
    };
  }

  /** Any number of results for all elements. */
  @SuppressWarnings("unchecked") // the stage is given what its function takes
  static <T extends @Nullable Object, R extends @Nullable Object> Body whole(
      ThrowingFunction<? super List<T>, ? extends Collection<? extends R>> function) {
    Objects.requireNonNull(function, "function");
    return batch -> {
      batch.requireWanted();
      Object[] elements = Arrays.copyOf(batch.items, batch.size);
      List<T> list = new ArrayList<>((List<T>) Arrays.asList(elements));
      @Nullable Object[] results =
          Objects.requireNonNull(function.apply(list), "results of a batch").toArray();
      batch.items = results;
      batch.size = results.length;
    };
  }

  /** No element before, as many as a batch takes afterwards. */
  static Body pull(Source<?> source, int most) {
    return batch -> {
      while (batch.size < most) {
        batch.requireWanted();
        if (!source.advance(batch::add)) {
          batch.isLast = true;
          return;
        }
      }
    };
  }
}
