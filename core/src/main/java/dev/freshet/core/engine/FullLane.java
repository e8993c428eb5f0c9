package dev.freshet.core.engine;

import dev.freshet.core.Overflow;
import dev.freshet.core.Refusal;
import dev.freshet.core.engine.Tally.Event;
import dev.freshet.core.lane.Lane;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a task that found the lane full or submitters waiting: the overflow policy.
 *
 * <p>Safe for all threads.
 */
final class FullLane {
  /*
   * A submitter's linger
   * --------------------
   * When producers are a little faster than the workers, a producer meets the full lane all the
   * time. Parked at once, it is woken for each place that comes free, at five to ten microseconds of
   * work for both sides. So a platform thread first waits a few microseconds for a batch of places
   * (the mirror image of the worker's linger). If that did not help it skips the next lingers, twice
   * as many each time up to 64, so that behind slow tasks nearly every submitter parks at once.
   * Virtual threads never linger: they would keep the carrier that the workers need.
   *
   * While it lingers a submitter is one more running thread than the workers need. Where more
   * threads run than there are processors it should give way, but a yield may cost a whole slice of
   * the operating system, a millisecond or more, in which a small lane runs dry. So it yields at a
   * lane that holds a slice's work of the shortest tasks and spins at a smaller one.
   *
   * Those who wait come first
   * -------------------------
   * Under any policy there may be submitters that wait, with a patience of their own. While one of
   * them was not yet told to look for room, others that would not wait find the pool full, or a
   * stream of them could starve it. Excepted are those that make the room they take, under the
   * discard-oldest policy, and the pool's own workers under the blocking one.
   *
   * The pool's own workers
   * ----------------------
   * A task that submits into the full lane of its own pool must not block: at limit 1 it would wait
   * for itself. Under the blocking policy it runs the new task itself.
   */

  /** Longest linger of a submitter, in nanoseconds: about two wake-ups of a platform thread. */
  private static final long LINGER_NANOS = 20_000;

  /** Places that end a linger: some 20 microseconds of no-op tasks. */
  private static final int LINGER_BATCH = 1024;

  /** Pauses (20 ns each) between two looks at the lane. */
  private static final int LINGER_SPINS = 20;

  /**
   * Places from which a lingering submitter yields: a millisecond of 20 ns tasks at least. Two
   * submitters on two processors shared with other programs, no-op tasks, median of six rounds: 41
   * ns a task with yields against 116 without (65,536 places); but 5 microsecond tasks and 16
   * places: 17 microseconds a task with yields against 7.5 without.
   */
  private static final int YIELD_FROM = 49_152;

  /** Most lingers skipped after failures. */
  private static final int MAX_SKIPS = 64;

  private final PoolEngine engine;
  private final AdmissionWord admission;
  private final Lane lane;
  private final Turnstile turnstile;
  private final Overflow overflow;
  private final boolean lingers;
  private final boolean yields;
  private final boolean bypasses;

  // Hints, written racily by any submitter: a lost update costs or saves one linger.
  private int skips;
  private int penalty;

  FullLane(PoolEngine engine, Overflow overflow, boolean lingers) {
    this.engine = engine;
    this.admission = engine.admission();
    this.lane = engine.lane();
    this.turnstile = engine.turnstile();
    this.overflow = overflow;
    this.lingers = lingers;
    this.yields = lane.capacity() >= YIELD_FROM;
    this.bypasses =
        overflow instanceof Overflow.DiscardOldest || overflow instanceof Overflow.Block;
  }

  /** Admits the item after all, or deals with it as the policy says. */
  void accept(Object item) {
    Refusal why = place(item);
    if (why != null) {
      throw refusal(item, why);
    }
  }

  /**
   * The same without an exception.
   *
   * @return why the policy refuses the item, which is not counted yet; null if it does not
   */
  @Nullable Refusal place(Object item) {
    for (; ; ) {
      if (!engine.isOpen()) {
        return Refusal.SHUT_DOWN;
      }
      if (overflow instanceof Overflow.Block block && !engine.isOwnWorker()) {
        return waitFor(item, block.timeoutNanos());
      }
      if ((bypasses || !isReserved()) && engine.tryAdmit(item, false)) {
        return null;
      }
      if (!engine.isOpen()) {
        continue;
      }
      switch (overflow) {
        case Overflow.Block _, Overflow.CallerRuns _ -> {
          runOnCaller(item);
          return null;
        }
        case Overflow.Reject _ -> {
          return Refusal.LANE_FULL;
        }
        case Overflow.DiscardOldest _ -> {
          @Nullable Object oldest = lane.pollVictim();
          if (oldest != null) {
            engine.discard(oldest);
          }
        }
        case Overflow.Fallback fallback -> {
          divert(item, fallback);
          return null;
        }
      }
    }
  }

  /** Whether the next place belongs to a submitter that waits. */
  private boolean isReserved() {
    return AdmissionWord.hasWaiting(admission.get());
  }

  /**
   * Admits the item if there is room now, whatever the policy.
   *
   * @return why not; null if it was admitted
   */
  @Nullable Refusal tryPlace(Object item) {
    if (!isReserved() && engine.tryAdmit(item, false)) {
      return null;
    }
    return engine.isOpen() ? Refusal.LANE_FULL : Refusal.SHUT_DOWN;
  }

