package dev.freshet.core.reuse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of interchangeable objects, spread so that threads seldom meet.
 *
 * <p>Safe for all threads, lock-free, allocates nothing.
 */
final class Stripes {
  /*
   * Why not thread-local
   * --------------------
   * A cache in a ThreadLocal is as large as there are threads, and virtual threads come by the
   * hundred thousand and live for one request: each would make an object of its own, use it once and
   * leave it to the collector, having paid for a map besides. Jackson, Netty, HikariCP and others
   * met this. A carrier-local would do, but the JDK keeps that to itself.
   *
   * Shape
   * -----
   * One array of references in stripes of a cache line or more each, about two stripes to a
   * processor. A thread starts at the stripe of its number: platform threads mostly have one to
   * themselves, and virtual threads, of which as many run as there are processors, seldom meet
   * another there. Taking is a compare-and-set of an object to null, giving one of null to the
   * object; no other state. An object in a slot belongs to nobody, so it does not matter how often
   * it was away between the look and the exchange (no ABA).
   *
   * A thread takes from the first slot of its stripe that holds something and gives into the first
   * that is empty: the object it used last, which is in its processor's cache. Only if its stripe is
   * empty, or full, does it look through the others.
   */

  /** Slots from stripe to stripe if a stripe has no more: 128 bytes, as processors fetch pairs. */
  private static final int LINE = 32;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private final @Nullable Object[] slots;
  private final int mask;
  private final int stride;
  private final int depth;

  /** In how many stripes there is one slot more. */
  private final int deeper;

  Stripes(int capacity, int processors) {
    int wanted = 2 * Integer.highestOneBit(Math.max(1, 2 * processors - 1));
    int stripes = Math.min(Integer.highestOneBit(capacity), wanted);
    this.mask = stripes - 1;
    this.depth = capacity / stripes;
    this.deeper = capacity % stripes;
    this.stride = (depth + 1 + LINE - 1) / LINE * LINE;
    this.slots = new Object[LINE + stripes * stride];
  }

  private int home() {
    return (int) Thread.currentThread().threadId() & mask;
  }

  /** Takes any object; null if none was found in one look at each slot. */
  @Nullable Object take() {
    int home = home();
    Object object = takeFrom(home);
    return object != null || mask == 0 ? object : takeElsewhere(home);
  }

  private @Nullable Object takeElsewhere(int home) {
    for (int i = 1; i <= mask; i++) {
      Object object = takeFrom((home + i) & mask);
      if (object != null) {
        return object;
      }
    }
    return null;
  }

  private @Nullable Object takeFrom(int stripe) {
    @Nullable Object[] all = slots;
    int from = LINE + stripe * stride;
    int to = from + depth + (stripe < deeper ? 1 : 0);
    for (int at = from; at < to; at++) {
      Object object = SLOT.getOpaque(all, at);
      if (object != null && SLOT.compareAndSet(all, at, object, (Object) null)) {
        return object;
      }
    }
    return null;
  }

  /** Keeps the object; answers false if no room was found in one look at each slot. */
  boolean give(Object object) {
    int home = home();
    return giveTo(home, object) || (mask != 0 && giveElsewhere(home, object));
  }

  private boolean giveElsewhere(int home, Object object) {
    for (int i = 1; i <= mask; i++) {
      if (giveTo((home + i) & mask, object)) {
        return true;
      }
    }
    return false;
  }

  private boolean giveTo(int stripe, Object object) {
    @Nullable Object[] all = slots;
    int from = LINE + stripe * stride;
    int to = from + depth + (stripe < deeper ? 1 : 0);
    for (int at = from; at < to; at++) {
      if (SLOT.getOpaque(all, at) == null && SLOT.compareAndSet(all, at, (Object) null, object)) {
        return true;
      }
    }
    return false;
  }

  /** Objects in it; exact when nobody moves. */
  int size() {
    int size = 0;
    for (int at = LINE; at < slots.length; at++) {
      if (SLOT.getOpaque(slots, at) != null) {
        size++;
      }
    }
    return size;
  }
}
