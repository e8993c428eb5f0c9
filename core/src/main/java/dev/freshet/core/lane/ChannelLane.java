package dev.freshet.core.lane;

import dev.freshet.core.handoff.BufferedCore;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out lane on a channel: the buffer of workers of kind channel.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Both are O(1) and allocate nothing; the array is allocated once. As exact as {@link RingLane},
 * which lies underneath.
 */
public final class ChannelLane extends Lane {
  private final BufferedCore core;

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param samples whether the wait of some items is measured
   */
  public ChannelLane(int capacity, boolean samples) {
    this.core = new BufferedCore(capacity, samples);
  }

  @Override
  public int capacity() {
    return core.capacity();
  }

  @Override
  public boolean offer(Object item) {
    return core.trySend(item);
  }

  @Override
  public int offerAll(Object[] items, int from, int to) {
    return core.trySendAll(items, from, to);
  }

  @Override
  public @Nullable Object poll(WaitSink sink) {
    return core.tryReceive(sink);
  }

  @Override
  public @Nullable Object pollVictim() {
    return core.tryReceive();
  }

  /** Refuses all offers from now on, and wakes all who wait. Idempotent. */
  @Override
  public void close() {
    core.close(null);
  }

  @Override
  public boolean isFinished() {
    return core.isFinished();
  }

  @Override
  public boolean isEmpty() {
    return core.isEmpty();
  }

  @Override
  public boolean hasRoom() {
    return core.hasRoom();
  }

  /** How many items wait: exact at one instant between call and return. */
  @Override
  public int size() {
    return core.size();
  }

  @Override
  public boolean isInOrder() {
    return true;
  }

  @Override
  public long accepted() {
    return core.accepted();
  }
}
