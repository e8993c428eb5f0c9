package dev.freshet.core.ring;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from producers to consumers through slots that are made once and used again: no copy,
 * no allocation, no garbage.
 *
 * <pre>{@code
 * Ring<Order> ring = Ring.of(1 << 16, Order::new);
 * CompetingConsumer<Order> worker = ring.competing();
 * Thread.ofPlatform().start(() -> worker.run((order, position, endOfBatch) -> book(order)));
 *
 * ring.publish(Order::setId, id);                  // waits for a slot
 * if (ring.tryPublish(Order::setId, id).isDone()) …  // does not
 * ring.close();                                    // what is in it is still handled
 * }</pre>
 *
 * <p>Consumers stand in stages ({@link RingBuilder}). Each stage sees every item; within a
 * competing stage an item goes to one consumer. A stage sees an item after the stages before it are
 * through with it, and a slot is filled again after the last stages are. The ring owns no thread.
 *
 * <p>Safe for all threads, unless built for a {@linkplain RingBuilder#singleProducer single
 * producer}. What a filler writes happens before a handler reads it, and what a handler did before
 * the slot is filled again. Items are seen in the order of positions. An item is seen only when
 * those before it are published: a slow filler holds up what was published behind it.
 *
 * <p>If a filler throws, its slots are given up, no consumer sees them, and the throwable reaches
 * the caller. What a filler leaves in a slot stays there until the slot is filled again; let the
 * last stage clear references to large objects. All publications are O(1) per item and allocate
 * nothing; a producer that parks makes one small object.
 *
 * @param <E> the type of the slots
 */
public final class Ring<E> extends RingPublisher<E> {
  /*
   * Positions and frontiers
   * -----------------------
   * Items are numbered from 0; the slot of position p is p & mask. A frontier says how far somebody
   * has come. What one thread moves on in order is a number (Cursor): a single producer, a broadcast
   * consumer. What many move on, out of order, is a mark for each slot that holds the lap of the
   * position last done there (Stamps): many producers, competing consumers. A stage may take what
   * the frontiers before it have passed; producers may claim less than a capacity beyond what the
   * last stages have passed.
   *
   * Claims
   * ------
   * Many producers claim with a compare-and-set and pause after a lost race, for longer each time:
   * the winner goes on for dozens of items with the line in its cache. An addition cannot lose, so
   * it cannot notice the contention either; and a claim that may be refused must be undone, which
   * an addition cannot. The sign bit of the claim word says closed, so that what was accepted is
   * settled by one word. Competing consumers claim a batch with one compare-and-set.
   *
   * What others see late
   * --------------------
   * The free slots (bound) and the items there (seen) are counted once in many items and shared by
   * release and acquire: whoever uses the count sees what was seen by him who counted. Both may be
   * written back to an older value and are then only too cautious. Marks are compared only from a
   * position less than a lap behind the claims, and again if the claims have moved meanwhile: an
   * older mark may belong to the next lap.
   *
   * The Disruptor
   * -------------
   * Slots, stages, gates and lap marks are those of the LMAX Disruptor [1]. What differs:
   * competing consumers, which version 4 dropped with its WorkerPool, and which there held up the
   * producers by a sequence per worker and took one item at a time; here a claim is a batch and
   * completion is a mark. Full, closed and timed out are outcomes. A filler that throws leaves a
   * slot that everybody skips; there, next() without publish() stalls the ring, and a translator
   * that throws publishes what it left. A blocked producer parks and is woken; there it sleeps for
   * 1 ns again and again. A handler that throws never ends its consumer. Kept out: rewinding of
   * batches, consumers that come while the ring runs, and threads of its own.
   *
   * [1] M. Thompson, D. Farley, M. Barker, P. Gee, A. Stewart, Disruptor, LMAX 2011
   */

  private final RingBuilder<E> builder;
  private final StageState[] stages;
  private final RingFailureHandler<? super E> failureHandler;
  private final BroadcastConsumer<?>[] broadcasts;

