package dev.freshet.core.batch;

import dev.freshet.core.Refusal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, how many are inside, and when the last has gone.
 *
 * <p>Safe for all threads. All methods are O(1), and allocate nothing unless they wait.
 */
final class Admission {
  /*
   * A permit is held by each item that waits, until it starts or is withdrawn: the bound is exact.
   * Apart from that, one word counts the items that are in custody, until they are answered and the
   * call is over; its sign says closed. An item is accepted by the compare-and-set that counts it,
   * so it is before the closing or refused, and the batcher is at its end when the word is CLOSED
   * and nothing else.
   *
   * Closing has to wake those who wait for a permit. It gives so many away that nobody waits any
   * more; each then finds the word closed.
   */

  private static final long CLOSED = Long.MIN_VALUE;

  /** Permits given away on closing; with the capacity below 2^31. */
  private static final int FLOOD = 1 << 30;

  /** The largest capacity. */
  static final int MOST = FLOOD - 1;

  private final int capacity;
  private final Semaphore room;
  private final AtomicLong custody = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);

  Admission(int capacity) {
    this.capacity = capacity;
    this.room = new Semaphore(capacity, true);
  }

  /** Lets an item in if there is room now and nobody waits for it. */
  @Nullable Refusal tryEnter() {
    if (custody.get() < 0) {
      return Refusal.SHUT_DOWN;
    }
    if (room.hasQueuedThreads() || !room.tryAcquire()) {
      return custody.get() < 0 ? Refusal.SHUT_DOWN : Refusal.LANE_FULL;
    }
    return count();
  }

  /**
   * Lets an item in, after a wait for room if need be, in order of arrival.
   *
   * @throws InterruptedException if there is no room and the thread is interrupted
   */
  @Nullable Refusal enter(long patience) throws InterruptedException {
    Refusal why = tryEnter();
    if (why != Refusal.LANE_FULL || patience <= 0) {
      return why;
    }
    if (patience >= BatchClock.FOREVER) {
      room.acquire();
    } else if (!room.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
      return isClosed() ? Refusal.SHUT_DOWN : Refusal.TIMED_OUT;
    }
    return count();
  }

  private @Nullable Refusal count() {
    for (long now = custody.get(); now >= 0; now = custody.get()) {
      if (custody.compareAndSet(now, now + 1)) {
        return null;
      }
    }
    room.release();
    return Refusal.SHUT_DOWN;
  }

  /** Items have started, or were withdrawn: others may wait in their place. */
  void left(int items) {
    room.release(items);
  }

  /** Items were answered, and nothing runs for them any more. */
  void answered(int items) {
    if (custody.addAndGet(-items) == CLOSED) {
      end.countDown();
    }
  }

  /** Lets nobody in any more. */
  void close() {
    long before = custody.getAndUpdate(now -> now | CLOSED);
    if (before >= 0) {
      room.release(FLOOD);
    }
    if (before == 0) {
      end.countDown();
    }
  }

  boolean isClosed() {
    return custody.get() < 0;
  }

  /** Items that wait; near the truth while others come and go. */
  int waiting() {
    int free = room.availablePermits();
    return Math.max(0, capacity - (free > capacity ? free - FLOOD : free));
  }

  /** Items that are not answered yet. */
  int inside() {
    return (int) (custody.get() & ~CLOSED);
  }

  /** Waits until it is closed and the last item was answered. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return end.await(nanos, TimeUnit.NANOSECONDS);
  }

  boolean isEnded() {
    return end.getCount() == 0;
  }
}
