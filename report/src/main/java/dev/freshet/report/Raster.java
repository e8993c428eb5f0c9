package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Events around one instant in microseconds: a dot for each event, row by row, and above them how
 * many fell into each slice of time.
 *
 * <pre>{@code
 * Raster.titled("Arrivals around T0")
 *     .events("request written", firstWriteUs)      // index: connection, value: µs since T0
 *     .events("first byte back", firstByteUs)
 *     .build();
 * }</pre>
 *
 * <p>NaN means the event never was. At most 2,000 dots of a series are drawn (evenly chosen rows);
 * the counts above always hold all events. The raster is immutable and copies the arrays; its
 * builder is for one thread.
 */
public final class Raster {
  /** More shapes than this are hard to tell apart at the size of a dot. */
  private static final int MAX_SERIES = 3;

  final String title;
  final String note;
  final String rows;
  final List<Events> events;
  final double fromUs;
  final double toUs;

  private Raster(Builder builder) {
    title = builder.title;
    note = builder.note;
    rows = builder.rows;
    events = List.copyOf(builder.events);
    fromUs = builder.fromUs;
    toUs = builder.toUs;
  }

  /** One kind of event: its place in microseconds for each row. */
  static final class Events {
    final String name;
    final Tone tone;
    final double[] us;

    Events(String name, Tone tone, double[] us) {
      this.name = name;
      this.tone = tone;
      this.us = us;
    }
  }

  /**
   * Starts a raster.
   *
   * @param title what is seen
   * @return a builder
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the data of a {@link Raster}; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private String rows = "connection";
    private final List<Events> events = new ArrayList<>();
    private double fromUs = Double.NaN;
    private double toUs = Double.NaN;

    private Builder(String title) {
      this.title = Args.text("title of a raster", title);
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
     * Says what a row is; "connection" unless set.
     *
     * @param what the thing, in the singular
     * @return this
     * @throws IllegalArgumentException if it is blank
     */
    public Builder rows(String what) {
      rows = Args.text("rows of raster '" + title + "'", what);
      return this;
    }

    /**
     * Adds one kind of event, at most three kinds in all.
     *
     * @param name what happened
     * @param offsetsUs by row, microseconds since T0, negative before it; NaN: never
     * @return this
     * @throws IllegalArgumentException if the name is blank or there are three kinds already
     */
    public Builder events(String name, double[] offsetsUs) {
      Args.text("name of events in raster '" + title + "'", name);
      if (events.size() == MAX_SERIES) {
        throw new IllegalArgumentException(
            "raster '%s' has %d kinds of events already, which is all it can show"
                .formatted(title, MAX_SERIES));
      }
      Tone tone = Tone.free(events.stream().map(e -> e.tone).toList());
      events.add(new Events(name, tone, offsetsUs.clone()));
      return this;
    }

    /**
     * Sets the window; unless set it fits the events. Events outside are counted in words.
     *
     * @param fromUs first microsecond shown, since T0
     * @param toUs last microsecond shown, since T0
     * @return this
     * @throws IllegalArgumentException if it is empty or not finite
     */
    public Builder window(double fromUs, double toUs) {
      Args.finite("start of the window of raster '" + title + "'", fromUs);
      Args.finite("end of the window of raster '" + title + "'", toUs);
      if (fromUs >= toUs) {
        throw new IllegalArgumentException(
            "window of raster '%s' runs from %s to %s: the end must be later"
                .formatted(title, fromUs, toUs));
      }
      this.fromUs = fromUs;
      this.toUs = toUs;
      return this;
    }

    /**
     * Finishes the raster.
     *
     * @return the raster
     */
    public Raster build() {
      return new Raster(this);
    }
  }
}
