package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Rows over slices of an axis, each cell shaded by its value: how long pauses were over time, or
 * when which subject waited.
 *
 * <pre>{@code
 * HeatMap.titled("Pauses over time")
 *     .x(Axis.linear("time since start", "s"))
 *     .edges(new double[] {0, 1, 2, 3})
 *     .values(Axis.linear("pauses", ""))
 *     .row("0.1 to 0.5 ms", new double[] {4, 0, 9})
 *     .row("over 2 ms", new double[] {0, 0, 1})
 *     .build();
 * }</pre>
 *
 * <p>Five shades from faint to strong, by equal steps or by equal ratios as the axis of the values
 * says; zero is blank, NaN is hatched and reads "not measured". Numbers stand in the cells where
 * they fit. More slices than a picture can hold are joined, each cell then showing the greatest of
 * its slices. The map is immutable and copies the arrays; its builder is for one thread.
 */
public final class HeatMap {
  /** More rows than this do not fit on a screen. */
  private static final int MAX_ROWS = 60;

  final String title;
  final String note;
  final Axis x;
  final Axis values;
  final double[] edges;
  final List<Row> rows;

  private HeatMap(Builder builder) {
    title = builder.title;
    note = builder.note;
    x = builder.x;
    values = builder.values;
    edges = builder.edges;
    rows = List.copyOf(builder.rows);
  }

  /** One row; first row on top. */
  static final class Row {
    final String name;
    final double[] values;

    Row(String name, double[] values) {
      this.name = name;
      this.values = values;
    }
  }

  /**
   * Starts a heat map.
   *
   * @param title what is seen
   * @return a builder
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the data of a {@link HeatMap}; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private Axis x = Axis.linear("time", "s");
    private Axis values = Axis.linear("count", "");
    private double[] edges = {};
    private final List<Row> rows = new ArrayList<>();

    private Builder(String title) {
      this.title = Args.text("title of a heat map", title);
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
     * Says what a cell shows.
     *
     * @param axis linear for shades by equal steps from zero, logarithmic for equal ratios
     * @return this
     */
    public Builder values(Axis axis) {
      values = Objects.requireNonNull(axis, "values");
      return this;
    }

    /**
     * Sets the edges of the slices.
     *
     * @param edges rising places, one more than there are slices
     * @return this
     * @throws IllegalArgumentException if they do not rise or are not finite
     */
    public Builder edges(double[] edges) {
      for (int i = 0; i < edges.length; i++) {
        Args.finite("edge " + i + " of heat map '" + title + "'", edges[i]);
        if (i > 0 && edges[i] <= edges[i - 1]) {
          throw new IllegalArgumentException(
              "edges must rise in heat map '%s': %s after %s at index %d"
                  .formatted(title, edges[i], edges[i - 1], i));
        }
      }
      this.edges = edges.clone();
      return this;
    }

    /**
     * Adds a row below those before it.
     *
     * @param name its name
     * @param values one for each slice, zero or more; NaN: not measured
     * @return this
     * @throws IllegalArgumentException if the name is blank, a value is below zero or infinite, or
     *     there are 60 rows already
     */
    public Builder row(String name, double[] values) {
      Args.text("name of a row in heat map '" + title + "'", name);
      if (rows.size() == MAX_ROWS) {
        throw new IllegalArgumentException(
            "heat map '%s' has %d rows already, which is all it can show"
                .formatted(title, MAX_ROWS));
      }
      for (double value : values) {
        if (value < 0 || Double.isInfinite(value)) {
          throw new IllegalArgumentException(
              "row '%s' of heat map '%s' has %s: values are zero or more, and finite"
                  .formatted(name, title, value));
        }
      }
      rows.add(new Row(name, values.clone()));
      return this;
    }

    /**
     * Finishes the map.
     *
     * @return the map
     * @throws IllegalArgumentException if a row has not one value for each slice
     */
    public HeatMap build() {
      int slices = Math.max(0, edges.length - 1);
      for (Row row : rows) {
        if (row.values.length != slices) {
          throw new IllegalArgumentException(
              "row '%s' of heat map '%s' has %d values for %d slices: one for each is needed"
                  .formatted(row.name, title, row.values.length, slices));
        }
      }
      return new HeatMap(this);
    }
  }
}
