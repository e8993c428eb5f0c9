package dev.freshet.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Named points on two axes; a third value is the area of a point, its group the shape and colour. A
 * Pareto front may be drawn through some of them: the others are hollow.
 *
 * <pre>{@code
 * ScatterChart.titled("Latency against memory")
 *     .x(Axis.log("p99 latency", "µs")).y(Axis.log("peak memory", "MiB"))
 *     .size(Axis.linear("CPU per task", "µs"))
 *     .point("freshet", "ours", 812, 96, 4.1)
 *     .point("virtual threads", "JDK", 930, 210, 5.7)
 *     .point("fixed pool", "JDK", 4_100, 120, 6.2)
 *     .front("Pareto front", List.of("freshet"))
 *     .build();
 * }</pre>
 *
 * <p>Points that are not finite, or not above zero on a logarithmic axis, are named under the
 * picture instead; a size that is not finite or below zero is drawn as the smallest. The chart is
 * immutable; its builder is for one thread.
 */
public final class ScatterChart {
  /** As many as there are shapes. */
  static final int MAX_GROUPS = 5;

  final String title;
  final String note;
  final Axis x;
  final Axis y;
  final Axis size;
  final boolean sized;
  final List<Dot> dots;
  final Map<String, Tone> groups;
  final String frontName;
  final List<String> front;

  private ScatterChart(Builder builder) {
    title = builder.title;
    note = builder.note;
    x = builder.x;
    y = builder.y;
    size = builder.size;
    sized = builder.sized;
    dots = List.copyOf(builder.dots.values());
    groups = new LinkedHashMap<>(builder.groups);
    frontName = builder.frontName;
    front = builder.front;
  }

  /** One point. */
  record Dot(String name, String group, double x, double y, double size) {}

  /**
   * Starts a chart.
   *
   * @param title what is seen
   * @return a builder with plain linear axes and points of one size
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the data of a {@link ScatterChart}; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private Axis x = Axis.linear("x", "");
    private Axis y = Axis.linear("y", "");
    private Axis size = Axis.linear("size", "");
    private boolean sized;
    private final Map<String, Dot> dots = new LinkedHashMap<>();
    private final Map<String, Tone> groups = new LinkedHashMap<>();
    private String frontName = "";
    private List<String> front = List.of();

    private Builder(String title) {
      this.title = Args.text("title of a scatter chart", title);
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
     * Says what the area of a point shows; without this call all points are of one size.
     *
     * @param axis the third value; areas are always linear, from zero
     * @return this
     */
    public Builder size(Axis axis) {
      size = Objects.requireNonNull(axis, "size");
      sized = true;
      return this;
    }

    /**
     * Adds a point.
     *
     * @param name its name, which no other point may have
     * @param group its group; at most five in all, shown in the order of their first points
     * @param x its place along x
     * @param y its place along y
     * @param size its third value; of no account without {@link #size(Axis)}
     * @return this
     * @throws IllegalArgumentException if a text is blank, the name is taken, or there are five
     *     other groups
     */
    public Builder point(String name, String group, double x, double y, double size) {
      Args.text("name of a point in chart '" + title + "'", name);
      Args.text("group of point '" + name + "' in chart '" + title + "'", group);
      if (!groups.containsKey(group) && groups.size() == MAX_GROUPS) {
        throw new IllegalArgumentException(
            "chart '%s' has %d groups already, which is all it has shapes for: '%s' is one more"
                .formatted(title, MAX_GROUPS, group));
      }
      if (dots.putIfAbsent(name, new Dot(name, group, x, y, size)) != null) {
        throw new IllegalArgumentException(
            "chart '%s' has a point '%s' already: names differ".formatted(title, name));
      }
      groups.computeIfAbsent(group, g -> Tone.free(groups.values()));
      return this;
    }

    /**
     * Draws a line through the points that no other point beats, and the others hollow.
     *
     * @param label what the line is
     * @param names names of the points on it; drawn in order of x
     * @return this
     * @throws IllegalArgumentException if the label is blank
     */
    public Builder front(String label, List<String> names) {
      frontName = Args.text("label of the front in chart '" + title + "'", label);
      front = List.copyOf(names);
      return this;
    }

    /**
     * Finishes the chart.
     *
     * @return the chart
     * @throws IllegalArgumentException if the front names a point that is not there
     */
    public ScatterChart build() {
      for (String name : front) {
        if (!dots.containsKey(name)) {
          throw new IllegalArgumentException(
              "the front of chart '%s' names '%s', which is none of its %d points"
                  .formatted(title, name, dots.size()));
        }
      }
      return new ScatterChart(this);
    }
  }
}
