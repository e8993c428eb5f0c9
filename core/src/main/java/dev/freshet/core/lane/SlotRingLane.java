package dev.freshet.core.lane;

import dev.freshet.core.figures.SampleStamps;
import dev.freshet.core.ring.CompetingConsumer;
import dev.freshet.core.ring.Ring;
import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out lane over a {@link Ring} whose consumers compete, the lane of workers of
 * kind ring.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Both are O(1) and allocate nothing: the cells are made with the lane. The bound is exact.
 */
public final class SlotRingLane extends Lane {
  /*
   * What the ring leaves open
   * -------------------------
   * A ring is full while a consumer is between its claim and the return of the slot, and its items
   * are not to be had while a producer before them is between its claim and the publication. To a
   * lane these are half-done operations: others wait for them, as in RingLane. What counts is the
   * claims: the difference between the producers' and the consumers' is the size of the lane.
   * Claims are compare-and-sets, which gives the volatile order that Lane promises.
   */

  /** A slot. */
  private static final class Cell {
    @Nullable Object item;
  }

  private final Ring<Cell> ring;
  private final CompetingConsumer<Cell> consumer;
  private final int capacity;
  private final @Nullable SampleStamps stamps;

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param samples whether the wait of some items is measured
   */
  public SlotRingLane(int capacity, boolean samples) {
    this.ring = Ring.builder(capacity, Cell::new).build();
    this.consumer = ring.competing();
    this.capacity = capacity;
    this.stamps = samples ? new SampleStamps(capacity) : null;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public boolean offer(Object item) {
    for (int spins = 0; ; spins = PeerWait.pause(spins)) {
      long position = ring.tryClaim(1);
      if (position >= 0) {
        fill(position, item);
        ring.publishClaimed(position, 1);
        return true;
      }
      if (ring.isClosed() || !hasRoom()) {
        return false;
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>One claim for all of them.
   */
  @Override
  public int offerAll(Object[] items, int from, int to) {
    for (int spins = 0; ; spins = PeerWait.pause(spins)) {
      int count = (int) Math.min(to - from, capacity - consumer.backlog());
      if (count <= 0 || ring.isClosed()) {
        return 0;
      }
      long position = ring.tryClaim(count);
      if (position >= 0) {
        for (int i = 0; i < count; i++) {
          fill(position + i, items[from + i]);
        }
        ring.publishClaimed(position, count);
        return count;
      }
    }
  }

  private void fill(long position, Object item) {
    if (stamps != null && stamps.wants(position)) {
      stamps.accepted(position, System.nanoTime());
    }
    ring.slot(position).item = item;
  }

  @Override
  public @Nullable Object poll(WaitSink sink) {
    for (int spins = 0; ; spins = PeerWait.pause(spins)) {
      long position = consumer.claim();
      if (position >= 0) {
        Cell cell = ring.slot(position);
        Object item = cell.item;
        cell.item = null;
        long stamp = stamps != null && stamps.mayHold(position) ? stamps.taken(position) : 0;
        consumer.complete(position);
        if (stamp != 0) {
          sink.waited(SampleStamps.nanosOf(stamp), SampleStamps.weightOf(stamp));
        }
        return item;
      }
      if (isEmpty()) {
        return null;
      }
    }
  }

  @Override
  public @Nullable Object pollVictim() {
    return poll();
  }

  @Override
  public void close() {
    ring.close();
  }

  @Override
  public boolean isFinished() {
    return consumer.isFinished();
  }

  @Override
  public boolean isEmpty() {
    return consumer.backlog() == 0;
  }

  @Override
  public boolean hasRoom() {
    return consumer.backlog() < capacity;
  }

  @Override
  public boolean isInOrder() {
    return true;
  }

  @Override
  public int size() {
    return (int) Math.min(consumer.backlog(), capacity);
  }

  @Override
  public long accepted() {
    return ring.published();
  }
}
