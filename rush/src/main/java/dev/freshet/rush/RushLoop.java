package dev.freshet.rush;

import com.sun.management.ThreadMXBean;
import dev.freshet.host.Gate;
import dev.freshet.host.GateError;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the connections of one event loop: gate, first burst, closed loop per connection, retries,
 * deadlines.
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
 * <p>Confined to its event loop, apart from the constructor.
 */
final class RushLoop {
  /**
   * Deadlines are seconds long, pauses 5 ms at least: a tick of 5 ms (200 a second, each
   * O(connections)) is fine enough for both.
   */
  static final int TICK_MILLIS = 5;

  /**
   * How long answers are waited for after a stop: many times a healthy answer, short enough for
   * someone who pressed Ctrl-C.
   */
  static final long GRACE_NANOS = 1_000_000_000L;

  /**
   * Before the gate's spin window, in ns: late enough for stragglers, with a timer's error left.
   */
  private static final long LAST_CALL_NANOS = 3_000_000L;

  private static final ThreadMXBean THREADS =
      (ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();

  final RushPlan plan;
  final Slot[] slots;
  final byte[] scratch = new byte[ReceiveBuffer.BYTES];
  final Dialer dialer;
  private final Slot[] order;
  private final Slot[] idle;
  private int idleCount;
  private final RetryHeap parked = new RetryHeap();
  private final RequestSource probe;
  private final Pauses pauses;

  private @Nullable Campaign campaign;
  private @Nullable Proving proving;
  private java.util.concurrent.@Nullable ScheduledFuture<?> ticking;
  private long nextExpiry;
  private @Nullable Gate gate;
  private boolean keepsAlive = true;

  /** Set by any thread; read by the loop when the gate opens, and before that nothing is sent. */
  private volatile boolean stopRequested;

  RushLoop(RushPlan plan, int firstNumber, int count, Wiring wiring, long seed) {
    this.plan = plan;
    this.pauses = new Pauses(seed);
    slots = new Slot[count];
    for (int i = 0; i < count; i++) {
      slots[i] = new Slot(firstNumber + i, plan);
    }
    order = slots.clone();
    idle = new Slot[count];
    probe = new RequestSource.Repeated(plan.probe);
    dialer = new Dialer(this, wiring, pauses);
  }

  // ---- arming and proving
  // ----------------------------------------------------------------------------------------------

  /**
   * Connects every slot and has a probe answered on each; completes with null, or with the line
   * that says why not.
   */
  CompletableFuture<@Nullable String> arm() {
    Proving all = new Proving(this, true);
    proving = all;
    all.begin();
    return all.done.thenApply(
        why -> {
          proving = null;
          return why;
        });
  }

  /**
   * Proves every connection once more and replaces dead ones; completes with how many were proven.
   */
  CompletableFuture<Integer> proveAgain() {
    Proving all = new Proving(this, false);
    proving = all;
    all.begin();
    return all.done.thenApply(why -> provenNow());
  }

  /** Ends a proving that takes too long; what is not proven by now stays so. */
  void endProving() {
    if (proving != null) {
      proving.cutShort();
      proving = null;
    }
  }

  int provenNow() {
    int proven = 0;
    for (Slot slot : slots) {
      proven += slot.proven ? 1 : 0;
    }
    return proven;
  }

  boolean keepsAlive() {
    return keepsAlive;
  }

  void sendProbe(Slot slot) {
    slot.request = Slot.PROBE;
    slot.attempt = 1;
    slot.deadline = System.nanoTime() + Proving.TIMEOUT_NANOS;
    probe.load(0, slot.frame);
    try {
      slot.transmit();
    } catch (IOException e) {
      broken(slot, "closed the connection before the probe was sent");
    }
  }

  /** On the loop thread: measures how well the gate works here. */
  GateError rehearse(int rounds) {
    Gate fresh = Gate.calibrate();
    gate = fresh;
    return fresh.rehearse(rounds);
  }

  long spinWindowNanos() {
    return gate == null ? 0 : gate.spinWindowNanos();
  }

  /**
   * The farthest connection first, so that the nearer ones' head start does not add to the spread
   * of arrivals.
   */
  void orderByRoundTrip() {
    Arrays.sort(order, Comparator.comparingLong((Slot slot) -> slot.rttNanos).reversed());
  }

  // ---- firing
  // --------------------------------------------------------------------------------------------------------------

  /**
   * Waits for T0 on this very thread, then fires; nothing is allocated in between.
   *
   * <p>While the gate holds the thread no answer can be read. So as long as probes are under way,
   * the gate is entered as late as its spin window allows: a connection that is busy at T0 misses
   * it.
   */
  void awaitAndIgnite(Campaign run, long t0) {
    if (anyUnderWay() && t0 - System.nanoTime() > spinWindowNanos() + LAST_CALL_NANOS) {
      Runnable again = Loops.guarded(() -> awaitAndIgnite(run, t0), run.ended);
      var _ = dialer.wiring.loop().schedule(again, 1, TimeUnit.MILLISECONDS);
      return;
    }
    endProving();
    endRehearsal();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    Gate here = gate;
    long exit = here == null ? System.nanoTime() : here.await(t0);
    if (stopRequested) {
      run.t0 = t0;
      run.exhausted = true;
      run.ended.complete(null);
      return;
    }
    ignite(run, t0, exit);
    run.allocatedInBurst = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    startTicking();
    endIfDone(run, run.lastWrite);
  }

  private boolean anyUnderWay() {
    for (Slot slot : slots) {
      if (slot.state == Slot.State.BUSY || slot.state == Slot.State.CONNECTING) {
        return true;
      }
    }
    return false;
  }

  /** A rehearsed burst that is still waiting for answers makes way; those will count as probes. */
  private void endRehearsal() {
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

  /**
   * Writes the first request of every connection, back to back; nothing is allocated until the last
   * one is written.
   */
  private void ignite(Campaign run, long t0, long gateExit) {
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
      broken(slot, "closed the connection");
    }
  }

  /** Gives a free slot something to do, or lists it as idle. */
  private void feed(Slot slot, long now) {
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

  // ---- what the links report
  // -------------------------------------------------------------------------------------------

  void opened(Link link) {
    Slot slot = link.slot;
    slot.link = link;
    slot.state = Slot.State.IDLE;
    slot.request = Slot.NONE;
    slot.proven = false;
    dialer.succeeded();
    Campaign run = campaign;
    if (run != null) {
      run.reconnects++;
    }
    if (proving != null) {
      proving.opened(slot);
    } else {
      feed(slot, System.nanoTime());
    }
  }

  void received(Link link, byte[] bytes, int count) {
    Slot slot = link.slot;
    if (slot.link != link) {
      return;
    }
    if (slot.request == Slot.NONE) {
      // Bytes nobody asked for, such as a 408 before an idle connection is closed: the connection
      // cannot be used any more.
      broken(slot, "sent an answer without a question");
      return;
    }
    long now = System.nanoTime();
    if (slot.firstByte == 0) {
      slot.firstByte = now;
    }
    ResponseScanner scanner = slot.scanner;
    int used = scanner.feed(bytes, 0, count);
    if (scanner.nonsense()) {
      nonsense(slot, now, Nonsense.describe(scanner.reason(), bytes, count));
    } else if (scanner.done()) {
      complete(slot, now, used < count);
    }
  }

  void closed(Link link) {
    Slot slot = link.slot;
    if (slot.link != link) {
      return;
    }
    if (slot.request != Slot.NONE && slot.scanner.endOfStream()) {
      complete(slot, System.nanoTime(), false);
    } else {
      broken(
          slot,
          slot.request != Slot.NONE && slot.scanner.begun()
              ? "closed the connection in the middle of its answer"
              : "closed the connection without an answer");
    }
  }

  void connectFailed(Slot slot, Throwable cause) {
    slot.state = Slot.State.CLOSED;
    slot.failures++;
    if (proving != null && proving.connectFailed(slot, cause)) {
      return;
    }
    dialer.failed(slot);
  }

  void crashed(Throwable cause) {
    Campaign run = campaign;
    if (proving != null) {
      proving.fail("internal: " + cause);
    } else if (run != null) {
      run.ended.completeExceptionally(cause);
    }
  }

  // ---- how attempts end
  // --------------------------------------------------------------------------------------------------

  private void complete(Slot slot, long now, boolean surplus) {
    ResponseScanner scanner = slot.scanner;
    boolean reusable = scanner.keepAlive() && !surplus;
    slot.failures = 0;
    if (slot.request == Slot.PROBE) {
      probeAnswered(slot, now, reusable);
      return;
    }
    Campaign run = campaign;
    if (run != null) {
      Outcome outcome = Outcome.ofStatus(scanner.status(), scanner.replayed());
      run.lastProgress = now;
      run.nonsenseInARow = 0;
      run.nonsense += surplus ? 1 : 0;
      attemptEnded(run, slot, outcome, now, now);
    }
    if (reusable) {
      slot.state = Slot.State.IDLE;
      feed(slot, now);
    } else {
      reopen(slot);
    }
  }

  private void probeAnswered(Slot slot, long now, boolean reusable) {
    slot.rttNanos = Math.min(slot.rttNanos, now - slot.written);
    slot.probed = true;
    slot.request = Slot.NONE;
    keepsAlive &= reusable;
    if (reusable) {
      slot.proven = true;
      slot.state = Slot.State.IDLE;
      if (proving != null) {
        proving.proven(slot);
      } else {
        feed(slot, now);
      }
    } else {
      reopen(slot);
    }
  }

  private void nonsense(Slot slot, long now, String what) {
    if (proving != null && slot.request == Slot.PROBE) {
      proving.fail("answers with something that is not HTTP: " + what);
      return;
    }
    Campaign run = campaign;
    if (run != null && slot.request >= 0) {
      run.nonsense++;
      run.nonsenseInARow++;
      attemptEnded(run, slot, Outcome.FAILED, 0, now);
      if (run.nonsenseInARow >= Math.max(10, 2 * slots.length)) {
        callOff(run, "answers with something that is not HTTP: " + what);
      }
    }
    slot.failures++;
    reopen(slot);
  }

  /** The connection is gone or useless; whatever it carried has got no answer. */
  private void broken(Slot slot, String how) {
    boolean probing = slot.request == Slot.PROBE;
    Campaign run = campaign;
    slot.failures++;
    if (run != null && slot.request >= 0) {
      attemptEnded(run, slot, Outcome.INDETERMINATE, 0, System.nanoTime());
    }
    slot.request = Slot.NONE;
    if (probing && proving != null && proving.broken(slot, how)) {
      drop(slot);
      return;
    }
    reopen(slot);
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

  private void drop(Slot slot) {
    Link old = slot.link;
    slot.link = null;
    slot.proven = false;
    slot.state = Slot.State.CLOSED;
    if (old != null) {
      old.close();
    }
  }

  private void reopen(Slot slot) {
    drop(slot);
    dialer.redial(slot);
  }

  // ---- the tick
  // ------------------------------------------------------------------------------------------------------------

  private void startTicking() {
    if (ticking == null) {
      ticking =
          dialer
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
        reopen(slot);
      } else if (slot.state == Slot.State.BUSY
          && slot.request == Slot.PROBE
          && slot.deadline - now <= 0) {
        broken(slot, "does not answer");
      }
    }
    if (nextExpiry - now <= 0 || run.stopping) {
      nextExpiry = now + 10L * TICK_MILLIS * 1_000_000L;
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
    stopRequested = true;
    dialer.wiring.loop().execute(this::stopHere);
  }

  private void stopHere() {
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
    dialer.close();
    campaign = null;
    proving = null;
    for (Slot slot : slots) {
      drop(slot);
      slot.releaseCopy();
    }
    dialer.wiring.receive().release();
  }
}
