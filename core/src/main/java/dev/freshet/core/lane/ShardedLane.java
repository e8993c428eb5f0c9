package dev.freshet.core.lane;

import org.jspecify.annotations.Nullable;

/**
 * Several first-in first-out lanes that look like one: producers on different processors meet at
 * different places.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Items that one thread offers come out in their order unless its shard was full in between. The
 * bound holds for all shards together and is exact, so no place is stranded: an offer is refused
 * only when every shard is full at one instant. An operation is O(1) while the shard of its thread
 * has what it needs, O(shards) otherwise.
 */
public final class ShardedLane extends Lane {
  /*
   * Why shards of the lane, not of the pool
   * ---------------------------------------
   * What producers and workers of a pool fight for is the line of tail and that of head (RingLane).
   * The admission word is read by all but written only when a worker comes or goes. So it is enough
   * to have several lanes behind one word: one limit, one state, any free grant for any shard's
   * item. A pool of pools, as ants' MultiPool, splits the limit as well, and then one shard queues
   * while another idles, or somebody has to move tasks or grants about.
   *
   * Where an operation goes
   * -----------------------
   * A producer has a home shard, by the id of its thread, a worker by that of its grant, so that few
   * workers are spread as evenly as can be. An offer goes there, and on to the next shards while they
   * are full. A poll looks at home first, and at the others in turn while it finds nothing. Were
   * that all, a shard that is home to no worker would starve as long as the others are never empty.
   * So every LOOK_ELSEWHERE-th poll at a home begins at another shard, a different one each time.
   * The counter of polls is plain and racy: a lost update delays a look by one.
   *
   * One instant
   * -----------
   * An offer that found all shards full one after the other has not seen them full together: one
   * that it saw full may have got room before it looked at the last. The sum of all heads, read
   * before and after, tells: heads only grow, so if the sum is the same nothing was taken, each
   * shard was full from the look at it to the end, and at the end all were. Otherwise it tries
   * again; that somebody has taken an item in the meantime means that the pool gets on.
   *
   * Empty needs no such care. Whoever must not miss an item (PoolEngine, "No lost wake-up") looks
   * after a change of the admission word; a producer whose claim it does not see claims later and
   * reads the changed word. That holds for each shard by itself, so it holds for all.
   *
   * Closing goes from shard to shard. What is claimed in a shard before it is closed is accepted.
   * A shard that is closed and empty stays so, so looking at them one by one tells that all are.
   */

  /** Polls at a home after which one begins elsewhere: 3 % of the polls cost a cold line more. */
  private static final int LOOK_ELSEWHERE = 32;

  /** The most shards; more than so many producers hardly run at once. */
  public static final int MAX_SHARDS = 64;

  /** Ints between the counters of two shards: two lines of 64 bytes. */
  private static final int STRIDE = 32;

  private final RingLane[] shards;

  /** The polls that began at each shard. */
  private final int[] polls;

  private final int mask;
  private final int capacity;

  /**
   * A lane of shards.
   *
   * @param capacity how many items may wait, in all shards together, 1 to 2^28
   * @param shards how many shards are wanted, 1 to {@value #MAX_SHARDS}; made a power of two, and
   *     no more than the capacity
   * @param samples whether the wait of some items is measured
   */
  public ShardedLane(int capacity, int shards, boolean samples) {
    int count = Math.min(Integer.highestOneBit(2 * shards - 1), Integer.highestOneBit(capacity));
    this.shards = new RingLane[count];
    this.polls = new int[(count + 1) * STRIDE];
    this.mask = count - 1;
    this.capacity = capacity;
    for (int i = 0; i < count; i++) {
      int share = capacity / count + (i < capacity % count ? 1 : 0);
      this.shards[i] = new RingLane(share, samples);
    }
  }

  @Override
  public int capacity() {
    return capacity;
  }

  private int home() {
    // Ids of threads that are started together differ in the low bits.
    return (int) Thread.currentThread().threadId() & mask;
  }

  private RingLane lane(int index) {
    return shards[index & mask];
  }

  @Override
  public boolean offer(Object item) {
    int home = home();
    if (lane(home).offer(item)) {
      return true;
    }
    for (; ; ) {
      long taken = taken();
      for (int i = 0; i <= mask; i++) {
        if (lane(home + i).offer(item)) {
          return true;
        }
      }
      if (lane(home).isClosed() || taken() == taken) {
        return false;
      }
    }
  }

  /**
   * {@inheritDoc} In one step for each shard; more than one only if the first has no room for all.
   */
  @Override
  public int offerAll(Object[] items, int from, int to) {
    int home = home();
    int next = from;
    while (next < to) {
      long taken = taken();
      int before = next;
      for (int i = 0; i <= mask && next < to; i++) {
        next += lane(home + i).offerAll(items, next, to);
      }
      if (next == before && (lane(home).isClosed() || taken() == taken)) {
        break;
      }
    }
    return next - from;
  }

  @Override
  public @Nullable Object poll(WaitSink sink) {
    int start = sink.home() & mask;
    int begun = ++polls[(start + 1) * STRIDE];
    if (begun % LOOK_ELSEWHERE == 0) {
      start += begun / LOOK_ELSEWHERE;
    }
    for (int i = 0; i <= mask; i++) {
      Object item = lane(start + i).poll(sink);
      if (item != null) {
        return item;
      }
    }
    return null;
  }

  /** Takes the oldest item of the first shard that holds one, the thread's home first. */
  @Override
  public @Nullable Object pollVictim() {
    return poll();
  }

  /** Items ever taken, of all shards. */
  private long taken() {
    long sum = 0;
    for (RingLane shard : shards) {
      sum += shard.taken();
    }
    return sum;
  }

  @Override
  public void close() {
    for (RingLane shard : shards) {
      shard.close();
    }
  }

  @Override
  public boolean isFinished() {
    for (RingLane shard : shards) {
      if (!shard.isFinished()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean isEmpty() {
    for (RingLane shard : shards) {
      if (!shard.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean hasRoom() {
    for (RingLane shard : shards) {
      if (shard.hasRoom()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int size() {
    int sum = 0;
    for (RingLane shard : shards) {
      sum += shard.size();
    }
    return sum;
  }

  @Override
  public long accepted() {
    long sum = 0;
    for (RingLane shard : shards) {
      sum += shard.accepted();
    }
    return sum;
  }
}
