package dev.freshet.core.ring;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What producers see of a {@link Ring}.
 *
 * <pre>{@code
 * void feed(RingPublisher<Order> orders) {
 *   if (orders.tryPublish(Order::setId, id) == Publication.FULL) {
 *     shed(id);
 *   }
 *   orders.publishAll(lines.size(), (order, i) -> order.parse(lines.get(i)));
 * }
 * }</pre>
 *
 * <p>Thread safety, memory effects and costs as in {@link Ring}. A filler runs on the publishing
 * thread while its slot is claimed: it should neither block nor publish. If it throws, its slots
 * are given up, no consumer sees them, and the throwable reaches the caller.
 *
 * @param <E> the type of the slots
 */
public abstract sealed class RingPublisher<E> permits Ring {
  /** Instead of a position: no slot became free in time. */
  private static final long TIMED_OUT = -3;

  /** Instead of a position: the producer was interrupted. */
  private static final long INTERRUPTED = -4;

  final Producers producers;
  private final Object[] slots;
  private final int mask;
  private final WaitPoint room;
  private volatile @Nullable Throwable closeCause;

  RingPublisher(Object[] slots, Producers producers, WaitPoint room) {
    this.slots = slots;
    this.mask = slots.length - 1;
    this.producers = producers;
    this.room = room;
  }

  /**
   * Publishes an item if a slot is free.
   *
   * @param filler fills the slot, on this thread, soon
   * @return DONE, FULL or CLOSED
   */
  public Publication tryPublish(Consumer<? super E> filler) {
    long position = producers.tryClaim(1);
    return position < 0 ? refusal(position) : fill(position, filler);
  }

  /**
   * Publishes an item if a slot is free. The argument saves a lambda that captures it.
   *
   * @param filler fills the slot from the argument, on this thread, soon
   * @param argument for the filler
   * @param <A> the type of the argument
   * @return DONE, FULL or CLOSED
   */
  public <A extends @Nullable Object> Publication tryPublish(
      BiConsumer<? super E, ? super A> filler, A argument) {
    long position = producers.tryClaim(1);
    return position < 0 ? refusal(position) : fill(position, filler, argument);
  }

  /**
   * Publishes an item if a slot is free. The argument saves a lambda that captures it.
   *
   * @param filler fills the slot from the argument, on this thread, soon
   * @param argument for the filler
   * @return DONE, FULL or CLOSED
   */
  public Publication tryPublish(ObjLongConsumer<? super E> filler, long argument) {
    long position = producers.tryClaim(1);
    return position < 0 ? refusal(position) : fill(position, filler, argument);
  }

  /**
   * Publishes several items in a row, with one claim and together, if as many slots are free.
   *
   * @param count how many, 1 to the capacity
   * @param filler fills each slot, given the index of the item from 0; if it throws, none of them
   *     is published
   * @return DONE, FULL or CLOSED, for all of them
   * @throws IllegalArgumentException if the count is out of range
   */
  public Publication tryPublishAll(int count, ObjIntConsumer<? super E> filler) {
    long position = producers.tryClaim(checkCount(count));
    return position < 0 ? refusal(position) : fillAll(position, count, filler);
  }

  /**
   * Publishes an item, waiting for a slot.
   *
   * @param filler fills the slot, on this thread, soon
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is published
   * @throws RingClosedException if the ring is closed; nothing is published
   */
  public void publish(Consumer<? super E> filler) throws InterruptedException {
    fill(claim(1), filler);
  }

  /**
   * Publishes an item, waiting for a slot. The argument saves a lambda that captures it.
   *
   * @param filler fills the slot from the argument, on this thread, soon
   * @param argument for the filler
   * @param <A> the type of the argument
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is published
   * @throws RingClosedException if the ring is closed; nothing is published
   */
  public <A extends @Nullable Object> void publish(
      BiConsumer<? super E, ? super A> filler, A argument) throws InterruptedException {
    fill(claim(1), filler, argument);
  }

