package dev.freshet.rush;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One loop's share of one run, the warm-up or the real one: what is left to send, and what became
 * of what was sent.
 *
 * <p>Confined to its loop from {@link Traffic#ignite} on; others may read it once {@link #ended} is
 * complete.
 */
final class Campaign {
  /**
   * Highest latency told apart, in ns: one hour, the longest deadline allowed. Beyond, samples
   * count as this.
   */
  private static final long MAX_LATENCY_NANOS = 3_600_000_000_000L;

  final RequestSource source;
  final AtomicInteger cursor;
  final int count;
  final long durationNanos;
  final long deadlineNanos;
  final boolean retryable;
  final @Nullable Rows rows;
  final byte @Nullable [] finals;

  final Histogram response = new Histogram(MAX_LATENCY_NANOS, 3);
  final Histogram service = new Histogram(MAX_LATENCY_NANOS, 3);
  final long[] outcomes = new long[Outcome.kinds()];
  final long[] attempts = new long[Outcome.kinds()];
  CompletableFuture<Void> ended = new CompletableFuture<>();

  long t0;
  long gateExit;
  long endsAt;
  long firstWrite;
  long lastWrite;
  long lastProgress;
  long lastDecision;
  long allocatedInBurst;

  /** Requests taken from the source and not yet settled. */
  int open;

  boolean exhausted;
  boolean stopping;
  long graceEndsAt;
  int nonsense;
  int nonsenseInARow;
  int reconnects;
  @Nullable String trouble;

  Campaign(
      RequestSource source,
      AtomicInteger cursor,
      int count,
      long durationNanos,
      RushPlan plan,
      boolean retryable,
      @Nullable Rows rows,
      byte @Nullable [] finals) {
    this.source = source;
    this.cursor = cursor;
    this.count = count;
    this.durationNanos = durationNanos;
    this.deadlineNanos = plan.deadlineNanos;
    this.retryable = retryable;
    this.rows = rows;
    this.finals = finals;
  }

  /** The next request never sent before; -1 if there is none. */
  int takeFresh(long now) {
    if (exhausted || runsOut(now)) {
      return -1;
    }
    int number = cursor.getAndIncrement();
    if (number >= count) {
      exhausted = true;
      return -1;
    }
    open++;
    return number;
  }

  /** Whether nothing is left to take; to be asked also when no connection is free to ask. */
  boolean runsOut(long now) {
    if (!exhausted && (cursor.get() >= count || (durationNanos > 0 && now - endsAt >= 0))) {
      exhausted = true;
    }
    return exhausted;
  }

  /** Counts one attempt; {@code lastByte} is 0 where the answer is not whole. */
  void attempted(
      Slot slot, Outcome outcome, int status, long lastByte, long now, ResponseScanner scanner) {
    attempts[outcome.code()]++;
    service.recordValue(latency(now - slot.written));
    if (rows != null) {
      rows.append(slot, lastByte, status, outcome, scanner);
    }
  }

  /** The final word on a request. */
  void settle(int request, Outcome last, boolean doubt, long planned, long now) {
    boolean undecided = last == Outcome.SHED || last == Outcome.CONFLICT || last == Outcome.UNSENT;
    // A later "not now" says nothing about an earlier attempt that may have been carried out.
    Outcome outcome = doubt && undecided ? Outcome.INDETERMINATE : last;
    outcomes[outcome.code()]++;
    if (finals != null) {
      finals[request] = (byte) outcome.code();
    }
    if (outcome != Outcome.UNSENT) {
      response.recordValue(latency(now - planned));
    }
    if (outcome.decided()) {
      lastDecision = now;
    }
    open--;
  }

  private static long latency(long nanos) {
    return Math.clamp(nanos, 0, MAX_LATENCY_NANOS);
  }

  /** Makes a rehearsal ready to run once more. */
  void rewind() {
    cursor.setPlain(0);
    if (rows != null) {
      rows.clear();
    }
    response.reset();
    service.reset();
    exhausted = false;
    ended = new CompletableFuture<>();
  }
}
