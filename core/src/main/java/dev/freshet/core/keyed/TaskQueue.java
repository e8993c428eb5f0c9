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
   * A linked list for many producers and one consumer, as Vyukov's [1] and so the mailboxes of Akka
   * and Pekko, with a difference. Those exchange `tail`, which never fails, and know no bound; a
   * count beside it is a second atomic step, and two steps can be seen in between. (Tried, and
   * found by Lincheck: one producer has counted itself in, another finds the queue full because of
   * it, a third gets in after that and stands before the first.) Here each entry carries its number,
   * and a producer moves `tail` by one compare-and-set from the entry whose number it read. That
   * one step decides order, bound and end. The price is a retry when producers of one key meet, and
   * 4 bytes in an entry. The queue itself is its first entry, so that a key that is busy with one
   * task costs no other node.
   *
   * The dead mark
   * -------------
   * When the consumer has passed the entry that is the tail, it puts a mark into `tail` by a
   * compare-and-set: it succeeds only if nobody has got in since, and nobody can any more.
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

  /** What is the tail of a queue that has ended. */
  private static final Entry DEAD = new Entry(() -> {}, 0);

  private static final VarHandle TAIL;
  private static final VarHandle CURSOR;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(TaskQueue.class, "tail", Entry.class);
      CURSOR = lookup.findVarHandle(TaskQueue.class, "cursor", Entry.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Places ever passed. Written by the consumer. */
  private volatile long passed;

  private volatile Entry tail;

  /** The entry passed last; before the first, this one. Written by the consumer. */
  private Entry cursor;

  /** A queue with its first task, to be published by other means. */
  @SuppressWarnings("NullAway") // the tail is set, through its VarHandle
  TaskQueue(Runnable first, int stamp) {
    super(first, stamp);
    this.cursor = this;
    this.number = 1;
    TAIL.set(
        this, this); // nobody can see it yet: the fence of a volatile write would guard nothing
  }

  /* --- producers --- */

  /** Appends, unless so many wait already or the queue has ended. */
  final Offer offer(Entry entry, int bound) {
    for (; ; ) {
      Entry last = tail;
      if (last == DEAD) {
        return Offer.DEAD;
      }
      if (last.number - (int) passed >= bound) {
        return Offer.FULL;
      }
      entry.number = last.number + 1;
      if (TAIL.compareAndSet(this, last, entry)) {
        last.link(entry);
        return Offer.ACCEPTED;
      }
    }
  }

  /* --- what it is --- */

  final boolean isDead() {
    return tail == DEAD;
  }

  /** Places in use: tasks that wait, and what is left of those that were ended while they did. */
  final int places() {
    long before = passed;
    Entry last = tail;
    return last == DEAD ? 0 : last.number - (int) before;
  }

  /** Places ever taken. */
  final long taken() {
    long before = passed;
    Entry last = tail;
    return last == DEAD ? passed : before + (last.number - (int) before);
  }

  /* --- the consumer --- */

  /** The next entry; null if all have been passed. To be called while the queue lives. */
  final @Nullable Entry peek() {
    Entry last = cursor;
    if (isUnpassed(last)) {
      return last;
    }
    Entry entry = last.next();
    for (int spins = 0; entry == null; entry = last.next()) {
      if (tail == last) {
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

  /** Ends the queue, in which all was passed, unless something has come since. */
  final boolean tryEnd() {
    return TAIL.compareAndSet(this, cursor, DEAD);
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
      } else if (at == tail || isDead()) {
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
