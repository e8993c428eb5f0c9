package dev.freshet.core.lane;

import org.jspecify.annotations.Nullable;

/**
 * A bounded lane of a few levels of urgency in which no level starves.
 *
 * <p>{@link Ranked#priority} names the level, higher is more urgent; a priority above the highest
 * level counts as the highest, and an item without one goes to the level in the middle, {@code
 * (levels - 1) / 2}. The order inside of a level is first in, first out. One exact bound covers all
 * levels together.
 *
 * <p>Which level is served: the highest that holds an item, unless lower ones were passed over
 * {@code ageing} times; then those go first, one item each. Under full levels that is {@code
 * ageing} items of the highest level, then one of each level below it, from the top down.
 *
 * <p>No starvation: an item of level {@code l} that finds {@code k} items in its level is taken at
 * the latest by poll number
 *
 * <pre>{@code (k + 1) * (ageing + levels - 1) + max(0, levels - 2 - l)}</pre>
 *
 * after its acceptance, whatever else is offered, polled or taken as a victim meanwhile. The second
 * term is due only if the item found its level empty or filled so since its last service.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * An offer is O(1) and a poll O(levels); neither allocates. 8 bytes for each place, 8 more if it
 * takes samples (with compressed references), allocated once.
 */
public final class PriorityLane extends LockedLane {
  /*
   * Shape
   * -----
   * The places for items are one array for all levels, so that memory does not depend on their
   * number. Each level is a chain of places through the array `next`; the free places are a stack
   * chained through it too, except those from `fresh` on, which nobody has used yet. All fields
   * belong to the thread inside (LockedLane).
   *
   * Ageing
   * ------
   * A poll that serves the highest level, because no level is due, counts on each lower level that
   * holds an item; at `ageing` that level is due. A poll that finds levels due serves the highest of
   * those and counts on nobody. A level's count starts at 0 when a poll serves it, and when it
   * fills. A victim's leaving does not change it: the level has still been passed over.
   *
   * The bound
   * ---------
   * Let a level l be served, or fill, and hold an item from then on; when is it served next? Call a
   * poll plain if no level was due at it. While l holds an item and is not served,
   *   - each plain poll serves a level above l and counts on l, so there are at most `ageing`; after
   *     the last of them l is due, no poll is plain, and no level below l is served before it;
   *   - a level below l is served at most once: between two services it needs `ageing` plain polls
   *     that count on it, and before the last one that counts on l there are only ageing - 1;
   *   - a level above l but below the top is served as due at most once if it was not due at the
   *     start: it needs one plain poll for the first time and `ageing` more for the second. If it
   *     was due at the start, it may be served twice. The top is never due.
   * With l levels below and levels - 2 - l such levels above, the service of l is poll number
   *     ageing + l + (levels - 2 - l) + 1 = ageing + levels - 1
   * at the latest if no level above l was due at the start, which holds when the start is a service
   * of l: what is served is the highest level due, or nothing is due. If the start was that l filled,
   * levels - 2 - l polls more. The top level itself, served whenever nothing is due, has to let pass
   * each lower level once and is within the same number. An item with k before it waits for k + 1
   * services, of which only the first can begin with filling.
   *
   * That a due level counts on nobody is what keeps this number small: if it did, services of due
   * levels could make lower levels due again, and those would crowd out the top.
   */

  /** One item of so many is a sample: the clock's 25 ns are then a tenth of an offer. */
  private static final int SAMPLE_EVERY = 4;

  private final @Nullable Object[] items;
  private final int[] next;

  /** Places with the first and the last item of each level; valid if the level holds one. */
  private final int[] first;

  private final int[] last;

  /** Plain polls since the level was served or filled. */
  private final int[] passed;

  private final int ageing;
  private final int top;

  /** When the item at each place was accepted, 0 for those that are no sample; null for none. */
  private final long @Nullable [] since;

  /** The free place given back last, or -1. */
  private int free = -1;

