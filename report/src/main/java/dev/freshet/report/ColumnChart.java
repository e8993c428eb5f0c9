package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts in slices of a numeric axis as stacked columns: outcomes over time, or a distribution.
 *
 * <pre>{@code
 * ColumnChart.titled("Outcomes over time")
 *     .x(Axis.linear("time since T0", "ms")).y(Axis.linear("answers in 10 ms", ""))
 *     .edges(edges)                                  // one more than there are counts
 *     .columns("ok", Tone.GOOD, ok)
 *     .columns("sold out", Tone.NEUTRAL, soldOut)
 *     .build();
 * }</pre>
 *
 * <p>Of more than 240 slices neighbours are joined and their mean is drawn; the report says so. The
 * chart is immutable and copies the arrays; its builder is for one thread.
 */
public final class ColumnChart {
  final String title;
  final String note;
  final Axis x;
  final Axis y;
  final double[] edges;
  final List<Columns> columns;
  final List<Mark> verticals;

  private ColumnChart(Builder builder) {
    title = builder.title;
    note = builder.note;
    x = builder.x;
    y = builder.y;
    edges = builder.edges;
    columns = List.copyOf(builder.columns);
    verticals = List.copyOf(builder.verticals);
  }

  /** One layer of the stack. */
  static final class Columns {
    final String name;
    final Tone tone;
    final long[] counts;

    Columns(String name, Tone tone, long[] counts) {
      this.name = name;
      this.tone = tone;
      this.counts = counts;
    }
  }

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

  /** Collects the data of a {@link ColumnChart}; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private Axis x = Axis.linear("x", "");
    private Axis y = Axis.linear("count", "");
    private double[] edges = {};
    private final List<Columns> columns = new ArrayList<>();
    private final List<Mark> verticals = new ArrayList<>();

    private Builder(String title) {
      this.title = Args.text("title of a column chart", title);
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
     * @param axis what is counted; linear, since the parts of a stack add up
     * @return this
     * @throws IllegalArgumentException if the axis is logarithmic
     */
    public Builder y(Axis axis) {
      if (axis.scale() != Axis.Scale.LINEAR) {
        throw new IllegalArgumentException(
            "y axis of column chart '%s' is logarithmic: stacked counts need a linear one"
                .formatted(title));
      }
      y = axis;
      return this;
    }

    /**
     * Sets the edges of the slices.
     *
     * @param edges rising values, one more than there are slices
     * @return this
     * @throws IllegalArgumentException if an edge is not finite or not above the one before
     */
    public Builder edges(double[] edges) {
      for (int i = 0; i < edges.length; i++) {
        Args.finite("edge " + i + " of column chart '" + title + "'", edges[i]);
        if (i > 0 && edges[i] <= edges[i - 1]) {
          throw new IllegalArgumentException(
              "edge %d of column chart '%s' is %s after %s: edges must rise"
                  .formatted(i, title, edges[i], edges[i - 1]));
        }
      }
      this.edges = edges.clone();
      return this;
    }

    /**
     * Adds a layer in the next free tone; the first lies at the bottom.
     *
     * @param name what is counted
     * @param counts one for each slice, not negative
     * @return this
     * @throws IllegalArgumentException if the name is blank or a count is negative
     */
    public Builder columns(String name, long[] counts) {
      return add(name, null, counts);
    }

    /**
     * Adds a layer; the first lies at the bottom.
     *
     * @param name what is counted
     * @param tone its meaning
     * @param counts one for each slice, not negative
     * @return this
     * @throws IllegalArgumentException if the name is blank or a count is negative
     */
    public Builder columns(String name, Tone tone, long[] counts) {
      return add(name, Objects.requireNonNull(tone, "tone"), counts);
    }

    private Builder add(String name, @Nullable Tone tone, long[] counts) {
      Args.text("name of columns in chart '" + title + "'", name);
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] < 0) {
          throw new IllegalArgumentException(
              "count %d of '%s' in chart '%s' is %d: counts are zero or more"
                  .formatted(i, name, title, counts[i]));
        }
      }
      Tone taken = tone != null ? tone : Tone.free(columns.stream().map(c -> c.tone).toList());
      columns.add(new Columns(name, taken, counts.clone()));
      return this;
    }

    /**
     * Adds a vertical reference line.
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
     * @throws IllegalArgumentException if a layer has not one count for each slice, or an edge has
     *     no place on a logarithmic axis
     */
    public ColumnChart build() {
      if (x.scale() == Axis.Scale.LOG && edges.length > 0 && edges[0] <= 0) {
        throw new IllegalArgumentException(
            "first edge of column chart '%s' is %s: a logarithmic axis needs edges above zero"
                .formatted(title, edges[0]));
      }
      int slices = Math.max(0, edges.length - 1);
      for (Columns layer : columns) {
        if (layer.counts.length != slices) {
          throw new IllegalArgumentException(
              "columns '%s' in chart '%s' have %,d counts for %,d slices: one for each is needed"
                  .formatted(layer.name, title, layer.counts.length, slices));
        }
      }
      return new ColumnChart(this);
    }
  }
}
