package dev.freshet.core.ring;

/**
 * A consumer of a competing stage: each item goes to exactly one of them.
 *
 * <pre>{@code
 * for (int i = 0; i < 4; i++) {
 *   CompetingConsumer<Order> worker = ring.competing();
 *   Thread.ofPlatform().start(() -> worker.run((order, position, endOfBatch) -> book(order)));
 * }
 * }</pre>
 *
 * <p>Thread safety, memory effects and costs as in {@link RingConsumer}; a batch is claimed with
 * one compare-and-set. A batch is at most the consumer's share of what is there: one item as long
 * as there is less than one for each, so that a slow item holds up few others. Slots are given back
 * one by one in any order, but producers use them again in the order of positions: the oldest item
 * at work holds up the ring once the producers are a lap ahead.
 *
 * <p>{@link #claim} and {@link #complete} are safe for all threads: an item that was claimed may be
 * handed on, and completed anywhere.
 *
 * @param <E> the type of the slots
 */
public final class CompetingConsumer<E> extends RingConsumer<E> {
  private final CompetingState stage;
  private final CompetingState.Claim claim = new CompetingState.Claim();

  CompetingConsumer(Ring<E> ring, CompetingState stage) {
    super(ring, stage.items);
    this.stage = stage;
  }

  @Override
  boolean hasItem() {
    return stage.hasItem();
  }

  @Override
  boolean isClaimed() {
    return stage.isFirst() && ring.published() > stage.head();
  }

  @Override
  long position() {
    return stage.head();
  }

  @Override
  boolean hasLeft() {
    return false;
  }

  @Override
  public int poll(RingHandler<? super E> handler, int max) {
    long from = stage.claim(checkMax(max), stage.consumers(), claim);
    if (from < 0) {
      return 0;
    }
    long to = claim.end;
    wakeNext(to);
    try {
      return deliver(from, to, handler);
    } finally {
      stage.passed(from, to);
    }
  }

  /**
   * Takes one item without a handler; its slot, {@link Ring#slot}, stays with the caller until
   * {@link #complete}. Safe for all threads.
   *
   * @return the position of the item; -1 if nothing is there
   */
  public long claim() {
    for (; ; ) {
      long position = stage.claim(1, 1, null);
      if (position < 0) {
        return -1;
      }
      wakeNext(position + 1);
      if (ring.producers.abandoned() == 0 || !ring.producers.isAbandoned(position)) {
        return position;
      }
      stage.passed(position, position + 1);
    }
  }

  /**
   * Gives the slot of a claimed item back. Safe for all threads; exactly once for each claim.
   *
   * @param position what {@link #claim} answered
   */
  public void complete(long position) {
    stage.passed(position, position + 1);
  }

  /** Wakes another one if there is more than was claimed. */
  private void wakeNext(long end) {
    if (items.isWanted()) {
      if (stage.isFirst() ? ring.published() > end : stage.hasItem()) {
        items.signal();
      } else if (ring.isClosed()) {
        items.wakeAll();
      }
    }
  }
}
