package dev.freshet.core.lane;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded lane that gives out the item with the earliest deadline first.
 *
 * <p>{@link Ranked#deadlineNanos} says when an item is due; an item without a deadline is due a
 * slack after its acceptance. Items that are due at the same instant come out in the order of their
 * acceptance. A deadline that has passed when the item is offered counts as the instant of the
 * offer. The lane does not look at the clock when it gives items out: one whose deadline has passed
 * comes out in its turn, and whoever takes it decides what becomes of it.
 *
 * <p>No starvation: no item that is offered after the instant at which another is due comes out
 * before it. So from that instant on an item waits for at most {@code size() - 1} others, and one
 * without a deadline is out at the latest by poll number {@code capacity} after its slack.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Offers, polls and victims are O(log n) and allocate nothing. 20 bytes for each place (with
 * compressed references), allocated once. Deadlines are instants of {@link System#nanoTime} and may
 * lie on both sides of its overflow; one more than 146 years ahead counts as 146 years ahead.
 */
public final class DeadlineLane extends LockedLane {
  /*
   * Shape
   * -----
   * A min-max heap [1]: a binary heap in which the nodes of even depth are not later than all below
   * them and those of odd depth not earlier. So the earliest item is the root and the latest a child
   * of the root, and both leave in O(log n); in a plain heap the search for the latest, which drop
   * policies ask for at each overflow, would look at half of the array under the lock. The price is
   * about one comparison more per level of a poll. What differs from the paper: elements are moved
   * into a hole rather than swapped, and the two kinds of level share one method.
   *
   * An element is spread over three arrays: the item, the instant it is due, and the instant of its
   * acceptance, made unique by a nanosecond where needed, which makes the order total and tells how
   * long it waited. All fields belong to the thread inside
   * (LockedLane).
   *
   * Comparing instants
   * ------------------
   * Instants of nanoTime are compared by the sign of their difference. That is an order only among
   * instants less than 2^63 ns apart. An instant kept here was at most 2^62 ns ahead at the time of
   * its offer and not behind, so it holds as long as no item lies here for 146 years.
   *
   * [1] M. D. Atkinson, J.-R. Sack, N. Santoro, T. Strothotte, Min-Max Heaps and Generalized
   *     Priority Queues, CACM 29 (10), 1986
   */

  /** The farthest instant ahead, in ns: half of what keeps differences of instants in order. */
  private static final long FARTHEST = 1L << 62;

  private final @Nullable Object[] items;
  private final long[] dues;
  private final long[] instants;
  private final long slack;
  private final LongSupplier clock;

  /** When the newest item was accepted. */
  private long newest;

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param slackNanos how long after its acceptance an item without a deadline is due, in ns, 0 or
   *     more
   * @param nanoClock the clock of the deadlines
   */
  public DeadlineLane(int capacity, long slackNanos, LongSupplier nanoClock) {
    super(capacity);
    this.items = new Object[capacity];
    this.dues = new long[capacity];
    this.instants = new long[capacity];
    this.newest = nanoClock.getAsLong();
    this.slack = slackNanos;
    this.clock = nanoClock;
  }

  @Override
  public boolean offer(Object item) {
    if (!hasRoom()) {
      return false;
    }
    long now = clock.getAsLong();
    long due = dueOf(item, now);
    long word = enterToAdd();
    if (word == REFUSED) {
      return false;
    }
    add(sizeOf(word), item, due, now);
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
    int added = 0;
    try {
      while (added < count) {
        Object item = array[from + added];
        add(sizeOf(word) + added, item, dueOf(item, now), now);
        added++;
      }
    } finally {
      leaveAdded(word, added);
    }
    return count;
  }

  @Override
  public @Nullable Object poll(WaitSink sink) {
    long word = enterToTake();
    if (word == REFUSED) {
      return null;
    }
    long accepted = instants[0];
    Object item = remove(0, sizeOf(word) - 1, true);
    leaveTaken(word);
    sink.waited(accepted, 1);
    return item;
  }

  /** Takes the item with the latest deadline; of several, the one accepted last. */
  @Override
  public @Nullable Object pollVictim() {
    long word = enterToTake();
    if (word == REFUSED) {
      return null;
    }
    int size = sizeOf(word);
    Object item;
    if (size == 1) {
      item = remove(0, 0, true);
    } else {
      int latest = size > 2 && isBefore(1, 2) ? 2 : 1;
      item = remove(latest, size - 1, false);
    }
    leaveTaken(word);
    return item;
  }

  private long dueOf(Object item, long now) {
    long deadline = item instanceof Ranked ranked ? ranked.deadlineNanos() : Ranked.NO_DEADLINE;
    long ahead = deadline == Ranked.NO_DEADLINE ? slack : deadline - now;
    return now + Math.clamp(ahead, 0, FARTHEST);
  }

  /* --- the heap --- */

  private void add(int size, Object item, long due, long now) {
    newest = now - newest > 0 ? now : newest + 1;
    long instant = newest;
    int hole = size;
    boolean early = (depth(hole) & 1) == 0;
    if (hole > 0) {
      int parent = (hole - 1) >> 1;
      if (isBefore(due, instant, parent) != early) {
        move(parent, hole); // the item belongs on the parent's kind of level
        hole = parent;
        early = !early;
      }
    }
    while (hole > 2) {
      int grandparent = (hole - 3) >> 2;
      if (isBefore(due, instant, grandparent) != early) {
        break;
      }
      move(grandparent, hole);
      hole = grandparent;
    }
    put(hole, item, due, instant);
  }

  /**
   * Takes the element out; the one at the end fills the gap.
   *
   * @param at the root or a child of the root
   * @param end index of the last element
   * @param early whether {@code at} is the root, whose kind of level has the earliest on top
   */
  private @Nullable Object remove(int at, int end, boolean early) {
    final Object taken = items[at];
    Object item = items[end];
    items[end] = null;
    if (at == end) {
      return taken;
    }
    long due = dues[end];
    long instant = instants[end];
    int hole = at;
    for (int child = 2 * hole + 1; child < end; child = 2 * hole + 1) {
      int best = child;
      if (child + 1 < end && isBefore(child + 1, best) == early) {
        best = child + 1;
      }
      int grandchild = 2 * child + 1;
      for (int i = grandchild; i < Math.min(grandchild + 4, end); i++) {
        if (isBefore(i, best) == early) {
          best = i;
        }
      }
      if (isBefore(due, instant, best) == early) {
        break;
      }
      move(best, hole);
      hole = best;
      if (best < grandchild) {
        break; // a child better than all grandchildren has no children
      }
      int parent = (hole - 1) >> 1;
      if (isBefore(due, instant, parent) != early) {
        final Object otherItem = items[parent];
        final long otherDue = dues[parent];
        final long otherInstant = instants[parent];
        put(parent, item, due, instant);
        item = otherItem;
        due = otherDue;
        instant = otherInstant;
      }
    }
    put(hole, item, due, instant);
    return taken;
  }

  private boolean isBefore(int a, int b) {
    return isBefore(dues[a], instants[a], b);
  }

  private boolean isBefore(long due, long instant, int b) {
    long ahead = due - dues[b];
    return ahead < 0 || (ahead == 0 && instant - instants[b] < 0);
  }

  private void move(int from, int to) {
    put(to, items[from], dues[from], instants[from]);
  }

  private void put(int at, @Nullable Object item, long due, long instant) {
    items[at] = item;
    dues[at] = due;
    instants[at] = instant;
  }

  private static int depth(int index) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(index + 1);
  }
}