  /**
   * Publishes an item, waiting for a slot. The argument saves a lambda that captures it.
   *
   * @param filler fills the slot from the argument, on this thread, soon
   * @param argument for the filler
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is published
   * @throws RingClosedException if the ring is closed; nothing is published
   */
  public void publish(ObjLongConsumer<? super E> filler, long argument)
      throws InterruptedException {
    fill(claim(1), filler, argument);
  }

  /**
   * Publishes several items in a row, with one claim and together, waiting for the slots. Producers
   * of fewer items may overtake.
   *
   * @param count how many, 1 to the capacity
   * @param filler fills each slot, given the index of the item from 0; if it throws, none of them
   *     is published
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is published
   * @throws RingClosedException if the ring is closed; nothing is published
   * @throws IllegalArgumentException if the count is out of range
   */
  public void publishAll(int count, ObjIntConsumer<? super E> filler) throws InterruptedException {
    fillAll(claim(checkCount(count)), count, filler);
  }

  /**
   * Publishes an item, waiting for a slot for a limited time.
   *
   * @param limit the longest time to wait; zero or less does not wait
   * @param filler fills the slot, on this thread, soon
   * @return any outcome but FULL
   */
  public Publication publishWithin(Duration limit, Consumer<? super E> filler) {
    long position = claimWithin(1, limit);
    return position < 0 ? refusal(position) : fill(position, filler);
  }

  /**
   * Publishes an item, waiting for a slot for a limited time. The argument saves a lambda that
   * captures it.
   *
   * @param limit the longest time to wait; zero or less does not wait
   * @param filler fills the slot from the argument, on this thread, soon
   * @param argument for the filler
   * @param <A> the type of the argument
   * @return any outcome but FULL
   */
  public <A extends @Nullable Object> Publication publishWithin(
      Duration limit, BiConsumer<? super E, ? super A> filler, A argument) {
    long position = claimWithin(1, limit);
    return position < 0 ? refusal(position) : fill(position, filler, argument);
  }

  /**
   * Publishes several items in a row, with one claim and together, waiting for the slots for a
   * limited time.
   *
   * @param limit the longest time to wait; zero or less does not wait
   * @param count how many, 1 to the capacity
   * @param filler fills each slot, given the index of the item from 0; if it throws, none of them
   *     is published
   * @return any outcome but FULL, for all of them
   * @throws IllegalArgumentException if the count is out of range
   */
  public Publication publishAllWithin(Duration limit, int count, ObjIntConsumer<? super E> filler) {
    long position = claimWithin(checkCount(count), limit);
    return position < 0 ? refusal(position) : fillAll(position, count, filler);
  }

  /**
   * Claims slots to be filled without a filler: {@link #slot} gives them, and the claim must end,
   * soon and exactly once, with {@link #publishClaimed} or {@link #abandonClaimed}. What others
   * publish behind it is not seen before that. A single producer has one claim at a time.
   *
   * @param count how many, 1 to the capacity
   * @return the position of the first; below zero if so many are not free or the ring is closed
   * @throws IllegalArgumentException if the count is out of range
   */
  public long tryClaim(int count) {
    return producers.tryClaim(checkCount(count));
  }

  /**
   * The slot of a position: for whoever has claimed it, as a producer or as a consumer.
   *
   * @param position of {@link #tryClaim}, or the ones that follow it, or of {@link
   *     CompetingConsumer#claim}
   * @return the slot
   */
  @SuppressWarnings("unchecked") // the factory made it
  public E slot(long position) {
    return (E) slots[(int) position & mask];
  }

  /**
   * Publishes claimed slots.
   *
   * @param position what {@link #tryClaim} answered
   * @param count what it was given
   */
  public void publishClaimed(long position, int count) {
    producers.publish(position, count);
  }

  /**
   * Gives up claimed slots: no consumer sees them.
   *
   * @param position what {@link #tryClaim} answered
   * @param count what it was given
   */
  public void abandonClaimed(long position, int count) {
    producers.abandon(position, count);
  }

  /**
   * Whether the ring is closed.
   *
   * @return true if so; there may be items left
   */
  public boolean isClosed() {
    return producers.isClosed();
  }

