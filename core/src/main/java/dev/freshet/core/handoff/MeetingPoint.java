package dev.freshet.core.handoff;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where a sender and a receiver that both run meet without the lock: a place for one of them, who
 * looks for the other and goes away again if it does not come soon.
 *
 * <p>Safe for all threads; what a sender did before it came happens before what the receiver does
 * after it. Nothing is allocated.
 */
sealed class MeetingPoint permits WaitRoom {
  /*
   * The word holds what there is in its low bits and counts the visits above them, so whoever acts
   * on what it has seen acts on that visit or on none. A visitor reads, a partner claims and writes,
   * the word and the item on the same cache line: it goes to the partner and comes back, where a node
   * in a queue needs the queue's line, the node's, and the node's again.
   *
   *   sender first     FREE -> BUSY -> OFFERED -> BUSY -> FREE of the next visit
   *   receiver first   FREE -> WANTED -> BUSY -> HANDED -> FREE of the next visit
   *
   * BUSY lasts for a store: the item is being written or taken. Only whose visit it is waits for
   * that; others take it for an occupied place.
   */

  private static final long WHAT = 7;
  private static final long FREE = 0;
  private static final long BUSY = 1;
  private static final long OFFERED = 2;
  private static final long WANTED = 3;
  private static final long HANDED = 4;
  private static final long NEXT = WHAT + 1;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(MeetingPoint.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long word;

  /** Belongs to whoever has made the word BUSY, or finds it HANDED on its own visit. */
  private @Nullable Object item;

  /** What there is now; to be handed in to the methods below. */
  long look() {
    return word;
  }

  static boolean isFree(long seen) {
    return (seen & WHAT) == FREE;
  }

  static boolean isOffered(long seen) {
    return (seen & WHAT) == OFFERED;
  }

  static boolean isWanted(long seen) {
    return (seen & WHAT) == WANTED;
  }

  private boolean claim(long seen) {
    return WORD.compareAndSet(this, seen, (seen & ~WHAT) | BUSY);
  }

  /** Takes the item away and makes the place free for the next visit. */
  private @Nullable Object clear(long visit) {
    Object found = item;
    item = null;
    WORD.setRelease(this, visit + NEXT);
    return found;
  }

  /** Hands the item to the receiver that was seen; false if it is gone. */
  boolean give(long seen, Object given) {
    if (!claim(seen)) {
      return false;
    }
    item = given;
    WORD.setRelease(this, (seen & ~WHAT) | HANDED);
    return true;
  }

  /** Takes the item of the sender that was seen; null if it is gone. */
  @Nullable Object take(long seen) {
    return claim(seen) ? clear(seen & ~WHAT) : null;
  }

  /** Comes with an item, if the place was seen free and still is. A fence. */
  boolean offer(long seen, Object offered) {
    if (!claim(seen)) {
      return false;
    }
    item = offered;
    word = seen | OFFERED;
    return true;
  }

  /** Comes for an item, if the place was seen free and still is. A fence. */
  boolean want(long seen) {
    return WORD.compareAndSet(this, seen, seen | WANTED);
  }

  /** Whether a receiver has come and gone. */
  boolean isOver(long visit) {
    return (word & ~WHAT) != visit;
  }

  /** Ends the visit of a sender; whether a receiver came. */
  boolean endOffer(long visit) {
    for (int spins = 0; !isOver(visit); ) {
      if (claim(visit | OFFERED)) {
        clear(visit);
        return false;
      }
      spins = PeerWait.pause(spins);
    }
    return true;
  }

  /** Whether a sender has come. */
  boolean isHanded(long visit) {
    return word == (visit | HANDED);
  }

  /** Ends the visit of a receiver; the item, if a sender came. */
  @Nullable Object endWant(long visit) {
    for (int spins = 0; !isHanded(visit); ) {
      if (WORD.compareAndSet(this, visit | WANTED, visit + NEXT)) {
        return null;
      }
      spins = PeerWait.pause(spins);
    }
    return clear(visit);
  }
}
