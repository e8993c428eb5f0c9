package dev.freshet.cli.drill;

import dev.freshet.report.Axis;
import dev.freshet.report.ColumnChart;
import dev.freshet.report.LineChart;
import dev.freshet.report.Raster;
import dev.freshet.report.Tone;
import dev.freshet.rush.History;
import dev.freshet.rush.Outcome;
import java.util.Arrays;

/** Turns the stamps of a rush into the pictures of its report. */
final class DrillPictures {
  /** Columns of the timeline: wide enough to be seen, narrow enough to show a crash of a second. */
  private static final int BINS = 60;

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final DrillResult result;
  private final History history;
  private final long t0;

  DrillPictures(DrillResult result) {
    this.result = result;
    this.history = result.rush().history();
    this.t0 = result.rush().t0NanoTime();
  }

  /** When the first request of each connection was written and its answer began. */
  Raster arrivals() {
    int connections = result.settings().connections();
    double[] written = new double[connections];
    double[] answered = new double[connections];
    Arrays.fill(written, Double.NaN);
    Arrays.fill(answered, Double.NaN);
    for (int row = 0; row < history.size(); row++) {
      int connection = history.connection(row);
      double at = (history.written(row) - t0) / NANOS_PER_MICRO;
      // NaN compares false: the first row of a connection always enters.
      if (history.written(row) != 0 && !(at >= written[connection])) {
        written[connection] = at;
        answered[connection] =
            history.firstByte(row) == 0
                ? Double.NaN
                : (history.firstByte(row) - t0) / NANOS_PER_MICRO;
      }
    }
    return Raster.titled("Arrivals around T0")
        .note(
            "The first request of each connection: when it was handed to the kernel, and when its answer began.")
        .events("written", written)
        .events("first byte back", answered)
        .build();
  }

  /** Stock falling, accepted orders rising, as the clients saw it. */
  LineChart stock() {
    double[] accepts = result.figures().acceptMs();
    double[] x = new double[accepts.length + 1];
    double[] accepted = new double[x.length];
    double[] left = new double[x.length];
    left[0] = (double) result.terms().stock();
    for (int i = 0; i < accepts.length; i++) {
      x[i + 1] = Math.max(0, accepts[i]);
      accepted[i + 1] = i + 1.0;
      left[i + 1] = result.terms().stock() - (i + 1.0);
    }
    return LineChart.titled("Stock against accepted orders")
        .note(
            "Each step is an accepting answer in the hands of a client; accepted orders must never pass the stock.")
        .x(Axis.linear("time since T0", "ms"))
        .y(Axis.linear("units", ""))
        .steps("stock left", Tone.SPECIAL, x, left)
        .steps("accepted orders", Tone.GOOD, x, accepted)
        .horizontal("stock %,d".formatted(result.terms().stock()), (double) result.terms().stock())
        .vertical("T0", 0)
        .build();
  }

  /** Answers per slice of time. */
  ColumnChart outcomes() {
    double lastMs = 1;
    for (int row = 0; row < history.size(); row++) {
      lastMs = Math.max(lastMs, endMs(row));
    }
    double width = lastMs / BINS;
    double[] edges = new double[BINS + 1];
    for (int i = 0; i <= BINS; i++) {
      edges[i] = i * width;
    }
    long[] bought = new long[BINS];
    long[] soldOut = new long[BINS];
    long[] open = new long[BINS];
    long[] others = new long[BINS];
    for (int row = 0; row < history.size(); row++) {
      int bin = Math.clamp((long) (endMs(row) / width), 0, BINS - 1);
      switch (history.outcome(row)) {
        case OK, REPLAYED -> bought[bin]++;
        case SOLD_OUT -> soldOut[bin]++;
        case INDETERMINATE, FAILED -> open[bin]++;
        case SHED, CONFLICT, REFUSED -> others[bin]++;
        case UNSENT -> {}
      }
    }
    return ColumnChart.titled("Outcomes over time")
        .note("Attempts by the time at which they ended; retries count each time.")
        .x(Axis.linear("time since T0", "ms"))
        .y(Axis.linear("attempts per %.3g ms".formatted(width), ""))
        .edges(edges)
        .columns("bought", Tone.GOOD, bought)
        .columns("sold out", Tone.NEUTRAL, soldOut)
        .columns("shed, conflict or refused", Tone.ACCENT, others)
        .columns("left open", Tone.BAD, open)
        .build();
  }

  private double endMs(int row) {
    long end = history.lastByte(row) == 0 ? history.written(row) : history.lastByte(row);
    return history.outcome(row) == Outcome.UNSENT || end == 0
        ? 0
        : Math.max(0, (end - t0) / NANOS_PER_MILLI);
  }
}