  Ring(
      RingBuilder<E> builder,
      Object[] slots,
      Producers producers,
      StageState[] stages,
      WaitPoint room,
      RingFailureHandler<? super E> failureHandler) {
    super(slots, producers, room);
    this.builder = builder;
    this.stages = stages;
    this.failureHandler = failureHandler;
    this.broadcasts = new BroadcastConsumer<?>[stages.length];
    for (int i = 0; i < stages.length; i++) {
      if (stages[i] instanceof BroadcastState state) {
        broadcasts[i] = new BroadcastConsumer<>(this, state);
      }
    }
  }

  /**
   * A ring for any number of producers and one stage of competing consumers, which park.
   *
   * @param capacity how many slots, 1 to 2^28
   * @param factory makes one slot; called for each, more often than the capacity if that is not a
   *     power of two
   * @param <E> the type of the slots
   * @return an empty ring
   * @throws IllegalArgumentException if the capacity is out of range
   */
  public static <E> Ring<E> of(int capacity, Supplier<? extends E> factory) {
    return Ring.<E>builder(capacity, factory).build();
  }

  /**
   * Starts to build a ring.
   *
   * @param capacity how many items it holds, 1 to 2^28
   * @param factory makes one slot; called for each, more often than the capacity if that is not a
   *     power of two
   * @param <E> the type of the slots
   * @return a builder
   * @throws IllegalArgumentException if the capacity is out of range
   */
  public static <E> RingBuilder<E> builder(int capacity, Supplier<? extends E> factory) {
    return new RingBuilder<>(capacity, factory);
  }

  static int lengthOf(int capacity) {
    return capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
  }

  /**
   * Ends publishing. What was published is still consumed; then the consumers are finished. What is
   * being published is published or refused. Idempotent. With a single producer this is a
   * publishing call, not to overlap with others.
   */
  public void close() {
    close(null);
  }

  /**
   * The same with a reason.
   *
   * @param cause what {@link #closeCause} and {@link RingClosedException} tell; the first one stays
   */
  public void close(@Nullable Throwable cause) {
    closeProducers(cause);
    wakeConsumers();
  }

  /**
   * Lets all consumers that are parked return from {@link RingConsumer#await()}, or look at their
   * condition again.
   */
  public void wakeConsumers() {
    for (StageState stage : stages) {
      stage.items.wakeAll();
    }
  }

  /**
   * The consumer of a broadcast stage.
   *
   * @param stage of this ring's builder
   * @return always the same
   * @throws IllegalArgumentException if it is no broadcast stage of this ring
   */
  @SuppressWarnings("unchecked") // made with this ring
  public BroadcastConsumer<E> broadcast(Stage stage) {
    check(stage, false);
    return (BroadcastConsumer<E>) broadcasts[stage.index];
  }

  /**
   * One more consumer of a competing stage. Each takes a share of what is there, so make as many as
   * work.
   *
   * @param stage of this ring's builder
   * @return a new one
   * @throws IllegalArgumentException if it is no competing stage of this ring
   */
  public CompetingConsumer<E> competing(Stage stage) {
    check(stage, true);
    return competing((CompetingState) stages[stage.index]);
  }

  /**
   * One more consumer of the only stage of a ring.
   *
   * @return a new one
   * @throws IllegalStateException if the ring has several stages, or one that is not competing
   */
  public CompetingConsumer<E> competing() {
    if (stages.length != 1 || !(stages[0] instanceof CompetingState state)) {
      throw new IllegalStateException("the ring has other stages; name the one that is meant");
    }
    return competing(state);
  }

  private CompetingConsumer<E> competing(CompetingState state) {
    state.addConsumer();
    return new CompetingConsumer<>(this, state);
  }

  private void check(Stage stage, boolean competing) {
    if (stage.builder != builder || stage.index >= stages.length || stage.competing != competing) {
      throw new IllegalArgumentException(
          "stage: value is %s; allowed are %s stages of this ring's builder"
              .formatted(stage, competing ? "competing" : "broadcast"));
    }
  }

  /** Tells the failure handler, whatever it throws. */
  void failed(E slot, long position, Throwable failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    try {
      failureHandler.failed(slot, position, failure);
    } catch (Throwable _) {
      // as documented: the consumer goes on
    }
  }
}
