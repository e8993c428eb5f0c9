package dev.freshet.rush;

import dev.freshet.host.ClockAnchor;
import dev.freshet.host.GateError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fires many HTTP/1.1 requests at one instant over connections that were proven alive before, and
 * stamps every attempt.
 *
 * <pre>{@code
 * try (Rush rush = Rush.arm(plan)) {
 *   RushResult result = rush.fire(Instant.now().plusSeconds(2));
 *   System.out.println(result.count(Outcome.OK) + " answered");
 * }
 * }</pre>
 *
 * <h2>What happens when</h2>
 *
 * <ol>
 *   <li>{@link #arm}: connect, have a probe answered on every connection, warm the very code up
 *       that will fire, calibrate and rehearse the gate on the thread that owns the sockets.
 *   <li>T0 - 300 ms: every connection is proven once more; dead ones are replaced, so that no
 *       handshake falls behind T0.
 *   <li>T0 - 100 ms: the wall clock is read against the monotonic clock once more (a clock that is
 *       being slewed moves by up to 500 ppm).
 *   <li>T0 - 20 ms: the event loops enter the gate, which sleeps, then spins.
 *   <li>T0: each loop writes the first request of each of its connections back to back. From then
 *       on each connection sends its next request in the same event in which the last answer ended.
 * </ol>
 *
 * <p><b>Thread safety.</b> {@link #stop} may be called from any thread at any time, signal handlers
 * included; the rest belongs to one thread. A rush fires once. <b>Memory effects.</b> What the
 * loops recorded is visible to the thread that gets the result. <b>Cost.</b> One platform thread
 * per loop; O(1) and no allocation per request in steady state, history chunks apart.
 */
public final class Rush implements AutoCloseable {
  /**
   * Before T0, in ms: 200 probes take a few ms, a replaced connection two round trips. Earlier
   * where the target is slower.
   */
  private static final int PROVE_AHEAD_MILLIS = 300;

  /**
   * The last rehearsed burst, in ms before T0: near enough to find the code hot at T0, early enough
   * to be over when the gate is entered if probes took less than a quarter of it.
   */
  private static final int BURST_AHEAD_MILLIS = 50;

  private static final int ANCHOR_AHEAD_MILLIS = 100;

  /**
   * An event loop's own timer is late by up to a few ms on a busy machine; the gate wants to be
   * entered before its own sleep begins.
   */
  private static final int GATE_AHEAD_MILLIS = 20;

  /** Room for a garbage collection (tens of ms) before the proofs; without it there is none. */
  private static final int COLLECT_MILLIS = 400;

  /** Rows prepared ahead at most: 64 MB of them. More attempts grow the history while it runs. */
  private static final int MAX_PREPARED_ROWS = 1 << 20;

  /** Room prepared per expected attempt for kept bodies: half of what an accepted order takes. */
  private static final long BODY_BYTES_EXPECTED = 48;

  private static final long MILLI = 1_000_000L;

  private final RushPlan plan;
  private final Loops loops;
  private final ArmReport report;
  private final List<Campaign> campaigns = new ArrayList<>();
  private final byte @Nullable [] finals;
  private final AtomicBoolean fired = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Rush(RushPlan plan, Loops loops, ArmReport report) {
    this.plan = plan;
    this.loops = loops;
    this.report = report;
    AtomicInteger cursor = new AtomicInteger();
    if (plan.durationNanos == 0) {
      finals = new byte[plan.count];
      Arrays.fill(finals, (byte) Outcome.UNSENT.code());
    } else {
      finals = null;
    }
    int share =
        plan.durationNanos > 0
            ? 1
            : (int) Math.min(MAX_PREPARED_ROWS, (long) plan.count / plan.loops * 21 / 20 + 1000);
    for (int i = 0; i < plan.loops; i++) {
      Rows rows =
          plan.history
              ? new Rows(share, plan.captureBodies ? BODY_BYTES_EXPECTED * share : 0)
              : null;
      campaigns.add(
          new Campaign(
              plan.source,
              cursor,
              plan.count,
              plan.durationNanos,
              plan,
              plan.retryable,
              rows,
              finals));
    }
  }

  /**
   * Connects, proves, warms up and rehearses; takes about two seconds with the usual warm-up.
   *
   * @param plan what to send where
   * @return a rush ready to fire; close it
   * @throws RushException with one line, if the target cannot be connected to or does not answer a
   *     probe with HTTP
   */
  public static Rush arm(RushPlan plan) throws RushException {
    Loops loops = Loops.open(plan);
    boolean ready = false;
    try {
      long start = System.nanoTime();
      String why = loops.arm();
      if (why != null) {
        throw new RushException(plan.target + " " + why);
      }
      double connectMs = (System.nanoTime() - start) / 1e6;
      long warm = loops.warmUp();
      GateError rehearsal = loops.rehearse(plan.rehearsals);
      double[] roundTrips = loops.roundTripsUs();
      ArmReport report =
          new ArmReport(
              loops.transport(),
              plan.connections,
              loops.keepsAlive(),
              connectMs,
              warm,
              rehearsal,
              loops.spinWindowNanos(),
              ClockAnchor.take(),
              roundTrips[roundTrips.length / 2],
              roundTrips[roundTrips.length - 1]);
      Rush rush = new Rush(plan, loops, report);
      ready = true;
      return rush;
    } finally {
      if (!ready) {
        loops.close();
      }
    }
  }

  /**
   * What arming found out.
   *
   * @return the report
   */
  public ArmReport armed() {
    return report;
  }

  /**
   * Waits for T0, fires, and returns when every request has its final outcome, the target has been
   * silent for one deadline, or {@link #stop} was called.
   *
   * @param t0 the planned instant; more than half a second ahead leaves room for the proofs before
   *     it
   * @return what was done
   * @throws RushException if T0 has passed already or something broke inside
   * @throws InterruptedException if the calling thread is interrupted; the rush is stopped
   * @throws IllegalStateException if this rush has fired before
   */
  public RushResult fire(Instant t0) throws RushException, InterruptedException {
    if (!fired.compareAndSet(false, true)) {
      throw new IllegalStateException("a rush fires once; arm another");
    }
    long epochNanos =
        Math.addExact(Math.multiplyExact(t0.getEpochSecond(), 1_000_000_000L), t0.getNano());
    boolean rehearsable =
        report.keepsAlive()
            && plan.warmUpNanos > 0
            && report.probeRttMaxUs() < BURST_AHEAD_MILLIS * 250.0;
    ClockAnchor anchor = ClockAnchor.take();
    long due = anchor.toNanoTime(epochNanos);
    if (due - System.nanoTime() <= 0) {
      throw RushException.late(t0);
    }
    try {
      long roundTrip = Math.round(report.probeRttMaxUs() * 1_000);
      long proveAhead =
          Math.max(PROVE_AHEAD_MILLIS * MILLI, 2 * roundTrip + ANCHOR_AHEAD_MILLIS * MILLI);
      if (due - proveAhead - System.nanoTime() > COLLECT_MILLIS * MILLI) {
        sleepUntil(due - proveAhead - COLLECT_MILLIS * MILLI);
        System.gc(); // now, so that none falls into the burst: nothing is allocated there
      }
      sleepUntil(due - proveAhead);
      // A connection whose probe is still under way at T0 would miss it.
      boolean provable =
          due - System.nanoTime() > roundTrip + roundTrip / 2 + GATE_AHEAD_MILLIS * MILLI;
      CompletableFuture<Integer> proving = provable ? loops.proveAgain() : loops.proven();
      sleepUntil(due - ANCHOR_AHEAD_MILLIS * MILLI);
      anchor = ClockAnchor.take();
      due = anchor.toNanoTime(epochNanos);
      if (isStopped()) {
        return new RushResult(plan, campaigns, finals, anchor, due, System.nanoTime(), true, 0);
      }
      long rehearseAt = due - BURST_AHEAD_MILLIS * MILLI;
      if (rehearsable && rehearseAt - System.nanoTime() > 0) {
        loops.rehearseBurst(rehearseAt);
      }
      CompletableFuture<Void> ended = loops.fire(campaigns, due, due - GATE_AHEAD_MILLIS * MILLI);
      ended.get();
      int proven = proving.getNow(0);
      return new RushResult(
          plan, campaigns, finals, anchor, due, System.nanoTime(), isStopped(), proven);
    } catch (InterruptedException e) {
      stop();
      throw e;
    } catch (ExecutionException e) {
      throw new RushException("the rush broke off: " + e.getCause(), e);
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void sleepUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      var _ = stopped.await(left, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Stops firing; {@link #fire} then waits up to one second for the answers under way and returns
   * what was done. Does not block. Before T0, nothing is sent at all.
   */
  public void stop() {
    stopped.countDown();
    loops.stop();
  }

  /**
   * Closes every connection and ends the threads, within five seconds; stops a rush that is still
   * under way. Idempotent.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      stopped.countDown();
      loops.close();
    }
  }
}
