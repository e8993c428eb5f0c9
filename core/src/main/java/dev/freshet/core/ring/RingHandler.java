package dev.freshet.core.ring;

/**
 * What a consumer does with an item.
 *
 * <pre>{@code
 * (order, position, endOfBatch) -> {
 *   file.write(order.line());
 *   if (endOfBatch) {
 *     file.force();
 *   }
 * }
 * }</pre>
 *
 * <p>Runs on the thread that polls. The slot belongs to it until it returns; afterwards the slot is
 * used again, so nobody may keep it. Other broadcast stages that need not wait for this one may
 * read the slot at the same time.
 *
 * @param <E> the type of the slots
 */
@FunctionalInterface
public interface RingHandler<E> {
  /**
   * Handles one item. If it throws, the item counts as consumed, the {@link RingFailureHandler} is
   * told and the consumer goes on.
   *
   * @param slot the slot, as the producer and the stages before left it
   * @param position the number of the item, from 0; the same for all stages
   * @param endOfBatch whether no other item of this batch comes after it: the time to flush
   * @throws Exception whatever
   */
  void onItem(E slot, long position, boolean endOfBatch) throws Exception;
}
