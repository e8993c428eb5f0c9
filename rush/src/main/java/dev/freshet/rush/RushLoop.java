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
 * Owns the connections of one event loop: proves them, holds the gate, and tells the {@link
 * Traffic} over them what the links report.
 *
 * <p>Confined to its event loop, apart from the constructor and {@link #stop}.
 */
final class RushLoop {
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
  private final RequestSource probe;
  private final Traffic traffic;

  private @Nullable Proving proving;
  private @Nullable Gate gate;
  private boolean keepsAlive = true;

  /** Set by any thread; read by the loop when the gate opens, and before that nothing is sent. */
  private volatile boolean stopRequested;

  RushLoop(RushPlan plan, int firstNumber, int count, Wiring wiring, long seed) {
    this.plan = plan;
    slots = new Slot[count];
    for (int i = 0; i < count; i++) {
      slots[i] = new Slot(firstNumber + i, plan);
    }
    order = slots.clone();
    probe = new RequestSource.Repeated(plan.probe);
    Pauses pauses = new Pauses(seed);
    dialer = new Dialer(this, wiring, pauses);
    traffic = new Traffic(this, slots, pauses);
  }

  // ---- arming and proving

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
    traffic.endRehearsal();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    Gate here = gate;
    long exit = here == null ? System.nanoTime() : here.await(t0);
    if (stopRequested) {
      run.t0 = t0;
      run.exhausted = true;
      run.ended.complete(null);
      return;
    }
    traffic.ignite(run, order, t0, exit);
    run.allocatedInBurst = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    traffic.ignited(run);
  }

  private boolean anyUnderWay() {
    for (Slot slot : slots) {
      if (slot.state == Slot.State.BUSY || slot.state == Slot.State.CONNECTING) {
        return true;
      }
    }
    return false;
  }

  // ---- what the links report

  void opened(Link link) {
    Slot slot = link.slot;
    slot.link = link;
    slot.state = Slot.State.IDLE;
    slot.request = Slot.NONE;
    slot.proven = false;
    dialer.succeeded();
    traffic.reopened();
    if (proving != null) {
      proving.opened(slot);
    } else {
      traffic.feed(slot, System.nanoTime());
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
    if (proving != null) {
      proving.fail("broke this client: " + cause);
    }
    traffic.crashed(cause);
  }

  // ---- how attempts end

  private void complete(Slot slot, long now, boolean surplus) {
    ResponseScanner scanner = slot.scanner;
    boolean reusable = scanner.keepAlive() && !surplus;
    slot.failures = 0;
    if (slot.request == Slot.PROBE) {
      probeAnswered(slot, now, reusable);
      return;
    }
    traffic.answered(slot, now, surplus);
    if (reusable) {
      slot.state = Slot.State.IDLE;
      traffic.feed(slot, now);
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
        traffic.feed(slot, now);
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
    traffic.nonsense(slot, now, what);
    slot.failures++;
    reopen(slot);
  }

  /** The connection is gone or useless; whatever it carried has got no answer. */
  void broken(Slot slot, String how) {
    boolean probing = slot.request == Slot.PROBE;
    slot.failures++;
    traffic.unanswered(slot);
    slot.request = Slot.NONE;
    if (probing && proving != null && proving.broken(slot, how)) {
      drop(slot);
      return;
    }
    reopen(slot);
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

  void reopen(Slot slot) {
    drop(slot);
    dialer.redial(slot);
  }

  // ---- the end

  /** From any thread. */
  void stop() {
    stopRequested = true;
    dialer.wiring.loop().execute(traffic::stop);
  }

  void close() {
    dialer.close();
    traffic.close();
    proving = null;
    for (Slot slot : slots) {
      drop(slot);
      slot.releaseCopy();
    }
    dialer.wiring.receive().release();
  }
}
