package dev.freshet.core.lane;

import dev.freshet.core.handoff.BufferedCore;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out lane on a channel: workers can wait for its items.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Both are O(1) and allocate nothing; the array is allocated once. As exact as {@link RingLane},
 * which lies underneath. While nobody waits, an offer costs one read more than there.
 */
public final class ChannelLane extends Lane {
  private final BufferedCore core;

  /**
   * A lane that takes no samples.
   *
   * @param capacity how many items may wait, 1 to 2^28
   */
  public ChannelLane(int capacity) {
    this(capacity, false);
  }

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param samples whether the wait of some items is measured
   */
  public ChannelLane(int capacity, boolean samples) {
    this.core = new BufferedCore(capacity, samples);
  }

  /**
   * Waits until an item may be there, and takes none. Each item offered wakes one of those who wait
   * here, the longest first; so whoever returns should poll. Returns at other times as well: when
   * the thread is unparked or interrupted, and by {@link #wake}. Keeps the interrupt status.
   *
   * @param nanos how long to wait at most; {@link Long#MAX_VALUE} for ever, 0 or less not at all
   * @return true if there is an item or the lane is closed
   */
  public boolean awaitItem(long nanos) {
    return core.awaitReceivable(nanos);
  }

  /**
   * Lets some of those return who wait in {@link #awaitItem}, the longest first.
   *
   * @param most how many at most
   * @return how many
   */
  public int wake(int most) {
    return core.wake(most);
  }

  /**
   * How many wait in {@link #awaitItem}.
   *
   * @return a count that may lag behind
   */
  public int waiting() {
    return core.waitingWatchers();
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
