package dev.freshet.cli.drill;

import dev.freshet.rush.History;
import dev.freshet.rush.Outcome;
import dev.freshet.rush.RushResult;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one rush that follow from its stamps; NaN is "not measured".
 *
 * <p>Immutable but for the arrays handed out, which are the caller's to read only.
 */
final class Figures {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final long decisions;
  private final double decisionsPerSecond;
  private final double durableAcceptsPerSecond;
  private final double soldOutAfterMs;
  private final double firstArrivalUs;
  private final boolean firstArrivalByMarket;
  private final double[] acceptMs;

  /**
   * Works the figures out.
   *
   * @param rush what the client stamped
   * @param soldOut whether nothing was left at the end
   * @param firstOrderNanos epoch nanoseconds at which the market received the first order of this
   *     rush, or null if it cannot tell
   */
  Figures(RushResult rush, boolean soldOut, @Nullable Long firstOrderNanos) {
    decisions =
        rush.count(Outcome.OK)
            + rush.count(Outcome.REPLAYED)
            + rush.count(Outcome.SOLD_OUT)
            + rush.count(Outcome.REFUSED);
    long t0 = rush.t0NanoTime();
    long span = rush.lastDecisionNanoTime() - t0;
    decisionsPerSecond =
        decisions == 0 || span <= 0 ? Double.NaN : decisions * NANOS_PER_SECOND / span;
    acceptMs = accepts(rush.history(), t0);
    durableAcceptsPerSecond = rate(acceptMs);
    soldOutAfterMs = soldOut && acceptMs.length > 0 ? acceptMs[acceptMs.length - 1] : Double.NaN;
    firstArrivalByMarket = firstOrderNanos != null;
    firstArrivalUs = firstArrival(rush, firstOrderNanos);
  }

  /** When accepting answers were there, in milliseconds from T0, ascending. */
  private static double[] accepts(History history, long t0) {
    double[] times = new double[history.size()];
    int found = 0;
    for (int row = 0; row < history.size(); row++) {
      Outcome outcome = history.outcome(row);
      if (outcome == Outcome.OK || outcome == Outcome.REPLAYED) {
        times[found++] = (history.lastByte(row) - t0) / NANOS_PER_MILLI;
      }
    }
    times = Arrays.copyOf(times, found);
    Arrays.sort(times);
    return times;
  }

  /** From the first to the last accept; one commit for all leaves no span to divide by. */
  private static double rate(double[] times) {
    double spanMs = times.length < 2 ? 0 : times[times.length - 1] - times[0];
    return spanMs <= 0 ? Double.NaN : times.length * 1e3 / spanMs;
  }

  private static double firstArrival(RushResult rush, @Nullable Long firstOrderNanos) {
    if (firstOrderNanos != null) {
      return (firstOrderNanos - rush.anchor().toEpochNanos(rush.t0NanoTime())) / 1e3;
    }
    return rush.firedGateErrorNanos() == 0 && rush.firstWriteAfterT0Nanos() == 0
        ? Double.NaN
        : rush.firstWriteAfterT0Nanos() / 1e3;
  }

  /** Requests that the market decided, one way or the other. */
  long decisions() {
    return decisions;
  }

  /** From T0 to the last decision. */
  double decisionsPerSecond() {
    return decisionsPerSecond;
  }

  /** From the first to the last accept. */
  double durableAcceptsPerSecond() {
    return durableAcceptsPerSecond;
  }

  /** From T0 to the accept of the last unit. */
  double soldOutAfterMs() {
    return soldOutAfterMs;
  }

  /** From T0 to the first order at the market, by its clock; else to the client's first write. */
  double firstArrivalUs() {
    return firstArrivalUs;
  }

  /** Whether {@link #firstArrivalUs} was stamped by the market. */
  boolean firstArrivalByMarket() {
    return firstArrivalByMarket;
  }

  /** Arrival of each accepting answer, ms after T0, ascending. */
  double[] acceptMs() {
    return acceptMs;
  }
}