  /** This place and those behind it were never used. */
  private int fresh;

  /** Bit l: level l holds an item. */
  private int filled;

  /** Bit l: level l holds an item and was passed over {@link #ageing} times. */
  private int due;

  /**
   * A lane.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param levels how many levels there are, 2 to 8
   * @param ageing how often a level may be passed over, 1 or more
   */
  public PriorityLane(int capacity, int levels, int ageing) {
    this(capacity, levels, ageing, false);
  }

  /**
   * A lane that may take samples.
   *
   * @param capacity how many items may wait, 1 to 2^28
   * @param levels how many levels there are, 2 to 8
   * @param ageing how often a level may be passed over, 1 or more
   * @param samples whether the wait of every fourth item is measured; 8 bytes more for each place
   */
  public PriorityLane(int capacity, int levels, int ageing, boolean samples) {
    super(capacity);
    this.since = samples ? new long[capacity] : null;
    this.items = new Object[capacity];
    this.next = new int[capacity];
    this.first = new int[levels];
    this.last = new int[levels];
    this.passed = new int[levels];
    this.ageing = ageing;
    this.top = levels - 1;
  }

  @Override
  public boolean offer(Object item) {
    int level = levelOf(item);
    long word = enterToAdd();
    if (word == REFUSED) {
      return false;
    }
    append(level, item, 0);
    leaveAdded(word, 1);
    return true;
  }

  @Override
  public int offerAll(Object[] array, int from, int to) {
    if (from >= to) {
      return 0;
    }
    long word = enterToAdd();
    if (word == REFUSED) {
      return 0;
    }
    int count = Math.min(to - from, capacity - sizeOf(word));
    int added = 0;
    try {
      while (added < count) {
        Object item = array[from + added];
        append(levelOf(item), item, added);
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
    int level;
    if (due != 0) {
      level = highest(due);
      due ^= 1 << level;
    } else {
      level = highest(filled);
      for (int below = filled ^ (1 << level); below != 0; below &= below - 1) {
        int lower = lowest(below);
        if (++passed[lower] == ageing) {
          due |= 1 << lower;
        }
      }
    }
    passed[level] = 0;
    long accepted = since == null ? 0 : since[first[level]];
    Object item = removeFirst(level);
    leaveTaken(word);
    if (accepted != 0) {
      sink.waited(accepted, SAMPLE_EVERY);
    }
    return item;
  }

  /** Takes the oldest item of the lowest level that holds one. */
  @Override
  public @Nullable Object pollVictim() {
    long word = enterToTake();
    if (word == REFUSED) {
      return null;
    }
    Object item = removeFirst(lowest(filled));
    leaveTaken(word);
    return item;
  }

  private int levelOf(Object item) {
    int priority = item instanceof Ranked ranked ? ranked.priority() : Ranked.DEFAULT_PRIORITY;
    return priority < 0 ? top / 2 : Math.min(priority, top);
  }

  private void append(int level, Object item, int ahead) {
    int place = free;
    if (place < 0) {
      place = fresh++;
    } else {
      free = next[place];
    }
    items[place] = item;
    if (since != null) {
      since[place] = (accepted + ahead) % SAMPLE_EVERY == 0 ? System.nanoTime() : 0;
    }
    int bit = 1 << level;
    if ((filled & bit) == 0) {
      filled |= bit;
      passed[level] = 0;
      first[level] = place;
    } else {
      next[last[level]] = place;
    }
    last[level] = place;
  }

  private @Nullable Object removeFirst(int level) {
    int place = first[level];
    Object item = items[place];
    items[place] = null;
    if (place == last[level]) {
      int others = ~(1 << level);
      filled &= others;
      due &= others;
    } else {
      first[level] = next[place];
    }
    next[place] = free;
    free = place;
    return item;
  }

  private static int highest(int levels) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(levels);
  }

  private static int lowest(int levels) {
    return Integer.numberOfTrailingZeros(levels);
  }
}
