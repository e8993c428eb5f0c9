package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A few named values of one unit as horizontal bars, each with its value at the end.
 *
 * <pre>{@code
 * BarChart.titled("Gate error").unit("µs")
 *     .bar("p50", 0.4).bar("p99", 3.1).bar("max", 41)
 *     .bar("fired", Tone.SPECIAL, 1.9)
 *     .limit("bar of the drill: 50 µs", 50)
 *     .build();
 * }</pre>
 *
 * <p>A value that is not finite reads "not measured". The chart is immutable; its builder is for
 * one thread.
 */
public final class BarChart {
  final String title;
  final String note;
  final String unit;
  final List<Bar> bars;
  final List<Mark> limits;

  private BarChart(Builder builder) {
    title = builder.title;
    note = builder.note;
    unit = builder.unit;
    bars = List.copyOf(builder.bars);
    limits = List.copyOf(builder.limits);
  }

  /** One bar. */
  record Bar(String name, Tone tone, double value) {}

  /**
   * Starts a chart.
   *
   * @param title what is seen
   * @return a builder
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the data of a {@link BarChart}; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private String unit = "";
    private final List<Bar> bars = new ArrayList<>();
    private final List<Mark> limits = new ArrayList<>();

    private Builder(String title) {
      this.title = Args.text("title of a bar chart", title);
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
     * Sets the unit of all values.
     *
     * @param unit the unit; {@code ns, µs, ms, s} pick readable units by themselves
     * @return this
     */
    public Builder unit(String unit) {
      this.unit = Objects.requireNonNull(unit, "unit");
      return this;
    }

    /**
     * Adds a bar in the main tone.
     *
     * @param name what was measured
     * @param value the value; below zero draws no bar
     * @return this
     * @throws IllegalArgumentException if the name is blank
     */
    public Builder bar(String name, double value) {
      return add(name, null, value);
    }

    /**
     * Adds a bar.
     *
     * @param name what was measured
     * @param tone its meaning
     * @param value the value; below zero draws no bar
     * @return this
     * @throws IllegalArgumentException if the name is blank
     */
    public Builder bar(String name, Tone tone, double value) {
      return add(name, Objects.requireNonNull(tone, "tone"), value);
    }

    private Builder add(String name, @Nullable Tone tone, double value) {
      Args.text("name of a bar in chart '" + title + "'", name);
      bars.add(new Bar(name, tone != null ? tone : Tone.ACCENT, value));
      return this;
    }

    /**
     * Adds a reference line. One far beyond the longest bar would flatten all bars, so it is told
     * in words instead.
     *
     * @param label what it stands for
     * @param value where
     * @return this
     * @throws IllegalArgumentException if the label is blank or the value is not finite
     */
    public Builder limit(String label, double value) {
      limits.add(Mark.of(label, value));
      return this;
    }

    /**
     * Finishes the chart.
     *
     * @return the chart
     */
    public BarChart build() {
      return new BarChart(this);
    }
  }
}
