package dev.freshet.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * A queue of objects that carry a number, as the slots of a ring do: each producer writes it into
 * the next message of its own pool. A pool has twice as many messages as the queue has places, so
 * that a message is consumed before its turn comes again.
 */
final class RingOfValues extends RingSubject {
  private final RingOfObjects queue;
  private final Event[][] pools;
  private final int mask;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * Makes the messages.
   *
   * @param queue hands them over
   * @param capacity of the queue, a power of two
   * @param producers how many call {@link #produce}, each once a round
   */
  RingOfValues(RingOfObjects queue, int capacity, int producers) {
    this.queue = queue;
    this.pools = new Event[producers][2 * capacity];
    this.mask = 2 * capacity - 1;
    for (Event[] pool : pools) {
      for (int i = 0; i < pool.length; i++) {
        pool[i] = new Event();
      }
    }
  }

  @Override
  void begin() {
    queue.begin();
    taken.set(0);
  }

  @Override
  void produce(long from, long to) throws Exception {
    Event[] pool = pools[taken.getAndIncrement()];
    for (long i = from; i < to; i++) {
      Event event = pool[(int) i & mask];
      event.value = i;
      queue.put(event);
    }
  }

  @Override
  void send(long value) throws Exception {
    queue.send(value);
  }

  @Override
  void end() throws Exception {
    queue.end();
  }

  @Override
  void consume(int consumer, LongConsumer sink) throws Exception {
    queue.consume(consumer, sink);
  }
}
