package dev.freshet.core.keyed;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue of entries for many producers and one consumer, that begins
 * with one entry, itself, and ends for good when its last was taken.
 *
 * <p>Producers, walkers and those who claim tasks may be any threads; one at a time consumes. An
 * offer happens before the pass of its entry.
 */
@SuppressWarnings("ReferenceEquality") // entries are places: the very one is meant
class TaskQueue extends Entry {
  /*
   * The queue
   * ---------
   * Vyukov's list for many producers and one consumer [1], as in Akka's and Pekko's mailboxes: a
   * producer exchanges `tail` and then links its entry behind the one it got. In front of that it
   * counts itself in, by a compare-and-set of `accepted`, which is what makes the bound exact: the
   * places in use are accepted - passed. The queue itself is its first entry, so that a key that is
   * busy with one task costs no other node.
   *
   * The dead mark
   * -------------
   * The sign bit of `accepted` says that the queue has ended. The consumer sets it by a
   * compare-and-set from the count it has passed: it succeeds only if nobody has counted itself in
   * since, and nobody can any more.
   *
   * Walkers
   * -------
   * Whoever takes tasks out of entries that the consumer has not passed begins at the cursor. A
   * passed entry is linked to itself, so that an entry gone old does not keep its successors alive;
   * a walker that meets one begins again at the cursor, which was moved before.
   *
   * [1] D. Vyukov, Intrusive MPSC node-based queue, 1024cores.net
   */

  /** What an offer may answer. */
  enum Offer {
    ACCEPTED,
    FULL,
    DEAD
  }

  private static final long DEAD = Long.MIN_VALUE;

  private static final VarHandle ACCEPTED;
  private static final VarHandle TAIL;
  private static final VarHandle CURSOR;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ACCEPTED = lookup.findVarHandle(TaskQueue.class, "accepted", long.class);
      TAIL = lookup.findVarHandle(TaskQueue.class, "tail", Entry.class);
      CURSOR = lookup.findVarHandle(TaskQueue.class, "cursor", Entry.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Places ever taken, and {@link #DEAD}. */
  private volatile long accepted;

  /** Places ever passed: the low bits of that count. Written by the consumer. */
  private volatile int passed;

  private volatile @Nullable Entry tail;

  /** The entry passed last; before the first, this one. Written by the consumer. */
  private Entry cursor;

  /** A queue with its first task, to be published by other means. */
  TaskQueue(Runnable first, int stamp) {
    super(first, stamp);
    this.cursor = this;
    // Nobody can see it yet, so the fences of volatile writes would guard nothing.
    ACCEPTED.set(this, 1L);
    TAIL.set(this, this);
  }

  /* --- producers --- */

  /** Appends, unless so many wait already or the queue has ended. */
  final Offer offer(Entry entry, int bound) {
    for (; ; ) {
      long a = accepted;
      if (a < 0) {
        return Offer.DEAD;
      }
      if ((int) a - passed >= bound) {
        return Offer.FULL;
      }
      if (ACCEPTED.compareAndSet(this, a, a + 1)) {
        ((Entry) TAIL.getAndSet(this, entry)).link(entry);
        return Offer.ACCEPTED;
      }
    }
  }

  /* --- what it is --- */

  final boolean isDead() {
    return accepted < 0;
  }

  /** Places in use: tasks that wait, and what is left of those that were ended while they did. */
  final int places() {
    int before = passed;
    long a = accepted;
    return a < 0 ? 0 : (int) a - before;
  }

  /** Places ever taken. */
  final long taken() {
    return accepted & ~DEAD;
  }

  /* --- the consumer --- */

  /** The next entry; null if all that were accepted have been passed. */
  final @Nullable Entry peek() {
    int before = passed;
    Entry last = cursor;
    if (isUnpassed(last)) {
      return last;
    }
    Entry entry = last.next();
    for (int spins = 0; entry == null; entry = last.next()) {
      if ((int) accepted == before) {
        return null;
      }
      spins = PeerWait.pause(spins); // its producer has yet to link it
    }
    return entry;
  }

  /** Passes the entry just seen, which makes room for another. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the consumer is the only writer
  final void pass(Entry entry) {
    Entry last = cursor;
    if (last != entry) {
      CURSOR.setRelease(this, entry);
      last.unlink();
    }
    passed++;
  }

  /** Ends the queue if nothing was accepted that has not been passed. */
  final boolean tryEnd() {
    long a = accepted;
    return (int) a == passed && ACCEPTED.compareAndSet(this, a, a | DEAD);
  }

  /** Whether the cursor is the queue as its own first entry, not passed yet. */
  private boolean isUnpassed(Entry at) {
    return at == this && passed == 0;
  }

  /* --- walkers --- */

  /** The first entry that was not passed; null if there is none, or it is not linked yet. */
  final @Nullable Entry first() {
    Entry at = (Entry) CURSOR.getAcquire(this);
    return isUnpassed(at) ? at : behind(at);
  }

  /** The entry behind one that was not passed when it was seen. */
  final @Nullable Entry behind(Entry at) {
    Entry next = at.next();
    return next == at ? first() : next;
  }

  /** Claims all tasks that were accepted before the call and have not been claimed. */
  final void claimAll(Consumer<Runnable> to) {
    Entry at = (Entry) CURSOR.getAcquire(this);
    if (isUnpassed(at)) {
      claim(at, to);
    }
    for (int spins = 0; ; ) {
      Entry next = at.next();
      if (next == at) {
        at = (Entry) CURSOR.getAcquire(this);
      } else if (next != null) {
        claim(next, to);
        at = next;
      } else if (at == tail) {
        return;
      } else {
        spins = PeerWait.pause(spins); // its producer has yet to link it
      }
    }
  }

  private static void claim(Entry entry, Consumer<Runnable> to) {
    Runnable task = entry.claim();
    if (task != null) {
      to.accept(task);
    }
  }
}
