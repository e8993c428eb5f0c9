package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lines or steps over a numeric axis: a still picture that answers to pointer and keyboard where
 * scripts run.
 *
 * <pre>{@code
 * LineChart.titled("Stock against accepted orders")
 *     .x(Axis.linear("time since T0", "ms")).y(Axis.linear("items", ""))
 *     .steps("stock left", Tone.SPECIAL, ms, left)
 *     .steps("accepted orders", ms, accepted)
 *     .horizontal("stock limit 1,000", 1_000)
 *     .build();
 * LineChart.titled("Knee")
 *     .whiskers("measured, median and 95 %", offered, median, low, high)
 *     .line("fitted", offered, fitted)
 *     .build();
 * LineChart.percentiles("Latency by percentile")
 *     .latency("response, from the plan", response)
 *     .latency("service, from the write", service)
 *     .build();
 * }</pre>
 *
 * <p>Points that are not finite, or not above zero on a logarithmic axis, are left out. More than
 * 2,000 points of a series are thinned out so that every extreme stays, and the report says so. The
 * chart is immutable and copies the arrays; its builder is for one thread.
 */
public final class LineChart {
  final String title;
  final String note;
  final Axis x;
  final Axis y;
  final boolean percentiles;
  final List<Line> lines;
  final List<Mark> horizontals;
  final List<Mark> verticals;

  private LineChart(Builder builder) {
    title = builder.title;
    note = builder.note;
    x = builder.x;
    y = builder.y;
    percentiles = builder.percentiles;
    lines = List.copyOf(builder.lines);
    horizontals = List.copyOf(builder.horizontals);
    verticals = List.copyOf(builder.verticals);
  }

  /**
   * Starts a chart.
   *
   * @param title what is seen
   * @return a builder with plain linear axes
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title, false);
  }

  /**
   * Starts a percentile plot: along x each further nine (90 %, 99 %, 99.9 %) gets the same room,
   * along y latency is logarithmic. Add series with {@link Builder#latency}.
   *
   * @param title what is seen
   * @return a builder for latency summaries
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder percentiles(String title) {
    return new Builder(title, true)
        .x(Axis.log("share of the requests that were at least as fast", ""))
        .y(Axis.log("latency", "µs"));
  }

  /** Collects the data of a {@link LineChart}; for one thread. */
  public static final class Builder {
    private final String title;
    private final boolean percentiles;
    private String note = "";
    private Axis x = Axis.linear("x", "");
    private Axis y = Axis.linear("y", "");
    private final List<Line> lines = new ArrayList<>();
    private final List<Mark> horizontals = new ArrayList<>();
    private final List<Mark> verticals = new ArrayList<>();

    private Builder(String title, boolean percentiles) {
      this.title = Args.text("title of a line chart", title);
      this.percentiles = percentiles;
    }

    /**
     * Sets the sentence under the title.
     *
     * @param sentence what is seen, in one or two sentences
     * @return this
     */
    public Builder note(String sentence) {
      note = Objects.requireNonNull(sentence, "note");
      return this;
    }

    /**
     * Sets the x axis.
     *
     * @param axis what runs along x
     * @return this
     */
    public Builder x(Axis axis) {
      x = Objects.requireNonNull(axis, "x");
      return this;
    }

    /**
     * Sets the y axis.
     *
     * @param axis what runs along y
     * @return this
     */
    public Builder y(Axis axis) {
      y = Objects.requireNonNull(axis, "y");
      return this;
    }

    /**
     * Adds a line in the next free tone.
     *
     * @param name name of the series
     * @param x places, not decreasing
     * @param y values, one for each place
     * @return this
     * @throws IllegalArgumentException if the name is blank, the lengths differ or x decreases
     */
    public Builder line(String name, double[] x, double[] y) {
      return add(name, null, false, x, y);
    }

    /**
     * Adds a line.
     *
     * @param name name of the series
     * @param tone its meaning
     * @param x places, not decreasing
     * @param y values, one for each place
     * @return this
     * @throws IllegalArgumentException if the name is blank, the lengths differ or x decreases
     */
    public Builder line(String name, Tone tone, double[] x, double[] y) {
      return add(name, Objects.requireNonNull(tone, "tone"), false, x, y);
    }

