package dev.freshet.core.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The one atomic word in which a pool decides to run, queue or refuse.
 *
 * <p>Safe for all threads. Every read is volatile and every change a compare-and-set, so all
 * changes of a pool's state lie in one total order; the proofs in {@link PoolEngine} lean on that
 * order.
 */
final class AdmissionWord extends AdmissionWordTail {
  /*
   * Layout
   * ------
   *   bits  0-23  running: grants handed out (a grant is the right to run one task at a time)
   *   bits 24-47  limit: grants that may be handed out
   *   bits 48-53  starting: workers whose thread was started and has not arrived yet
   *   bits 54-59  idling: holders of a grant that are about to take an item, a lingering worker
   *               among them
   *   bit  60     waiting: a submitter is blocked and was not yet told to look again
   *   bits 61-62  state
   *
   * starting + idling are the searchers: whoever finds one need not start a thread, because a
   * searcher looks at the lane once more after it stopped being counted as one. Both counts stay
   * at 0 or 1 (PoolEngine); their fields are wider so that a defect shows instead of spreading.
   *
   * The decision needs one read and at most one compare-and-set, whatever the limit, and allocates
   * nothing. Limit and state live here as well so that a resize or a shutdown is ordered with every
   * admission without a second word to fence against.
   */

  /** The largest limit that fits (24 bits). */
  static final int MAX_LIMIT = (1 << 24) - 1;

  static final int OPEN = 0;
  static final int SHUTDOWN = 1;
  static final int STOP = 2;
  static final int TERMINATED = 3;

  static final long ONE_RUNNING = 1L;
  static final long ONE_STARTING = 1L << 48;
  static final long ONE_IDLING = 1L << 54;
  static final long WAITING = 1L << 60;

  private static final int LIMIT_SHIFT = 24;
  private static final int STATE_SHIFT = 61;
  private static final long FIELD = MAX_LIMIT;
  private static final long STARTING = 0x3fL << 48;
  private static final long IDLING = 0x3fL << 54;
  private static final long SEARCHERS = STARTING | IDLING;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(AdmissionWordValue.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  AdmissionWord(int limit) {
    WORD.setRelease(this, (long) limit << LIMIT_SHIFT);
  }

  /** The word now, with volatile semantics. */
  long get() {
    return word;
  }

  boolean compareAndSet(long expected, long next) {
    return WORD.compareAndSet(this, expected, next);
  }

  /** Adds a signed sum of the ONE_ units; the caller knows that no field over- or underflows. */
  long addAndGet(long delta) {
    return (long) WORD.getAndAdd(this, delta) + delta;
  }

  /** Sets the waiting flag. */
  void flagWaiting() {
    WORD.getAndBitwiseOr(this, WAITING);
  }

  /** Clears the waiting flag. */
  void clearWaiting() {
    WORD.getAndBitwiseAnd(this, ~WAITING);
  }

  /** Sets the limit; what runs beyond it goes on until its task ends. */
  void setLimit(int limit) {
    for (; ; ) {
      long w = word;
      if (compareAndSet(w, (w & ~(FIELD << LIMIT_SHIFT)) | ((long) limit << LIMIT_SHIFT))) {
        return;
      }
    }
  }

  /** Raises the state to at least {@code state}; answers the word before the change. */
  long advanceTo(int state) {
    for (; ; ) {
      long w = word;
      if (state(w) >= state || compareAndSet(w, withState(w, state))) {
        return w;
      }
    }
  }

  static int running(long w) {
    return (int) (w & FIELD);
  }

  static int limit(long w) {
    return (int) ((w >>> LIMIT_SHIFT) & FIELD);
  }

  static int state(long w) {
    return (int) (w >>> STATE_SHIFT);
  }

  static boolean hasSearcher(long w) {
    return (w & SEARCHERS) != 0;
  }

  static boolean hasIdler(long w) {
    return (w & IDLING) != 0;
  }

  static boolean hasWaiting(long w) {
    return (w & WAITING) != 0;
  }

  static boolean hasRoom(long w) {
    return running(w) < limit(w);
  }

  /** Whether more grants are in use than the limit allows, after it went down. */
  static boolean isOver(long w) {
    return running(w) > limit(w);
  }

  /** Whether a published record needs a new searcher: nobody searches and a grant is free. */
  static boolean wantsSearcher(long w) {
    return (w & SEARCHERS) == 0 && hasRoom(w);
  }

  static long withState(long w, int state) {
    return (w & ~(3L << STATE_SHIFT)) | ((long) state << STATE_SHIFT);
  }
}

/**
 * Keeps whatever lies before the word off its cache lines (128 bytes: the prefetcher takes pairs).
 */
abstract class AdmissionWordHead {
  long h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15;
}

/** Holds the word alone. */
abstract class AdmissionWordValue extends AdmissionWordHead {
  volatile long word;
}

/** Keeps whatever follows the word off its cache lines. */
abstract class AdmissionWordTail extends AdmissionWordValue {
  long t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15;
}
