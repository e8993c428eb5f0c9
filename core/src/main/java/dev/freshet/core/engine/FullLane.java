package dev.freshet.core.engine;

import dev.freshet.core.Overflow;
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
  }

  /** Admits the item after all, or deals with it as the policy says. */
  void accept(Runnable item) {
    for (; ; ) {
      if (!engine.isOpen()) {
        throw refusal(item, "it is shut down");
      }
      if (overflow instanceof Overflow.Block block && !engine.isOwnWorker()) {
        Wait end = waitFor(item, block.timeoutNanos());
        if (end != Wait.ADMITTED) {
          throw refusal(item, end.why);
        }
        return;
      }
      if (engine.tryAdmit(item, false)) {
        return;
      }
      if (!engine.isOpen()) {
        continue;
      }
      switch (overflow) {
        case Overflow.Block _, Overflow.CallerRuns _ -> {
          runOnCaller(item);
          return;
        }
        case Overflow.Reject _ -> throw refusal(item, "its lane is full");
        case Overflow.DiscardOldest _ -> {
          @Nullable Object oldest = lane.pollVictim();
          if (oldest != null) {
            engine.discard(oldest);
          }
        }
        case Overflow.Fallback fallback -> {
          divert(item, fallback);
          return;
        }
      }
    }
  }

  /**
   * The same for a caller that has a time-out of its own and may be interrupted.
   *
   * @param nanos how long to wait, or {@link Long#MAX_VALUE}
   * @return false if there was no room in that time
   */
  boolean acceptWithin(TaskRecord<?> record, long nanos) throws InterruptedException {
    if (!(overflow instanceof Overflow.Block block) || engine.isOwnWorker()) {
      accept(record);
      return true;
    }
    Wait end = waitFor(record, Math.min(nanos, block.timeoutNanos()));
    switch (end) {
      case ADMITTED -> {
        return true;
      }
      case INTERRUPTED -> {
        record.release();
        Thread.interrupted();
        throw new InterruptedException("interrupted while waiting for room");
      }
      case LATE -> {
        if (nanos <= block.timeoutNanos()) {
          record.release();
          return false;
        }
      }
      case CLOSED -> {}
    }
    throw refusal(record, end.why);
  }

  /** How a wait for room ended. */
  private enum Wait {
    ADMITTED("it has room"),
    CLOSED("it is shut down"),
    INTERRUPTED("interrupted while waiting for room"),
    LATE("no room in its lane in time");

    private final String why;

    Wait(String why) {
      this.why = why;
    }
  }

  private Wait waitFor(Runnable item, long timeoutNanos) {
    if (lingerForRoom() && engine.tryAdmit(item, true)) {
      return Wait.ADMITTED;
    }
    long start = System.nanoTime();
    Turnstile.Ticket ticket = turnstile.enter();
    try {
      for (; ; ) {
        if (turnstile.isDue(ticket)) {
          turnstile.rearm(ticket);
          if (engine.tryAdmit(item, true)) {
            return Wait.ADMITTED;
          }
        }
        if (!engine.isOpen()) {
          return Wait.CLOSED;
        }
        if (Thread.currentThread().isInterrupted()) {
          return Wait.INTERRUPTED;
        }
        long left = timeoutNanos;
        if (timeoutNanos != Long.MAX_VALUE) {
          left -= System.nanoTime() - start;
          if (left <= 0) {
            return Wait.LATE;
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

  private void runOnCaller(Runnable item) {
    Tally tally = engine.tally();
    OutcomeSink sink = engine.outsideSink();
    tally.increment(Event.CALLER_RAN);
    if (item instanceof TaskRecord<?> record) {
      record.runOnCaller(sink);
      return;
    }
    try {
      item.run();
      sink.completed();
    } catch (Throwable t) {
      sink.failed();
      engine.report(item, t);
    }
  }

  private void divert(Runnable item, Overflow.Fallback fallback) {
    engine.tally().increment(Event.DIVERTED);
    if (item instanceof TaskRecord<?> record) {
      record.release();
    }
    fallback.handler().accept(PoolEngine.asGiven(item));
  }

  /** Counts a refusal and makes the exception for it. */
  RejectedExecutionException refusal(Runnable item, String why) {
    engine.tally().increment(Event.REJECTED);
    if (item instanceof TaskRecord<?> record) {
      record.release();
    }
    return new RejectedExecutionException(
        "pool " + engine.name() + " refuses a task: " + why + " " + engine);
  }
}