  /**
   * Why the ring was closed.
   *
   * @return what was given to {@link Ring#close(Throwable)}; null if nothing was, or it is open
   */
  public @Nullable Throwable closeCause() {
    return closeCause;
  }

  /**
   * How many items the ring holds.
   *
   * @return the bound
   */
  public int capacity() {
    return producers.capacity;
  }

  /**
   * How many positions were ever claimed by producers: published, given up, or about to be.
   *
   * @return a count that never goes back
   */
  public long published() {
    return producers.claimed();
  }

  /**
   * How many slots are in use: the slowest of the last stages has yet to be through with them.
   *
   * @return exact when nobody moves
   */
  public int size() {
    return producers.size();
  }

  private int checkCount(int count) {
    if (count < 1 || count > producers.capacity) {
      throw new IllegalArgumentException(
          "count: value is %d; allowed is 1 to the capacity, %d"
              .formatted(count, producers.capacity));
    }
    return count;
  }

  private static Publication refusal(long code) {
    if (code == Producers.FULL) {
      return Publication.FULL;
    }
    if (code == Producers.CLOSED) {
      return Publication.CLOSED;
    }
    return code == TIMED_OUT ? Publication.TIMED_OUT : Publication.INTERRUPTED;
  }

  private long claim(int count) throws InterruptedException {
    long position = producers.tryClaim(count);
    if (position == Producers.FULL) {
      position = claimSlowly(count, Long.MAX_VALUE);
    }
    if (position < 0) {
      throw new RingClosedException(closeCause);
    }
    return position;
  }

  private long claimWithin(int count, Duration limit) {
    long position = producers.tryClaim(count);
    if (position != Producers.FULL) {
      return position;
    }
    try {
      return claimSlowly(count, TimeUnit.NANOSECONDS.convert(limit));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    }
  }

  private long claimSlowly(int count, long nanos) throws InterruptedException {
    long start = nanos == Long.MAX_VALUE ? 0 : System.nanoTime();
    Waiter waiter =
        new Waiter() {
          @Override
          boolean isReady() {
            return producers.hasRoom(count);
          }

          @Override
          boolean isImminent() {
            return producers.tells(room); // no stage is left to wait for
          }

          @Override
          boolean isBulk() {
            return count > 1;
          }
        };
    for (; ; ) {
      long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
      if (!room.await(waiter, left)) {
        return TIMED_OUT;
      }
      long position = producers.tryClaim(count);
      if (position != Producers.FULL) {
        if (room.isWanted() && producers.hasRoom(1)) {
          room.signal(); // there is room for the next, too
        }
        return position;
      }
    }
  }

  private Publication fill(long position, Consumer<? super E> filler) {
    try {
      filler.accept(slot(position));
    } catch (Throwable t) {
      producers.abandon(position, 1);
      throw t;
    }
    producers.publish(position, 1);
    return Publication.DONE;
  }

  private <A extends @Nullable Object> Publication fill(
      long position, BiConsumer<? super E, ? super A> filler, A argument) {
    try {
      filler.accept(slot(position), argument);
    } catch (Throwable t) {
      producers.abandon(position, 1);
      throw t;
    }
    producers.publish(position, 1);
    return Publication.DONE;
  }

  private Publication fill(long position, ObjLongConsumer<? super E> filler, long argument) {
    try {
      filler.accept(slot(position), argument);
    } catch (Throwable t) {
      producers.abandon(position, 1);
      throw t;
    }
    producers.publish(position, 1);
    return Publication.DONE;
  }

  private Publication fillAll(long position, int count, ObjIntConsumer<? super E> filler) {
    try {
      for (int i = 0; i < count; i++) {
        filler.accept(slot(position + i), i);
      }
    } catch (Throwable t) {
      producers.abandon(position, count);
      throw t;
    }
    producers.publish(position, count);
    return Publication.DONE;
  }

  final void closeProducers(@Nullable Throwable cause) {
    synchronized (producers) {
      if (!producers.isClosed()) {
        closeCause = cause;
        producers.close();
      }
    }
    room.wakeAll();
  }
}
