package dev.freshet.core.timer;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One hierarchical wheel behind one lock; a {@link TimerWheel} has several so that threads seldom
 * meet.
 *
 * <p>Everything but {@link #tryLock}, {@link #lock}, {@link #armed} and {@link #arms} is to be
 * called under the lock. {@link #add} and {@link #remove} are O(1) and allocate nothing.
 */
final class TimerStripe extends TimerStripePad2 {
  /*
   * Places
   * ------
   * Eight levels of 64 lists. Read a tick as digits of six bits: a node lies at the level of the
   * highest digit in which its tick differs from `now`, in the list that this digit names. So a
   * level never holds a list at or below the digit of `now`, lists never wrap around, all nodes of
   * a level are due before all nodes of the next, and the earliest list is the lowest bit of the
   * lowest level that is not empty: two instructions, however much or little is armed. What is due
   * already lies in one list more, in the order it came.
   *
   * Eight levels hold 2^48 ticks of 1 ms; all that fits into a long of nanoseconds is 2^43.1 ticks,
   * so there is no overflow list.
   *
   * Turning
   * -------
   * take() moves `now` from occupied list to occupied list and never visits an empty one. A list
   * that is reached is emptied node by node: due ones are handed out, the others lie nearer now and
   * are linked anew, at a lower level. That happens at most seven times to a node, and seldom at
   * all to one that is cancelled early. It stops after a batch so that nobody waits long for the
   * lock; `reached` remembers the list, and `now` stands still until that list is empty. Meanwhile
   * nobody links anything into it, because it bears the digit of `now`.
   */

  /** No list holds a node. */
  static final long NOTHING = Long.MAX_VALUE;

  private static final int LEVELS = 8;
  private static final int DIGIT_BITS = 6;
  private static final int DIGIT = (1 << DIGIT_BITS) - 1;

  /** The list of what is due already. */
  private static final int DUE = LEVELS << DIGIT_BITS;

  /** Low bits of {@link Timed#key} that name a list: 513 of them. */
  private static final int PLACE_BITS = 10;

  private static final int PLACE = (1 << PLACE_BITS) - 1;

  private static final VarHandle LOCK;
  private static final VarHandle ARMED;
  private static final VarHandle HOME;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LOCK = lookup.findVarHandle(TimerStripeFields.class, "lock", int.class);
      ARMED = lookup.findVarHandle(TimerStripeFields.class, "armed", int.class);
      HOME = lookup.findVarHandle(Timed.class, "home", TimerStripe.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final TimerWheel wheel;
  private final @Nullable Timed[] heads = new Timed[DUE + 1];

  /** One bit for each list of a level that is not empty. */
  private final long[] occupied = new long[LEVELS];

  TimerStripe(TimerWheel wheel) {
    this.wheel = wheel;
  }

  TimerWheel wheel() {
    return wheel;
  }

  /* --- the lock --- */

  boolean tryLock() {
    return lock == 0 && LOCK.weakCompareAndSetAcquire(this, 0, 1);
  }

  void lock() {
    int spins = 0;
    while (!tryLock()) {
      spins = PeerWait.pause(spins);
    }
  }

  void unlock() {
    LOCK.setRelease(this, 0);
  }

  /* --- any thread --- */

  /**
   * Arms the node; answers false if it is armed already, here or anywhere.
   *
   * <p>What follows the compare-and-set is shallower than that is: a stack that overflows does so
   * before anything is changed.
   */
  boolean add(Timed node, long tick) {
    long at = Math.max(tick, now);
    int place = placeOf(at);
    if (!HOME.compareAndSet(node, (TimerStripe) null, this)) {
      return false;
    }
    link(node, at, place);
    count(1);
    arms++;
    return true;
  }

  /** Disarms the node; answers false if it is not armed here. */
  boolean remove(Timed node) {
    if (node.home != this) {
      return false;
    }
    leave(node);
    return true;
  }

  /** How many nodes are armed; to be called without the lock, too. */
  int armed() {
    return (int) ARMED.getOpaque(this);
  }

  /** How often a node was armed here. */
  long arms() {
    return arms;
  }

  /* --- the timer's thread --- */

  /**
   * Takes nodes that are due up to a tick, and moves on to that tick when there are no more.
   *
   * @param target the tick
   * @param batch takes the nodes, which will expire for certain
   * @return how many nodes it took; its complement if the batch was used up, so that there may be
   *     more
   */
  int take(long target, @Nullable Timed[] batch) {
    int taken = 0;
    for (int step = 0; step < batch.length; step++) {
      Timed node = first(target);
      if (node == null) {
        return taken;
      }
      long tick = node.key >>> PLACE_BITS;
      if (tick <= now) {
        leave(node);
        batch[taken++] = node;
      } else {
        unlink(node);
        link(node, tick, placeOf(tick));
      }
    }
    return ~taken;
  }

  /** The tick at which the earliest list is reached, no later than any node's; or NOTHING. */
  long nextStart() {
    if (heads[DUE] != null || (reached >= 0 && heads[reached] != null)) {
      return now;
    }
    return levels == 0 ? NOTHING : start(earliest());
  }

  private @Nullable Timed first(long target) {
    Timed due = heads[DUE];
    if (due != null) {
      return due;
    }
    for (; ; ) {
      if (reached >= 0) {
        Timed node = heads[reached];
        if (node != null) {
          return node;
        }
        reached = -1;
      }
      int place = levels == 0 ? -1 : earliest();
      if (place < 0 || start(place) > target) {
        now = Math.max(now, target);
        return null;
      }
      now = start(place);
      reached = place;
    }
  }

  private int earliest() {
    int level = Integer.numberOfTrailingZeros(levels);
    return level << DIGIT_BITS | Long.numberOfTrailingZeros(occupied[level]);
  }

  private long start(int place) {
    int shift = (place >>> DIGIT_BITS) * DIGIT_BITS;
    return (now & (-1L << shift << DIGIT_BITS)) | (long) (place & DIGIT) << shift;
  }

  /* --- the lists --- */

  private int placeOf(long tick) {
    if (tick <= now) {
      return DUE;
    }
    int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(tick ^ now)) / DIGIT_BITS;
    return level << DIGIT_BITS | ((int) (tick >>> (level * DIGIT_BITS)) & DIGIT);
  }

  private void link(Timed node, long tick, int place) {
    node.key = tick << PLACE_BITS | place;
    if (place == DUE) {
      Timed last = lastDue;
      node.prev = last;
      lastDue = node;
      if (last == null) {
        heads[DUE] = node;
      } else {
        last.next = node;
      }
      return;
    }
    Timed head = heads[place];
    heads[place] = node;
    if (head == null) {
      int level = place >>> DIGIT_BITS;
      occupied[level] |= 1L << place;
      levels |= 1 << level;
    } else {
      node.next = head;
      head.prev = node;
    }
  }

  private void unlink(Timed node) {
    Timed before = node.prev;
    Timed after = node.next;
    int place = (int) node.key & PLACE;
    if (after != null) {
      after.prev = before;
      node.next = null;
    } else if (place == DUE) {
      lastDue = before;
    }
    if (before != null) {
      before.next = after;
      node.prev = null;
      return;
    }
    heads[place] = after;
    if (after == null && place != DUE) {
      int level = place >>> DIGIT_BITS;
      occupied[level] &= ~(1L << place);
      if (occupied[level] == 0) {
        levels &= ~(1 << level);
      }
    }
  }

  private void leave(Timed node) {
    unlink(node);
    HOME.setRelease(node, (TimerStripe) null);
    count(-1);
  }

  private void count(int change) {
    ARMED.setOpaque(this, armed + change);
  }
}

/** Keeps the neighbours in memory off the stripe's line. */
abstract class TimerStripePad1 {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
}

/** What each operation touches. */
abstract class TimerStripeFields extends TimerStripePad1 {
  /** 1 while somebody holds the lock. */
  volatile int lock;

  int armed;

  /** The tick up to which everything was handed out. */
  long now;

  long arms;

  /** One bit for each level that is not empty. */
  int levels;

  /** The list whose tick `now` has reached and which is being emptied; -1 if there is none. */
  int reached = -1;

  @Nullable Timed lastDue;
}

/** Keeps the neighbours in memory off the stripe's line. */
abstract class TimerStripePad2 extends TimerStripeFields {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
}
