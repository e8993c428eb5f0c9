package dev.freshet.rush;

import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drives one run over the slots of a loop: who sends what next, how attempts end, what is sent
 * again, and when it is over.
 *
 * <h2>The path of a request</h2>
 *
 * A free slot takes a request (one that waits for another attempt and is due, else the next fresh
 * one), points its frame at the bytes and hands them to the kernel. The read event that completes
 * the answer settles or parks the request and, still in the same event, lets the slot take the next
 * one. Nobody else touches a slot, so there is no lock, no queue between threads and no hand-off.
 *
 * <h2>What may go wrong with an attempt</h2>
 *
 * <ul>
 *   <li>The kernel took nothing of it: the request waits for another connection; this counts as no
 *       attempt.
 *   <li>The connection broke, or the deadline passed: {@link Outcome#INDETERMINATE}. With a
 *       retryable plan the request is parked.
 *   <li>The answer is no HTTP: {@link Outcome#FAILED}, final, and the connection is replaced.
 * </ul>
 *
 * A parked request is not bound to a connection. Its deadline runs on, and whichever slot is free
 * when it is due sends it again. A slot never waits for a pause to pass: with 100,000 refused
 * requests and {@code Retry-After: 1}, waiting in place would take minutes.
 *
 * <h2>Deadlines</h2>
 *
 * One repeating tick of {@value #TICK_MILLIS} ms looks at the slots and the parked requests. No
 * timer per request: that would be an object each, and what ends at a deadline is late by seconds
 * already.
 *
 * <p>Confined to its event loop.
 */
final class Traffic {
  /**
   * Deadlines are seconds long, pauses 5 ms at least: a tick of 5 ms (200 a second, each
   * O(connections)) is fine enough for both.
   */
  static final int TICK_MILLIS = 5;

  /** Parked requests are searched for passed deadlines every 50 ms, in ns: O(parked) each time. */
  private static final long EXPIRY_NANOS = 50_000_000L;

  /**
   * How long answers are waited for after a stop: many times a healthy answer, short enough for
   * someone who pressed Ctrl-C.
   */
  static final long GRACE_NANOS = 1_000_000_000L;

  private final RushLoop owner;
  private final Slot[] slots;
  private final Slot[] idle;
  private int idleCount;
  private final RetryHeap parked = new RetryHeap();
  private final Pauses pauses;
  private @Nullable Campaign campaign;
  private @Nullable ScheduledFuture<?> ticking;
  private long nextExpiry;

  Traffic(RushLoop owner, Slot[] slots, Pauses pauses) {
    this.owner = owner;
    this.slots = slots;
    this.pauses = pauses;
    idle = new Slot[slots.length];
  }

  /**
   * Writes the first request of every connection, back to back; nothing is allocated until the last
   * one is written.
   */
  void ignite(Campaign run, Slot[] order, long t0, long gateExit) {
    campaign = run;
    run.t0 = t0;
    run.gateExit = gateExit;
    run.endsAt = t0 + run.durationNanos;
    run.lastProgress = t0;
    run.lastDecision = t0;
    long first = 0;
    for (Slot slot : order) {
      if (slot.state != Slot.State.IDLE) {
        continue;
      }
      int number = run.takeFresh(gateExit);
      if (number < 0) {
        list(slot);
        continue;
      }
      begin(run, slot, number, t0);
      if (first == 0) {
        first = slot.written;
      }
    }
    run.firstWrite = first;
    run.lastWrite = System.nanoTime();
  }

  /** After the burst: from here on things may be allocated. */
  void ignited(Campaign run) {
    startTicking();
    endIfDone(run, run.lastWrite);
  }

  /** A rehearsed burst that is still waiting for answers makes way; those will count as probes. */
  void endRehearsal() {
    Campaign rehearsal = campaign;
    if (rehearsal == null) {
      return;
    }
    campaign = null;
    parked.clear();
    for (Slot slot : slots) {
      if (slot.state == Slot.State.BUSY && slot.request >= 0) {
        slot.request = Slot.PROBE;
      }
    }
    rehearsal.ended.complete(null);
  }

  private void begin(Campaign run, Slot slot, int number, long planned) {
    slot.request = number;
    slot.attempt = 1;
    slot.planned = planned;
    slot.doubt = false;
    slot.deadline = 0;
    send(run, slot);
  }

  private void beginAgain(Campaign run, Slot slot) {
    slot.request = parked.request();
    slot.attempt = parked.attempt() + 1;
    slot.planned = parked.planned();
    slot.doubt = parked.doubt();
    slot.deadline = parked.deadline();
    parked.pop();
    send(run, slot);
  }

  private void send(Campaign run, Slot slot) {
    run.source.load(slot.request, slot.frame);
    slot.gateExit = run.gateExit;
    try {
      slot.transmit();
      if (slot.deadline == 0) {
        slot.deadline = slot.written + run.deadlineNanos;
      }
    } catch (IOException e) {
      // The kernel took nothing: the target cannot have seen it, so this is no attempt, and sending
      // it elsewhere is no retry.
      if (slot.deadline == 0) {
        slot.deadline = slot.written + run.deadlineNanos;
      }
      slot.attempt--;
      parked.push(slot.written, slot, Outcome.UNSENT, slot.doubt);
      slot.request = Slot.NONE;
      owner.broken(slot, "closed the connection");
    }
  }

  /** Gives a free slot something to do, or lists it as idle. */
  void feed(Slot slot, long now) {
    Campaign run = campaign;
    if (run == null) {
      list(slot);
      return;
    }
    while (!parked.isEmpty() && parked.due() - now <= 0) {
      if (parked.deadline() - now > 0) {
        beginAgain(run, slot);
        return;
      }
      giveUpFirstParked(run, now);
    }
    int number = run.takeFresh(now);
    if (number >= 0) {
      begin(run, slot, number, run.durationNanos == 0 ? run.t0 : now);
      return;
    }
    list(slot);
    endIfDone(run, now);
  }

  private void list(Slot slot) {
    if (!slot.listed) {
      slot.listed = true;
      idle[idleCount++] = slot;
    }
  }

  private @Nullable Slot takeIdle() {
    while (idleCount > 0) {
      Slot slot = idle[--idleCount];
      slot.listed = false;
      if (slot.state == Slot.State.IDLE) {
        return slot;
      }
    }
    return null;
  }

  /** A connection was opened; after T0, one that had broken. */
  void reopened() {
    Campaign run = campaign;
    if (run != null) {
      run.reconnects++;
    }
  }

  /** A whole answer; {@code surplus} says that more bytes came with it. */
  void answered(Slot slot, long now, boolean surplus) {
    Campaign run = campaign;
    if (run != null) {
      ResponseScanner scanner = slot.scanner;
      run.lastProgress = now;
      run.nonsenseInARow = 0;
      run.nonsense += surplus ? 1 : 0;
      attemptEnded(run, slot, Outcome.ofStatus(scanner.status(), scanner.replayed()), now, now);
    }
  }

  /** An answer that is no HTTP; a target that gives nothing else is left alone. */
  void nonsense(Slot slot, long now, String what) {
    Campaign run = campaign;
    if (run != null && slot.request >= 0) {
      run.nonsense++;
      run.nonsenseInARow++;
      attemptEnded(run, slot, Outcome.FAILED, 0, now);
      if (run.nonsenseInARow >= Math.max(10, 2 * slots.length)) {
        callOff(run, "answers with something that is not HTTP: " + what);
      }
    }
  }

  /** The slot's connection is gone, and no answer will come. */
  void unanswered(Slot slot) {
    Campaign run = campaign;
    if (run != null && slot.request >= 0) {
      attemptEnded(run, slot, Outcome.INDETERMINATE, 0, System.nanoTime());
    }
  }

  /** Something broke inside: whoever waits must hear of it. */
  void crashed(Throwable cause) {
    Campaign run = campaign;
    if (run != null) {
      run.ended.completeExceptionally(cause);
    }
  }

  private void attemptEnded(Campaign run, Slot slot, Outcome outcome, long lastByte, long now) {
    ResponseScanner scanner = slot.scanner;
    run.attempted(slot, outcome, lastByte == 0 ? 0 : scanner.status(), lastByte, now, scanner);
    boolean doubt = slot.doubt || outcome == Outcome.INDETERMINATE;
    boolean undecided =
        outcome == Outcome.INDETERMINATE || outcome == Outcome.SHED || outcome == Outcome.CONFLICT;
    if (undecided && run.retryable && !run.stopping) {
      long due =
          now
              + pauses.beforeRetry(
                  outcome, slot.attempt, lastByte != 0, scanner.retryAfterSeconds());
      if (due - slot.deadline < 0) {
        parked.push(due, slot, outcome, doubt);
        slot.request = Slot.NONE;
        return;
      }
    }
    run.settle(slot.request, outcome, slot.doubt, slot.planned, now);
    slot.request = Slot.NONE;
  }

  private void giveUpFirstParked(Campaign run, long now) {
    run.settle(parked.request(), parked.last(), parked.doubt(), parked.planned(), now);
    parked.pop();
  }

  private void startTicking() {
    if (ticking == null) {
      ticking =
          owner
              .dialer
              .wiring
              .loop()
              .scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    Campaign run = campaign;
    if (run == null) {
      return;
    }
    try {
      tick(run);
    } catch (RuntimeException | Error e) {
      crashed(
          e); // or the rush would wait for ever: a repeating task that throws is dropped in silence
    }
  }

  private void tick(Campaign run) {
    long now = System.nanoTime();
    for (Slot slot : slots) {
      boolean waiting = slot.state == Slot.State.BUSY && slot.request >= 0;
      if (waiting && (slot.deadline - now <= 0 || (run.stopping && run.graceEndsAt - now <= 0))) {
        attemptEnded(run, slot, Outcome.INDETERMINATE, 0, now);
        owner.reopen(slot);
      } else if (slot.state == Slot.State.BUSY
          && slot.request == Slot.PROBE
          && slot.deadline - now <= 0) {
        owner.broken(slot, "does not answer");
      }
    }
    if (nextExpiry - now <= 0 || run.stopping) {
      nextExpiry = now + EXPIRY_NANOS;
      while (parked.surfaceExpired(now)) {
        giveUpFirstParked(run, now);
      }
    }
    if (!run.runsOut(now) && now - run.lastProgress >= run.deadlineNanos) {
      callOff(
          run, "gave no answer for " + TimeUnit.NANOSECONDS.toMillis(run.deadlineNanos) + " ms");
    }
    while (!parked.isEmpty() && parked.due() - now <= 0) {
      Slot slot = takeIdle();
      if (slot == null) {
        break;
      }
      feed(slot, now);
    }
    endIfDone(run, now);
  }

  private static void callOff(Campaign run, String why) {
    run.exhausted = true;
    if (run.trouble == null) {
      run.trouble = why;
    }
  }

  private void endIfDone(Campaign run, long now) {
    if (run == campaign && run.runsOut(now) && run.open == 0) {
      campaign = null;
      if (ticking != null) {
        ticking.cancel(false);
        ticking = null;
      }
      run.ended.complete(null);
    }
  }

  /**
   * Sends nothing new; parked requests keep their last outcome, those in flight get {@link
   * #GRACE_NANOS}.
   */
  void stop() {
    Campaign run = campaign;
    if (run == null || run.stopping) {
      return;
    }
    long now = System.nanoTime();
    run.stopping = true;
    run.exhausted = true;
    run.graceEndsAt = now + GRACE_NANOS;
    while (!parked.isEmpty()) {
      giveUpFirstParked(run, now);
    }
    endIfDone(run, now);
  }

  void close() {
    campaign = null;
  }
}