  /**
   * Admits the item, if need be after a wait, whatever the policy.
   *
   * @param nanos how long to wait, or {@link Long#MAX_VALUE}
   * @return why not; null if it was admitted
   */
  @Nullable Refusal tryPlace(Object item, long nanos) {
    Refusal why = tryPlace(item);
    return why != Refusal.LANE_FULL || nanos <= 0 || engine.isOwnWorker()
        ? why
        : waitFor(item, nanos);
  }

  /**
   * As {@link #accept} for a caller that has a time-out of its own and may be interrupted.
   *
   * @param nanos how long to wait, or {@link Long#MAX_VALUE}
   * @return false if there was no room in that time
   */
  boolean acceptWithin(TaskRecord<?> record, long nanos) throws InterruptedException {
    if (!(overflow instanceof Overflow.Block block) || engine.isOwnWorker()) {
      accept(record);
      return true;
    }
    Refusal why = waitFor(record, Math.min(nanos, block.timeoutNanos()));
    if (why == null) {
      return true;
    }
    if (why == Refusal.INTERRUPTED) {
      record.release();
      Thread.interrupted();
      throw new InterruptedException(why.text());
    }
    if (why == Refusal.TIMED_OUT && nanos <= block.timeoutNanos()) {
      record.release();
      return false;
    }
    throw refusal(record, why);
  }

  /** Waits for room, but not longer than the item's deadline; answers why there was none. */
  private @Nullable Refusal waitFor(Object item, long timeoutNanos) {
    if (lingerForRoom() && engine.tryAdmit(item, true)) {
      return null;
    }
    long untilDeadline = OptionRecord.leftFor(item);
    long nanos = Math.min(timeoutNanos, untilDeadline);
    long start = System.nanoTime();
    Turnstile.Ticket ticket = turnstile.enter();
    try {
      for (; ; ) {
        if (turnstile.isDue(ticket)) {
          turnstile.rearm(ticket);
          if (engine.tryAdmit(item, true)) {
            return null;
          }
        }
        if (!engine.isOpen()) {
          return Refusal.SHUT_DOWN;
        }
        if (Thread.currentThread().isInterrupted()) {
          return Refusal.INTERRUPTED;
        }
        long left = nanos;
        if (nanos != Long.MAX_VALUE) {
          left -= System.nanoTime() - start;
          if (left <= 0) {
            return untilDeadline < timeoutNanos ? Refusal.EXPIRED : Refusal.TIMED_OUT;
          }
        }
        turnstile.await(ticket, left);
      }
    } finally {
      turnstile.leave(ticket);
      long w = admission.get();
      if (AdmissionWord.hasWaiting(w) && (AdmissionWord.hasRoom(w) || lane.hasRoom())) {
        turnstile.signalOne();
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // correctness does not rest on the yield
  private boolean lingerForRoom() {
    if (!lingers
        || AdmissionWord.hasWaiting(admission.get())
        || Thread.currentThread().isVirtual()) {
      return false;
    }
    if (skips > 0) {
      skips--;
      return false;
    }
    int enough = lane.capacity() - Math.min(LINGER_BATCH, (lane.capacity() + 1) / 2);
    long start = System.nanoTime();
    do {
      if (yields) {
        Thread.yield();
      } else {
        for (int i = 0; i < LINGER_SPINS; i++) {
          Thread.onSpinWait();
        }
      }
    } while (lane.size() > enough && System.nanoTime() - start < LINGER_NANOS);
    if (lane.hasRoom()) {
      penalty = 0;
      return true;
    }
    penalty = Math.min(MAX_SKIPS, penalty * 2 + 1);
    skips = penalty;
    return false;
  }

  private void runOnCaller(Object item) {
    Tally tally = engine.tally();
    OutcomeSink sink = engine.outsideSink();
    tally.increment(Event.CALLER_RAN);
    if (item instanceof TaskRecord<?> record) {
      if (!record.runOnCaller(sink)) {
        tally.increment(Event.TOMBSTONE_MET); // its deadline had passed
      }
      return;
    }
    try {
      engine.asGiven(item).run();
      sink.completed();
    } catch (Throwable t) {
      sink.failed();
      engine.report(item, t);
    }
  }

  private void divert(Object item, Overflow.Fallback fallback) {
    engine.tally().increment(Event.DIVERTED);
    if (item instanceof TaskRecord<?> record) {
      record.release();
    }
    fallback.handler().accept(engine.asGiven(item));
  }

  /** Counts a refusal and tells of it. */
  void countRefused(Object item, Refusal why) {
    engine.tally().increment(Event.REJECTED);
    @Nullable String name = item instanceof TaskRecord<?> record ? record.name() : null;
    engine.figures().notices().refused(why, name);
  }

  /** Counts a refusal and makes the exception for it. */
  private RejectedExecutionException refusal(Object item, Refusal why) {
    countRefused(item, why);
    if (item instanceof TaskRecord<?> record) {
      record.release();
    }
    return new RejectedExecutionException(message("a task", why));
  }

  /** What the exception for a refusal says. */
  String message(String what, Refusal why) {
    return "pool " + engine.name() + " refuses " + what + ": " + why.text() + " " + engine;
  }
}
