package dev.freshet.core.batch;

import java.util.List;

/**
 * Does the work for some items of one key at once.
 *
 * <pre>{@code
 * BatchFunction<Sku, Order, Receipt> book =
 *     (sku, orders) -> BatchResults.inOrder(store.bookAll(sku, orders));
 * }</pre>
 *
 * <p>Called by several threads at once, for different keys and for the same one.
 *
 * @param <K> the type of the keys
 * @param <I> the type of the items
 * @param <R> the type of the results
 */
@FunctionalInterface
public interface BatchFunction<K, I, R> {
  /**
   * Does the work.
   *
   * @param key what the items have in common
   * @param items at least one, at most the batcher's {@code maxBatch}, in the order in which they
   *     were submitted but for races; unmodifiable, and may be kept
   * @return a result or a failure for each item. Null, or results for another number of items, fail
   *     all of them with a {@link BatchResultException}; an item that was left out fails with one
   * @throws Exception whatever it throws, errors included, fails all items, each with this very
   *     object as its cause
   */
  BatchResults<R> apply(K key, List<I> items) throws Exception;
}
