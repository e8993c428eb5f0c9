package dev.freshet.core.lane;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded lane that is first-in first-out while it keeps up, and in overload serves the newest
 * items in time instead of all of them too late.
 *
 * <p>Calm: the lane was empty within the last {@code interval}. Items come out first in, first out;
 * each of them has waited for {@code interval} at most. Overloaded: it was not. Then items come out
 * last in, first out, and those that have waited longer than {@code target} are evicted, oldest
 * first: a poll hands up to {@value #EVICTIONS_PER_POLL} of them to {@code shed} before it takes
 * its own item. The lane is calm again as soon as its last item was taken. A closed lane is calm:
 * what it still holds competes with nothing, so it comes out in order and nothing is evicted.
 *
 * <p>A poll that finds items returns one. In overload that is the newest, no matter how long it has
 * waited: the only item, for one, is never evicted.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item,
 * and before {@code shed} is called with it. {@code shed} is called by the polling thread outside
 * of the lock, after the item has left the lane; what it throws comes out of poll. All operations
 * are O(1), a poll that evicts too, and allocate nothing. 12 bytes for each place (with compressed
 * references), allocated once.
 */
public final class AdaptiveLane extends LockedLane {
  /*
   * Sources
   * -------
   * B. Maurer [1] describes the two parts as Facebook runs them. Controlled delay: if the queue has
   * not been empty for the last N ms, the time in the queue is limited to M ms, otherwise to N ms;
   * M = 5 and N = 100 suit a wide set of loads. Adaptive LIFO: first-in first-out as long as no
   * queue builds up, last-in first-out when it does. Both go back to CoDel [2], which tells a good
   * queue, which empties within a round trip, from a standing one.
   *
   * What differs
   * ------------
   *   - One condition, "not empty for N", switches the order and the limit. [1] leaves open when the
   *     order is switched.
   *   - [1] gives each request its time-out when it is queued. Here the state at the time of the
   *     poll decides, so that what was queued in the last calm moment is not spared for N ms. In
   *     calm the limit of N needs no code: what has waited longer than N makes the lane one that has
   *     not been empty for N.
   *   - CoDel looks at the least sojourn time in an interval, drops one packet at a time and
   *     shortens the gap by the square root of their number, because senders slow down on loss.
   *     Submitters of tasks do not, so everything that is late goes. As in CoDel, which never drops
   *     the last packet, a free worker always gets an item.
   *   - Evictions are bounded per poll, and each is a step of its own in which the lane is entered
   *     and left. With 16 of them the late items go as fast as they come up to seventeen times what
   *     the workers serve; beyond that the lane fills and refuses, while the newest are still served.
   *
   * The clock
   * ---------
   * It is read before the lane is entered, so two readings may enter in the wrong order. An offer
   * then takes the later reading of the two, so that instants never go back from the oldest item to
   * the newest; a poll with the earlier reading sees the lane as it was. Instants are compared by
   * the sign of differences, as System.nanoTime asks.
   *
   * Shape
   * -----
   * Two arrays as rings, items and the instants of their acceptance, from `first` on. All fields
   * belong to the thread inside (LockedLane).
   *
   * [1] B. Maurer, Fail at Scale, ACM Queue 13 (8), 2015
   * [2] K. Nichols, V. Jacobson, Controlling Queue Delay, ACM Queue 10 (5), 2012
   */

  /** Late items that one poll evicts at most; see "What differs" for the reason. */
  public static final int EVICTIONS_PER_POLL = 16;

  private final @Nullable Object[] items;
  private final long[] instants;
  private final long target;
  private final long interval;
  private final LongSupplier clock;
  private final Consumer<Object> shed;

  /** Index of the oldest item. */
  private int first;

  /** When the newest item was accepted. */
  private long newest;

  /** When the lane was empty last, if it holds an item: when it got the first. */
  private long emptyUntil;

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param targetNanos how long an item may wait in overload, in ns, 0 or more
   * @param intervalNanos how long the lane may go without being empty before that is overload, in
   *     ns, 0 or more
   * @param nanoClock the clock, such as {@link System#nanoTime}
   * @param shed is given each evicted item, once
   */
  public AdaptiveLane(
      int capacity,
      long targetNanos,
      long intervalNanos,
      LongSupplier nanoClock,
      Consumer<Object> shed) {
    super(capacity);
    this.items = new Object[capacity];
    this.instants = new long[capacity];
    this.target = targetNanos;
    this.interval = intervalNanos;
    this.clock = nanoClock;
    this.shed = shed;
    this.newest = nanoClock.getAsLong();
  }

  @Override
  public boolean offer(Object item) {
    if (!hasRoom()) {
      return false;
    }
    long now = clock.getAsLong();
    long word = enterToAdd();
    if (word == REFUSED) {
      return false;
    }
    add(sizeOf(word), item, now);
    leaveAdded(word, 1);
    return true;
  }

  @Override
  public int offerAll(Object[] array, int from, int to) {
    if (from >= to) {
      return 0;
    }
    long now = clock.getAsLong();
    long word = enterToAdd();
    if (word == REFUSED) {
      return 0;
    }
    int count = Math.min(to - from, capacity - sizeOf(word));
    for (int i = 0; i < count; i++) {
      add(sizeOf(word) + i, array[from + i], now);
    }
    leaveAdded(word, count);
    return count;
  }

  @Override
  public @Nullable Object poll(WaitSink sink) {
    if (isEmpty()) {
      return null;
    }
    long now = clock.getAsLong();
    for (int evicted = 0; ; evicted++) {
      long word = enterToTake();
      if (word == REFUSED) {
        return null;
      }
      int size = sizeOf(word);
      Object item;
      long accepted = instants[first];
      boolean late = false;
      if (size == 1 || isClosed(word) || now - emptyUntil <= interval) {
        item = removeOldest();
      } else if (evicted < EVICTIONS_PER_POLL && now - instants[first] > target) {
        late = true;
        item = removeOldest();
      } else {
        accepted = instants[place(size - 1)];
        item = removeNewest(size);
      }
      leaveTaken(word);
      if (!late || item == null) {
        sink.waited(accepted, 1);
        return item;
      }
      shed.accept(item);
    }
  }

  /** Takes the oldest item. */
  @Override
  public @Nullable Object pollVictim() {
    long word = enterToTake();
    if (word == REFUSED) {
      return null;
    }
    Object item = removeOldest();
    leaveTaken(word);
    return item;
  }

  private void add(int size, Object item, long now) {
    if (now - newest > 0) {
      newest = now;
    }
    if (size == 0) {
      emptyUntil = newest;
    }
    int place = place(size);
    items[place] = item;
    instants[place] = newest;
  }

  private @Nullable Object removeOldest() {
    int place = first;
    Object item = items[place];
    items[place] = null;
    first = place(1);
    return item;
  }

  private @Nullable Object removeNewest(int size) {
    int place = place(size - 1);
    Object item = items[place];
    items[place] = null;
    return item;
  }

  /** The index of the item that so many came before. */
  private int place(int before) {
    int place = first + before;
    return place < items.length ? place : place - items.length;
  }
}