    /**
     * Adds steps, in the next free tone: each value holds until the next place, the last to the end
     * of the chart.
     *
     * @param name name of the series
     * @param x places, not decreasing
     * @param y values, one for each place
     * @return this
     * @throws IllegalArgumentException if the name is blank, the lengths differ or x decreases
     */
    public Builder steps(String name, double[] x, double[] y) {
      return add(name, null, true, x, y);
    }

    /**
     * Adds steps: each value holds until the next place, the last to the end of the chart.
     *
     * @param name name of the series
     * @param tone its meaning
     * @param x places, not decreasing
     * @param y values, one for each place
     * @return this
     * @throws IllegalArgumentException if the name is blank, the lengths differ or x decreases
     */
    public Builder steps(String name, Tone tone, double[] x, double[] y) {
      return add(name, Objects.requireNonNull(tone, "tone"), true, x, y);
    }

    /**
     * Adds measured points, each with its interval, in the next free tone; no line joins them. A
     * curve fitted to them is a {@link #line} of its own.
     *
     * @param name name of the series; it should say what the interval is
     * @param x places, not decreasing
     * @param median values, one for each place
     * @param low lower end of each interval
     * @param high upper end of each interval
     * @return this
     * @throws IllegalArgumentException if the name is blank, the lengths differ, x decreases, or a
     *     value lies outside its interval
     */
    public Builder whiskers(String name, double[] x, double[] median, double[] low, double[] high) {
      String what = series(name, x, median);
      Args.sameLength("low of " + what, x.length, low.length);
      Args.sameLength("high of " + what, x.length, high.length);
      for (int i = 0; i < x.length; i++) {
        if (median[i] < low[i] || median[i] > high[i]) {
          throw new IllegalArgumentException(
              "%s has %s at index %d, outside its interval from %s to %s"
                  .formatted(what, median[i], i, low[i], high[i]));
        }
      }
      lines.add(Line.whiskers(name, free(), x.clone(), median.clone(), low.clone(), high.clone()));
      return this;
    }

    /**
     * Adds the curve of a latency summary.
     *
     * @param name what was measured, such as "response, from the plan"
     * @param summary the percentiles
     * @return this
     * @throws IllegalStateException if the chart was not started with {@link #percentiles}
     * @throws IllegalArgumentException if the name is blank
     */
    public Builder latency(String name, LatencySummary summary) {
      if (!percentiles) {
        throw new IllegalStateException(
            "chart '" + title + "' shows no percentiles: start it with LineChart.percentiles");
      }
      int n = summary.curve().size();
      double most = summary.count();
      double[] inverse = new double[n];
      double[] us = new double[n];
      for (int i = 0; i < n; i++) {
        LatencySummary.Point point = summary.curve().get(i);
        // The largest of n values stands at 1 - 1/n: at infinity nobody would see it.
        double place = point.percentile() >= 100 ? most : 100 / (100 - point.percentile());
        inverse[i] = Math.min(place, most);
        us[i] = point.us();
      }
      return add(name, null, false, inverse, us);
    }

    private Builder add(String name, @Nullable Tone tone, boolean steps, double[] x, double[] y) {
      series(name, x, y);
      lines.add(Line.of(name, tone != null ? tone : free(), steps, x.clone(), y.clone()));
      return this;
    }

    private String series(String name, double[] x, double[] y) {
      Args.text("name of a series in chart '" + title + "'", name);
      String what = "series '" + name + "' in chart '" + title + "'";
      Args.sameLength(what, x.length, y.length);
      Args.notDecreasing("x of " + what, x);
      return what;
    }

    private Tone free() {
      return Tone.free(lines.stream().map(line -> line.tone).toList());
    }

    /**
     * Adds a horizontal reference line, such as a limit.
     *
     * @param label what it stands for
     * @param y where
     * @return this
     * @throws IllegalArgumentException if the label is blank or the place is not finite
     */
    public Builder horizontal(String label, double y) {
      horizontals.add(Mark.of(label, y));
      return this;
    }

    /**
     * Adds a vertical reference line, such as T0.
     *
     * @param label what it stands for
     * @param x where
     * @return this
     * @throws IllegalArgumentException if the label is blank or the place is not finite
     */
    public Builder vertical(String label, double x) {
      verticals.add(Mark.of(label, x));
      return this;
    }

    /**
     * Finishes the chart.
     *
     * @return the chart
     */
    public LineChart build() {
      return new LineChart(this);
    }
  }
}
