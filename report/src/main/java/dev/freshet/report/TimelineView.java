package dev.freshet.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a {@link Timeline}. */
final class TimelineView {
  private static final int ROW = 20;
  private static final int LANE_GAP = 10;

  /** Overlapping intervals lie below each other up to here, and over each other after that. */
  private static final int MAX_ROWS = 5;

  /** Names in the legend; more would be a table, which there is. */
  private static final int MAX_NAMES = 8;

  /** The least width of an interval: the shortest pause must be seen. */
  private static final double MIN_WIDTH = 1.5;

  private final Timeline timeline;
  private final List<Entry> drawn;
  private final int given;
  private final double from;
  private final double to;

  /** An interval with the name of its lane and its row there. */
  private record Entry(int lane, String name, Timeline.Interval interval, int row) {
    double length() {
      return interval.length();
    }
  }

  private TimelineView(Timeline timeline, int limit) {
    this.timeline = timeline;
    List<Entry> all = new ArrayList<>();
    int lane = 0;
    for (var entry : timeline.lanes.entrySet()) {
      all.addAll(rows(lane++, entry.getKey(), entry.getValue()));
    }
    given = all.size();
    drawn =
        given <= limit
            ? all
            : all.stream()
                .sorted(Comparator.comparingDouble((Entry e) -> -e.length()))
                .limit(limit)
                .toList();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Entry entry : all) {
      low = Math.min(low, entry.interval.from());
      high = Math.max(high, entry.interval.to());
    }
    for (Mark mark : timeline.verticals) {
      low = Math.min(low, mark.value());
      high = Math.max(high, mark.value());
    }
    from = low;
    to = high;
  }

  /** Each interval goes to the first row that is free when it begins. */
  private static List<Entry> rows(int lane, String name, List<Timeline.Interval> intervals) {
    List<Entry> placed = new ArrayList<>();
    double[] free = new double[MAX_ROWS];
    Arrays.fill(free, Double.NEGATIVE_INFINITY);
    intervals.stream()
        .sorted(Comparator.comparingDouble(Timeline.Interval::from))
        .forEach(
            interval -> {
              int row = 0;
              while (row < MAX_ROWS - 1 && free[row] > interval.from()) {
                row++;
              }
              free[row] = Math.max(free[row], interval.to());
              placed.add(new Entry(lane, name, interval, row));
            });
    return placed;
  }

  static void render(Timeline timeline, Html out, int index, int level) {
    // An interval costs about as much as eight points of a line, since it can be pointed at.
    TimelineView view = new TimelineView(timeline, Math.max(16, out.limits().points() / 4));
    Picture picture = new Picture(out, index, level).open(timeline.title, timeline.note);
    if (view.given == 0) {
      picture.empty().close();
      return;
    }
    view.legend(out);
    picture.explorable(view.svg(Svg.WIDE, 9), view.svg(Svg.NARROW, 4));
    picture.axisTitle("x", timeline.x.title());
    if (view.drawn.size() < view.given) {
      picture.remarks(
          List.of(
              String.format(
                  Locale.ROOT,
                  "The longest %,d of %,d intervals are drawn.",
                  view.drawn.size(),
                  view.given)));
    }
    view.table(picture);
    picture.close();
  }

  /** What each tone and pattern says, unless the labels are too many to tell apart. */
  private void legend(Html out) {
    Map<String, Tone> names = new LinkedHashMap<>();
    for (Entry entry : drawn) {
      names.putIfAbsent(entry.interval.label(), entry.interval.tone());
    }
    if (names.size() > MAX_NAMES) {
      return;
    }
    out.raw("<ul class=\"legend\">");
    names.forEach(
        (name, tone) -> {
          out.raw("<li><svg class=\"swatch\" viewBox=\"0 0 30 14\" aria-hidden=\"true\">");
          out.raw(bar(tone, "M4 .5h25v13h-25z")).raw("</svg><span>").text(name);
          out.raw("</span></li>");
        });
    out.raw("</ul>");
  }

  /** A bar in its tone, under the pattern of that tone. */
  private static String bar(Tone tone, String d) {
    int pattern =
        switch (tone) {
          case ACCENT -> 0;
          case GOOD -> 1;
          case NEUTRAL -> 2;
          case BAD -> 3;
          case SPECIAL -> 4;
        };
    return "<path class=\"span f-%1$s s-%1$s\" d=\"%2$s\"/>".formatted(tone.key(), d)
        + (pattern > 0 ? "<path class=\"o%d\" d=\"%s\"/>".formatted(pattern, d) : "");
  }

  private int rowsOf(int lane) {
    return 1 + drawn.stream().filter(e -> e.lane == lane).mapToInt(Entry::row).max().orElse(0);
  }

  private String svg(int width, int xTicks) {
    List<String> names = List.copyOf(timeline.lanes.keySet());
    boolean narrow = width == Svg.NARROW;
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    int chars = Math.min(longest, narrow ? 14 : 28);
    int[] tops = new int[names.size() + 1];
    tops[0] = timeline.verticals.isEmpty() ? 6 : 26;
    for (int i = 0; i < names.size(); i++) {
      tops[i + 1] = tops[i] + rowsOf(i) * ROW + LANE_GAP;
    }
    Svg svg = new Svg(width, tops[names.size()] + 26);
    svg.left = chars * Svg.CHAR_WIDTH + 12;
    svg.top = timeline.verticals.isEmpty() ? 0 : 4;
    Scale x = Scale.tight(timeline.x, from, to, xTicks);
    for (int i = 0; i < names.size(); i++) {
      svg.text(svg.left - 8, tops[i] + 15, "tick end", Html.shortened(names.get(i), chars));
      double below = tops[i + 1] - LANE_GAP / 2.0;
      svg.line("grid", 0, below, width - svg.right, below);
    }
    for (Entry entry : drawn) {
      interval(svg, x, entry, tops[entry.lane] + entry.row * ROW + 2.0);
    }
    svg.xAxis(x).verticals(x, timeline.verticals);
    return svg.element(
        "%s. Timeline of %d lanes over %s: %s. The data table follows."
            .formatted(timeline.title, names.size(), timeline.x.title(), String.join(", ", names)));
  }

  private void interval(Svg svg, Scale x, Entry entry, double top) {
    Timeline.Interval interval = entry.interval;
    double left = svg.x(x, interval.from());
    double wide = Math.max(MIN_WIDTH, svg.x(x, interval.to()) - left);
    String d =
        "M%s %sh%sv%dh-%sz"
            .formatted(
                Numbers.place(left),
                Numbers.place(top),
                Numbers.place(wide),
                ROW - 4,
                Numbers.place(wide));
    String tip =
        "%s, %s: %s from %s"
            .formatted(
                entry.name,
                interval.label(),
                Numbers.withUnit(interval.length(), timeline.x.unit()),
                Numbers.withUnit(interval.from(), timeline.x.unit()));
    svg.raw("<g class=\"hit\" data-tip=\"" + Html.escaped(Html.shortened(tip, 300)) + "\">");
    svg.raw(bar(interval.tone(), d));
    String label = Html.shortened(interval.label(), 60);
    if (label.length() * Svg.CHAR_WIDTH + 10 <= wide) {
      svg.text(left + 6, top + 12.5, "spanname", label);
    }
    svg.raw("</g>");
  }

  private void table(Picture picture) {
    List<List<String>> rows =
        drawn.stream()
            .sorted(Comparator.comparingDouble((Entry e) -> -e.length()))
            .limit(Limits.PICTURE_ROWS)
            .sorted(
                Comparator.comparingInt(Entry::lane).thenComparingDouble(e -> e.interval.from()))
            .map(
                e ->
                    List.of(
                        e.name,
                        e.interval.label(),
                        Numbers.withUnit(e.interval.from(), timeline.x.unit()),
                        Numbers.withUnit(e.length(), timeline.x.unit())))
            .toList();
    picture.table(
        List.of("lane", "interval", "begin", "length"),
        rows,
        rows.size() < given
            ? String.format(Locale.ROOT, "The longest %d of %,d.", rows.size(), given)
            : "");
  }
}
