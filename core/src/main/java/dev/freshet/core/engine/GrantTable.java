package dev.freshet.core.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All grants of one pool, the free ones on two stacks: those with a thread that waits on them, and
 * bare ones.
 *
 * <p>Safe for all threads; acquire and release are O(1). Grants are created as concurrency first
 * rises and then kept: 64 to 320 bytes for each task that ever ran at the same time.
 */
final class GrantTable {
  /*
   * The stacks are Treiber's, over indices instead of references: its top holds the index plus
   * one in the low half and a change count in the high half, so that a grant that went out and came
   * back between two steps of a pop (ABA) is noticed. Last in, first out keeps the working set small
   * and the grants with low numbers, which are the padded ones, in use.
   *
   * Segment k holds 64 << k grants, so the table never moves an entry and an idle pool of a large
   * limit costs nothing.
   */

  private static final int FIRST_SEGMENT = 64;
  private static final int SEGMENTS = 20;

  /** Digits of the largest id that a name is looked at for: ids stay below 2^24 and a little. */
  private static final int LONGEST_ID = 8;

  private final PoolEngine engine;
  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Grant>> segments =
      new AtomicReferenceArray<>(SEGMENTS);
  private final AtomicInteger created = new AtomicInteger();
  private final AtomicLong bare = new AtomicLong();
  private final AtomicLong parked = new AtomicLong();

  GrantTable(PoolEngine engine) {
    this.engine = engine;
  }

  /** A free grant, with its thread held if one waits. */
  Grant acquire() {
    Grant grant = acquireFree();
    return grant != null ? grant : create();
  }

  /** A free grant, with its thread held if one waits; null if none was ever given back. */
  @Nullable Grant acquireFree() {
    for (Grant grant = pop(parked); grant != null; grant = pop(parked)) {
      if (grant.hold()) {
        return grant;
      }
      push(bare, grant);
    }
    return pop(bare);
  }

  /** Takes back a grant that was acquired and not used. */
  void putBack(Grant grant) {
    boolean held = grant.isHeld();
    if (held) {
      grant.unhold();
    }
    release(grant, held);
    LockSupport.unpark(grant.waitingOwner());
  }

  /** A free grant without a thread. */
  Grant acquireBare() {
    Grant grant = pop(bare);
    return grant != null ? grant : create();
  }

  /**
   * Takes a grant back.
   *
   * @param seated whether its thread waits on it
   */
  void release(Grant grant, boolean seated) {
    push(seated ? parked : bare, grant);
  }

  private @Nullable Grant pop(AtomicLong stack) {
    for (; ; ) {
      long top = stack.get();
      int index = (int) top - 1;
      if (index < 0) {
        return null;
      }
      Grant grant = get(index);
      if (grant != null && stack.compareAndSet(top, nextTop(top, grant.nextFree))) {
        return grant;
      }
    }
  }

  private static void push(AtomicLong stack, Grant grant) {
    for (; ; ) {
      long top = stack.get();
      grant.nextFree = (int) top;
      if (stack.compareAndSet(top, nextTop(top, grant.id + 1))) {
        return;
      }
    }
  }

  void forEach(Consumer<Grant> action) {
    int count = created.get();
    for (int i = 0; i < count; i++) {
      Grant grant = get(i);
      if (grant != null) {
        action.accept(grant);
      }
    }
  }

  private Grant create() {
    int id = created.getAndIncrement();
    // Producers on few carriers count millions of tasks a second in the first grants: own lines.
    Grant grant = id < FIRST_SEGMENT ? new Grant.Padded(engine, id) : new Grant(engine, id);
    int segment = segmentOf(id);
    AtomicReferenceArray<@Nullable Grant> entries = segments.get(segment);
    if (entries == null) {
      segments.compareAndSet(segment, null, new AtomicReferenceArray<>(FIRST_SEGMENT << segment));
      entries = segments.get(segment);
    }
    if (entries != null) {
      entries.set(offsetOf(id, segment), grant);
    }
    return grant;
  }

  /** The grant with that id, if it exists. */
  @Nullable Grant at(int id) {
    return id < created.get() ? get(id) : null;
  }

  private @Nullable Grant get(int id) {
    int segment = segmentOf(id);
    AtomicReferenceArray<@Nullable Grant> entries = segments.get(segment);
    return entries == null ? null : entries.get(offsetOf(id, segment));
  }

  /** The grant whose name the thread bears and which it holds. */
  @Nullable Grant heldUnderItsName(Thread thread) {
    String name = thread.getName();
    int prefix = engine.name().length() + 1;
    if (name.length() <= prefix
        || name.length() > prefix + LONGEST_ID
        || !name.startsWith(engine.name())) {
      return null;
    }
    int id = 0;
    for (int i = prefix; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      id = id * 10 + digit;
    }
    Grant grant = id < created.get() ? get(id) : null;
    return grant != null && thread.equals(grant.thread) ? grant : null;
  }

  private static int segmentOf(int id) {
    return 31 - Integer.numberOfLeadingZeros(id / FIRST_SEGMENT + 1);
  }

  private static int offsetOf(int id, int segment) {
    return id - FIRST_SEGMENT * ((1 << segment) - 1);
  }

  private static long nextTop(long top, int indexPlusOne) {
    return (((top >>> 32) + 1) << 32) | indexPlusOne;
  }
}
