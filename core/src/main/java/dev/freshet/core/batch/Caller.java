package dev.freshet.core.batch;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's functions, and gives each item its answer.
 *
 * <p>Safe for all threads.
 */
final class Caller<K, I, R> {
  private final String name;
  private final BatchFunction<K, I, R> together;
  private final @Nullable ItemFunction<K, I, R> alone;
  private final boolean retriesSingly;
  private final Books books;

  Caller(BatcherBuilder<K, I, R> settings, String name, Books books) {
    this.name = name;
    this.together = settings.function();
    this.alone = settings.alone();
    this.retriesSingly = settings.retriesSingly();
    this.books = books;
  }

  /** Answers a started item by a call of its own. */
  void call(K key, Item<K, I, R> item, I input) {
    if (alone == null) {
      call(key, List.of(item), List.of(input));
      return;
    }
    @Nullable Object answer;
    try {
      answer = alone.apply(key, input);
    } catch (Throwable t) {
      answer = new BatchResults.Failure(t);
    }
    if (item.settle()) {
      count(answer);
      publish(item, answer, key, 0, 1);
    }
  }

  /** Answers started items by one call, or by one each if that fails and is to be retried. */
  void call(K key, List<Item<K, I, R>> items, List<I> inputs) {
    int size = items.size();
    BatchResults<R> results;
    try {
      results = checked(together.apply(key, Collections.unmodifiableList(inputs)), key, size);
    } catch (Throwable t) {
      if (retriesSingly && size > 1 && t instanceof Exception && !isInterrupt(t)) {
        for (int i = 0; i < size; i++) {
          if (!items.get(i).isEnded()) {
            call(key, items.subList(i, i + 1), inputs.subList(i, i + 1));
          }
        }
        return;
      }
      results = BatchResults.ofSize(size);
      for (int i = 0; i < size; i++) {
        results.fail(i, t);
      }
    }
    answer(key, items, results);
  }

  /** All are counted before the first is published: who sees one answered finds it counted. */
  private void answer(K key, List<Item<K, I, R>> items, BatchResults<R> results) {
    int size = items.size();
    boolean[] mine = new boolean[size];
    int succeeded = 0;
    int failed = 0;
    for (int i = 0; i < size; i++) {
      mine[i] = items.get(i).settle();
      if (mine[i]) {
        if (isResult(results.slot(i))) {
          succeeded++;
        } else {
          failed++;
        }
      }
    }
    books.count(Books.Outcome.SUCCEEDED, succeeded);
    books.count(Books.Outcome.FAILED, failed);
    for (int i = 0; i < size; i++) {
      if (mine[i]) {
        publish(items.get(i), results.slot(i), key, i, size);
      }
    }
  }

  private void count(@Nullable Object answer) {
    books.count(isResult(answer) ? Books.Outcome.SUCCEEDED : Books.Outcome.FAILED, 1);
  }

  private static boolean isResult(@Nullable Object answer) {
    return answer != null && !(answer instanceof BatchResults.Failure);
  }

  @SuppressWarnings("unchecked") // what is no failure came out of the user's function
  private void publish(Item<K, I, R> item, @Nullable Object answer, K key, int position, int size) {
    if (answer == null) {
      item.fail(complaint(key, "no result for the item at position " + position + " of " + size));
    } else if (answer instanceof BatchResults.Failure(Throwable cause)) {
      item.fail(cause);
    } else {
      item.succeed((R) answer);
    }
  }

  private BatchResults<R> checked(@Nullable BatchResults<R> results, K key, int size) {
    if (results == null) {
      throw complaint(key, "null for " + size + " items");
    }
    if (results.size() != size) {
      throw complaint(key, results.size() + " results for " + size + " items");
    }
    return results;
  }

  private BatchResultException complaint(K key, String what) {
    return new BatchResultException(
        "batcher " + name + ", key " + key + ": the function returned " + what);
  }

  private static boolean isInterrupt(Throwable t) {
    return t instanceof InterruptedException || Thread.currentThread().isInterrupted();
  }
}
