package dev.freshet.core.ring;

/**
 * The consumer of a broadcast stage: sees every item, in order.
 *
 * <pre>{@code
 * BroadcastConsumer<Order> journal = ring.broadcast(journalStage);
 * journal.run((order, position, endOfBatch) -> append(order, endOfBatch));
 * }</pre>
 *
 * <p>Thread safety, memory effects and costs as in {@link RingConsumer}. A slot is given back to
 * the producers, and shown to the stages behind, after the batch in which it was handled.
 *
 * @param <E> the type of the slots
 */
public final class BroadcastConsumer<E> extends RingConsumer<E> implements AutoCloseable {
  private final BroadcastState stage;

  BroadcastConsumer(Ring<E> ring, BroadcastState stage) {
    super(ring, stage.items);
    this.stage = stage;
  }

  @Override
  boolean hasItem() {
    long p = stage.passed.getPlain();
    return !stage.hasLeft() && stage.upstream.reached(p, p + 1) > p;
  }

  @Override
  boolean isClaimed() {
    return stage.isFirst() && ring.published() > stage.passed.getPlain();
  }

  @Override
  long position() {
    return stage.hasLeft() ? Long.MAX_VALUE : stage.passed.get();
  }

  @Override
  boolean hasLeft() {
    return stage.hasLeft();
  }

  @Override
  public int poll(RingHandler<? super E> handler, int max) {
    long from = stage.passed.getPlain();
    long to = stage.upstream.reached(from, from + checkMax(max));
    if (to == from || stage.hasLeft()) {
      return 0;
    }
    try {
      return deliver(from, to, handler);
    } finally {
      stage.passed.setRelease(to);
      stage.tell();
    }
  }

  /**
   * Leaves the ring: the stage sees no more items and holds up nobody. The stages behind it go on
   * as if they were behind those before it. Not to be called from a handler.
   */
  @Override
  public void close() {
    stage.leave(ring.producers);
  }
}
