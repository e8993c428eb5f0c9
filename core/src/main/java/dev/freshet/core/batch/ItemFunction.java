package dev.freshet.core.batch;

/**
 * Does the work for one item, where that is cheaper than a batch of one.
 *
 * <p>Called by several threads at once.
 *
 * @param <K> the type of the keys
 * @param <I> the type of the items
 * @param <R> the type of the results
 */
@FunctionalInterface
public interface ItemFunction<K, I, R> {
  /**
   * Does the work.
   *
   * @param key the item's key
   * @param item the item
   * @return the result; null fails the item with a {@link BatchResultException}
   * @throws Exception whatever it throws, errors included, fails the item
   */
  R apply(K key, I item) throws Exception;
}
