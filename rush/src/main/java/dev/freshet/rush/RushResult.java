package dev.freshet.rush;

import dev.freshet.host.ClockAnchor;
import dev.freshet.report.LatencySummary;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a rush did and how its requests ended.
 *
 * <pre>{@code
 * RushResult result = rush.fire(t0);
 * long undecided = result.count(Outcome.INDETERMINATE) + result.count(Outcome.UNSENT);
 * System.out.printf("p99 %.1f ms from the plan, %.1f ms from the write%n",
 *     result.response().p99Us() / 1e3, result.service().p99Us() / 1e3);
 * }</pre>
 *
 * <p><b>Response and service.</b> {@link #response} has one sample per request that was sent, from
 * its planned instant to its final answer: waiting for a connection, retries and time-outs are in
 * it, which makes it free of coordinated omission in a burst. {@link #service} has one sample per
 * attempt, from its write to its answer. A closed loop has no plan of its own; there, a request
 * counts as planned when its connection became free.
 *
 * <p><b>Thread safety.</b> Immutable. <b>Cost.</b> Every accessor is O(1).
 */
public final class RushResult {
  private final History history;
  private final byte @Nullable [] finals;
  private final long[] outcomes = new long[Outcome.kinds()];
  private final long[] attempts = new long[Outcome.kinds()];
  private final ClockAnchor anchor;
  private final long t0NanoTime;
  private final boolean interrupted;
  private final int connectionsProven;
  private final LatencySummary response;
  private final LatencySummary service;
  private final @Nullable String trouble;
  private long gateExit;
  private long firstWrite;
  private long lastWrite;
  private long lastDecision;
  private long endNanoTime;
  private long allocatedInBurst;
  private int nonsense;
  private int reconnects;

  RushResult(
      RushPlan plan,
      List<Campaign> parts,
      byte @Nullable [] finals,
      ClockAnchor anchor,
      long t0NanoTime,
      long endNanoTime,
      boolean interrupted,
      int connectionsProven) {
    this.finals = finals;
    this.anchor = anchor;
    this.t0NanoTime = t0NanoTime;
    this.endNanoTime = endNanoTime;
    this.interrupted = interrupted;
    this.connectionsProven = connectionsProven;
    List<Rows> rows = new ArrayList<>();
    Histogram responses = new Histogram(parts.getFirst().response);
    Histogram services = new Histogram(parts.getFirst().service);
    String why = null;
    lastDecision = t0NanoTime;
    for (Campaign part : parts) {
      if (part.rows != null) {
        rows.add(part.rows);
      }
      responses.add(part.response);
      services.add(part.service);
      for (int i = 0; i < outcomes.length; i++) {
        outcomes[i] += part.outcomes[i];
        attempts[i] += part.attempts[i];
      }
      why = why == null ? part.trouble : why;
      nonsense += part.nonsense;
      reconnects += part.reconnects;
      allocatedInBurst += part.allocatedInBurst;
      if (part.lastDecision != 0) {
        lastDecision = later(lastDecision, part.lastDecision);
      }
      if (part.gateExit != 0) {
        gateExit = gateExit == 0 ? part.gateExit : later(gateExit, part.gateExit);
      }
      if (part.firstWrite != 0) {
        firstWrite = firstWrite == 0 ? part.firstWrite : earlier(firstWrite, part.firstWrite);
        lastWrite = lastWrite == 0 ? part.lastWrite : later(lastWrite, part.lastWrite);
      }
    }
    if (plan.durationNanos == 0) {
      long settled = 0;
      for (long n : outcomes) {
        settled += n;
      }
      outcomes[Outcome.UNSENT.code()] += plan.count - settled;
    }
    history = new History(rows);
    response = LatencySummary.of(responses);
    service = LatencySummary.of(services);
    trouble = why;
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }

  /**
   * Every attempt.
   *
   * @return the rows; empty if the plan wanted no history
   */
  public History history() {
    return history;
  }

  /**
   * How a request of a burst ended.
   *
   * @param request the request's number
   * @return its final outcome
   * @throws IllegalStateException if the run was limited by a duration, which keeps counts only
   * @throws IndexOutOfBoundsException if there is no such request
   */
  public Outcome finalOutcome(int request) {
    if (finals == null) {
      throw new IllegalStateException("a run limited by a duration keeps no outcome per request");
    }
    return Outcome.of(finals[request]);
  }

  /**
   * How many requests ended so.
   *
   * @param outcome a final outcome
   * @return the count
   */
  public long count(Outcome outcome) {
    return outcomes[outcome.code()];
  }

  /**
   * How many attempts ended so.
   *
   * @param outcome an outcome of attempts
   * @return the count
   */
  public long attempts(Outcome outcome) {
    return attempts[outcome.code()];
  }

  /**
   * How many attempts there were.
   *
   * @return the count over all outcomes
   */
  public long attempts() {
    long sum = 0;
    for (long n : attempts) {
      sum += n;
    }
    return sum;
  }

  /**
   * How many requests were taken up or, in a burst, asked for.
   *
   * @return the count over all outcomes
   */
  public long requests() {
    long sum = 0;
    for (long n : outcomes) {
      sum += n;
    }
    return sum;
  }

  /**
   * The planned instant on the monotonic clock.
   *
   * @return a nanoTime
   */
  public long t0NanoTime() {
    return t0NanoTime;
  }

  /**
   * How late the gate let go, of the latest loop.
   *
   * @return ns after T0; 0 if nothing was fired
   */
  public long firedGateErrorNanos() {
    return gateExit == 0 ? 0 : gateExit - t0NanoTime;
  }

  /**
   * Wall clock against monotonic clock, taken again shortly before T0.
   *
   * @return the anchor
   */
  public ClockAnchor anchor() {
    return anchor;
  }

  /**
   * Whether the rush was stopped before its end.
   *
   * @return true after {@link Rush#stop}
   */
  public boolean interrupted() {
    return interrupted;
  }

  /**
   * From the first to the last write of the first request of each connection.
   *
   * @return ns; 0 if nothing was fired
   */
  public long sendSpreadNanos() {
    return lastWrite - firstWrite;
  }

  /**
   * From T0 to the first write.
   *
   * @return ns; 0 if nothing was fired
   */
  public long firstWriteAfterT0Nanos() {
    return firstWrite == 0 ? 0 : firstWrite - t0NanoTime;
  }

  /**
   * What the firing threads allocated from the opening of the gate to the last write of the first
   * burst.
   *
   * @return bytes of heap, 0 when all is well
   */
  public long allocatedInBurstBytes() {
    return allocatedInBurst;
  }

  /**
   * How often the target sent something that is no HTTP.
   *
   * @return the count
   */
  public int nonsense() {
    return nonsense;
  }

  /**
   * How often a connection was opened anew after T0.
   *
   * @return the count
   */
  public int reconnects() {
    return reconnects;
  }

  /**
   * Latency from the plan to the final answer, one sample per request.
   *
   * @return the summary
   */
  public LatencySummary response() {
    return response;
  }

  /**
   * Latency from the write to the answer, one sample per attempt.
   *
   * @return the summary
   */
  public LatencySummary service() {
    return service;
  }

  /**
   * How many connections answered a probe in the last moments before T0.
   *
   * @return the count
   */
  public int connectionsProven() {
    return connectionsProven;
  }

  /**
   * When the last request was decided.
   *
   * @return a nanoTime; T0 if none was
   */
  public long lastDecisionNanoTime() {
    return lastDecision;
  }

  /**
   * When the last request was settled.
   *
   * @return a nanoTime
   */
  public long endNanoTime() {
    return endNanoTime;
  }

  /**
   * Why the rush was called off before its end, if it was.
   *
   * @return one line about the target, or null
   */
  public @Nullable String trouble() {
    return trouble;
  }
}
