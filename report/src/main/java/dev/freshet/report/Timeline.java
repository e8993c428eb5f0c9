package dev.freshet.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lanes of intervals over one axis of time, one below the other, so that causes and effects line
 * up: collections, stalls, times without a processor.
 *
 * <pre>{@code
 * Timeline.titled("What held the burst up")
 *     .x(Axis.linear("time since T0", "ms"))
 *     .interval("GC pauses", "G1 young", Tone.BAD, 12.1, 14.8)
 *     .interval("stalls", "consumer waits", Tone.ACCENT, 12.0, 15.1)
 *     .lane("run delay")                                   // nothing happened: an empty lane
 *     .vertical("sold out", 45.8)
 *     .build();
 * }</pre>
 *
 * <p>Each tone has a pattern of its own. Intervals of a lane that overlap lie below each other. Of
 * more than 500 intervals the longest are drawn, and the report says so. The timeline is immutable;
 * its builder is for one thread.
 */
public final class Timeline {
  private static final int MAX_LANES = 40;

  final String title;
  final String note;
  final Axis x;
  final Map<String, List<Interval>> lanes;
  final List<Mark> verticals;

  private Timeline(Builder builder) {
    title = builder.title;
    note = builder.note;
    x = builder.x;
    lanes = new LinkedHashMap<>();
    builder.lanes.forEach((name, intervals) -> lanes.put(name, List.copyOf(intervals)));
    verticals = List.copyOf(builder.verticals);
  }

  /** One interval. */
  record Interval(String label, Tone tone, double from, double to) {
    double length() {
      return to - from;
    }
  }

  /**
   * Starts a timeline.
   *
   * @param title what is seen
   * @return a builder
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the intervals of a {@link Timeline}; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private Axis x = Axis.linear("time", "ms");
    private final Map<String, List<Interval>> lanes = new LinkedHashMap<>();
    private final List<Mark> verticals = new ArrayList<>();

    private Builder(String title) {
      this.title = Args.text("title of a timeline", title);
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
     * Sets the axis of time.
     *
     * @param axis what runs along x; linear
     * @return this
     * @throws IllegalArgumentException if it is logarithmic
     */
    public Builder x(Axis axis) {
      if (axis.scale() == Axis.Scale.LOG) {
        throw new IllegalArgumentException(
            "x axis of timeline '" + title + "' is logarithmic: lengths need a linear one");
      }
      x = axis;
      return this;
    }

    /**
     * Adds a lane below those before it, unless it is there; {@link #interval} does so by itself.
     *
     * @param name its name
     * @return this
     * @throws IllegalArgumentException if the name is blank or there are 40 lanes already
     */
    public Builder lane(String name) {
      Args.text("name of a lane in timeline '" + title + "'", name);
      if (!lanes.containsKey(name) && lanes.size() == MAX_LANES) {
        throw new IllegalArgumentException(
            "timeline '%s' has %d lanes already, which is all it can show"
                .formatted(title, MAX_LANES));
      }
      lanes.computeIfAbsent(name, n -> new ArrayList<>());
      return this;
    }

    /**
     * Adds an interval.
     *
     * @param lane its lane
     * @param label what it was
     * @param tone its meaning
     * @param from its begin
     * @param to its end, not before the begin
     * @return this
     * @throws IllegalArgumentException if a text is blank, a place is not finite or the end comes
     *     before the begin
     */
    public Builder interval(String lane, String label, Tone tone, double from, double to) {
      lane(lane);
      String what = "lane '" + lane + "' of timeline '" + title + "'";
      Args.text("label of an interval in " + what, label);
      Objects.requireNonNull(tone, "tone");
      Args.finite("begin of interval '" + label + "' in " + what, from);
      Args.finite("end of interval '" + label + "' in " + what, to);
      if (to < from) {
        throw new IllegalArgumentException(
            "interval '%s' in %s ends at %s, before its begin at %s"
                .formatted(label, what, to, from));
      }
      Objects.requireNonNull(lanes.get(lane)).add(new Interval(label, tone, from, to));
      return this;
    }

    /**
     * Adds a vertical reference line through all lanes.
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
     * Finishes the timeline.
     *
     * @return the timeline
     */
    public Timeline build() {
      return new Timeline(this);
    }
  }
}
