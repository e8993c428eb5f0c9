package dev.freshet.core.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes items out of a {@link Ring}, in batches, on a thread of yours.
 *
 * <pre>{@code
 * Thread.ofPlatform().start(() -> consumer.run((order, position, endOfBatch) -> book(order)));
 *
 * while (consumer.await()) { // or by hand: false once the ring is closed and all is taken
 *   consumer.poll((order, position, endOfBatch) -> book(order), 100);
 * }
 * }</pre>
 *
 * <p>{@link #poll} and {@link #run} are for one thread at a time, which may take turns with others
 * if that is ordered by other means; closing a broadcast consumer is for that thread as well,
 * between two batches; all else is safe for all threads. What a producer wrote into a slot before
 * it published, and what the stages before this one did with it, happens before the handler sees
 * it. Allocates nothing. A batch costs one look at the stages before and one write for all its
 * items.
 *
 * @param <E> the type of the slots
 */
public abstract sealed class RingConsumer<E> permits BroadcastConsumer, CompetingConsumer {
  /**
   * Most items of a batch where the caller sets no limit. Large enough that the costs of a batch do
   * not show, small enough that producers of a full ring get slots back early.
   */
  static final int BATCH = 256;

  /**
   * Smaller batches say that the consumer is at the producers' heels, where it takes the cache
   * lines out of their hands with each look; in a small ring less than an eighth of it.
   */
  private static final int FEW = 64;

  /**
   * Most pauses, 23 ns each, before the look after a small batch. The pause doubles while items
   * have gathered meanwhile and halves when none has, so that an item that comes alone is seen at
   * once. Without it two producers and one consumer that parks took 21 to 60 ns an item on two
   * processors, with it 8; one producer and one consumer that spins took 2 to 8 ns, with it 2 to 4.
   */
  private static final int MAX_PACE = 64;

  private static final VarHandle SPARE;

  static {
    try {
      SPARE = MethodHandles.lookup().findVarHandle(RingConsumer.class, "spare", ItemWaiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Ring<E> ring;
  final WaitPoint items;

  /** A waiter that nobody uses; taken and put back, because several may wait. */
  @SuppressWarnings("unused") // through SPARE
  private volatile @Nullable ItemWaiter spare = new ItemWaiter(this);

  /** A batch of fewer items is small. */
  private final int fewItems;

  /** How large the batch since the last wait was, 0 if there was none; a hint. */
  private int lastBatch;

  /** Pauses after a small batch; a hint. */
  private int pace;

  RingConsumer(Ring<E> ring, WaitPoint items) {
    this.ring = ring;
    this.items = items;
    this.fewItems = Math.min(FEW, ring.capacity() / 8);
  }

  /** Whether there is something to take. */
  abstract boolean hasItem();

  /** Whether a producer has claimed what this consumer would take next. */
  abstract boolean isClaimed();

  /** Whether this consumer sees nothing any more, whatever comes. */
  abstract boolean hasLeft();

  /** The number of the next item. */
  abstract long position();

  /**
   * Takes what is there, as one batch.
   *
   * @param handler is given each item, on this thread
   * @param max the most items, 1 or more
   * @return how many it was given; 0 if nothing is there, or only slots whose fillers threw
   * @throws IllegalArgumentException if {@code max} is below 1
   */
  public abstract int poll(RingHandler<? super E> handler, int max);

  /**
   * Takes what is there, at most 256 items, as one batch.
   *
   * @param handler is given each item, on this thread
   * @return how many it was given; 0 if nothing is there, or only slots whose fillers threw
   */
  public final int poll(RingHandler<? super E> handler) {
    return poll(handler, BATCH);
  }

  /**
   * Waits until there may be something to take, as the ring's {@link WaitStrategy} says. Consumers
   * that compete are woken one after the other: whoever waited in vain just waits again, whoever
   * was told true polls.
   *
   * @return false once the ring is closed and everything was taken
   * @throws InterruptedException if the thread is interrupted
   */
  public final boolean await() throws InterruptedException {
    return await(Long.MAX_VALUE, RingConsumer::never);
  }

  /**
   * The same with a limit.
   *
   * @param limit the longest time to wait; zero or less only looks
   * @return false if the time is up, or once the ring is closed and everything was taken; {@link
   *     #isFinished} tells
   * @throws InterruptedException if the thread is interrupted
   */
  public final boolean await(Duration limit) throws InterruptedException {
    return await(TimeUnit.NANOSECONDS.convert(limit), RingConsumer::never);
  }

  /**
   * The same until something else happens, too: for threads that have more to wait for than items.
   *
   * @param limit the longest time to wait; zero or less only looks
   * @param until looked at by the waiting thread; whoever makes it true calls {@link
   *     Ring#wakeConsumers} afterwards. A competing consumer polls even then: an item may have
   *     woken this thread instead of another
   * @return false if the time is up, or once the ring is closed and everything was taken
   * @throws InterruptedException if the thread is interrupted
   */
  public final boolean await(Duration limit, BooleanSupplier until) throws InterruptedException {
    return await(TimeUnit.NANOSECONDS.convert(limit), Objects.requireNonNull(until, "until"));
  }

  private boolean await(long nanos, BooleanSupplier until) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int batch = lastBatch;
    lastBatch = 0; // only once after each batch
    if (batch > 0 && batch < fewItems) {
      WaitPoint.pause(pace);
      if (hasItem()) {
        pace = Math.clamp(2L * pace, 1, MAX_PACE);
        return true;
      }
      pace /= 2;
    } else if (batch > 4 * fewItems) {
      pace -= pace >> 3;
    }
    return hasItem() || awaitSlowly(nanos, until);
  }

  private boolean awaitSlowly(long nanos, BooleanSupplier until) throws InterruptedException {
    ItemWaiter waiter = (ItemWaiter) SPARE.getAndSet(this, null);
    if (waiter == null) {
      waiter = new ItemWaiter(this);
    }
    waiter.until = until;
    try {
      boolean ready = items.await(waiter, nanos);
      if (isFinished()) {
        items.wakeAll(); // whoever waited for what another one took
        return false;
      }
      return ready;
    } finally {
      waiter.until = RingConsumer::never;
      SPARE.setRelease(this, waiter);
    }
  }

  /**
   * Whether nothing will come any more.
   *
   * @return true once the ring is closed and everything was taken, by this consumer or by those it
   *     competes with, which may still be at it; or once this consumer is closed
   */
  public final boolean isFinished() {
    return hasLeft() || (ring.isClosed() && position() >= ring.published());
  }

  /**
   * How many items this consumer, or the group in which it competes, has yet to take.
   *
   * @return exact when nobody moves
   */
  public final long backlog() {
    long position = position();
    return Math.max(0, ring.published() - position);
  }

  /**
   * Takes items until the ring is closed and everything was taken.
   *
   * @param handler is given each item, on this thread, in batches of at most 256
   * @return true if so, false if the thread was interrupted; its interrupt status is set
   */
  public final boolean run(RingHandler<? super E> handler) {
    return run(handler, BATCH);
  }

  /**
   * The same with batches of another size.
   *
   * @param handler is given each item, on this thread
   * @param max the most items of a batch, 1 or more
   * @return true if everything was taken, false if the thread was interrupted; its interrupt status
   *     is set
   * @throws IllegalArgumentException if {@code max} is below 1
   */
  public final boolean run(RingHandler<? super E> handler, int max) {
    try {
      while (await()) {
        poll(handler, max);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean never() {
    return false;
  }

  static int checkMax(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max: value is %d; allowed is 1 or more".formatted(max));
    }
    return max;
  }

  /** Gives the items to the handler, without those whose producer gave up. */
  final int deliver(long from, long to, RingHandler<? super E> handler) {
    lastBatch = (int) (to - from);
    return ring.producers.abandoned() == 0
        ? deliverAll(from, to, handler)
        : deliverPresent(from, to, handler);
  }

  private int deliverAll(long from, long to, RingHandler<? super E> handler) {
    for (long p = from; p < to; p++) {
      deliver(p, p + 1 == to, handler);
    }
    return (int) (to - from);
  }

  private int deliverPresent(long from, long to, RingHandler<? super E> handler) {
    Producers producers = ring.producers;
    long end = to;
    while (end > from && producers.isAbandoned(end - 1)) {
      end--;
    }
    int count = 0;
    for (long p = from; p < end; p++) {
      if (!producers.isAbandoned(p)) {
        deliver(p, p + 1 == end, handler);
        count++;
      }
    }
    return count;
  }

  private void deliver(long position, boolean endOfBatch, RingHandler<? super E> handler) {
    E slot = ring.slot(position);
    try {
      handler.onItem(slot, position, endOfBatch);
    } catch (Throwable t) {
      ring.failed(slot, position, t);
    }
  }

  /** Waits for an item. */
  private static final class ItemWaiter extends Waiter {
    final RingConsumer<?> consumer;
    BooleanSupplier until = RingConsumer::never;

    ItemWaiter(RingConsumer<?> consumer) {
      this.consumer = consumer;
    }

    @Override
    boolean isReady() {
      return consumer.hasItem() || until.getAsBoolean() || consumer.isFinished();
    }

    @Override
    boolean isImminent() {
      return consumer.isClaimed();
    }
  }
}
