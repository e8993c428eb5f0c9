package dev.freshet.core.stream;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the elements of a pipeline come from; called by one thread at a time. */
@FunctionalInterface
interface Source<T extends @Nullable Object> {
  /** Gives the next element away; false, and nothing given, at the end. */
  boolean advance(Consumer<@Nullable Object> to) throws Exception;

  static <T extends @Nullable Object> Source<T> of(Iterable<? extends T> elements) {
    return new Source<T>() {
      private @Nullable Iterator<? extends T> iterator;

      @Override
      public boolean advance(Consumer<@Nullable Object> to) {
        Iterator<? extends T> from = iterator;
        if (from == null) {
          from = elements.iterator();
          iterator = from;
        }
        if (!from.hasNext()) {
          return false;
        }
        to.accept(from.next());
        return true;
      }
    };
  }

  static <T> Source<T> of(Callable<? extends @Nullable T> pull) {
    Objects.requireNonNull(pull, "pull");
    return to -> {
      T element = pull.call();
      if (element == null) {
        return false;
      }
      to.accept(element);
      return true;
    };
  }
}
