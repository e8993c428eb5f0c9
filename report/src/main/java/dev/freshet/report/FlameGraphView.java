package dev.freshet.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Draws a {@link FlameGraph}: callers above callees. The frames carry their places as data, from
 * which the script draws the part below a frame at full width.
 */
final class FlameGraphView {
  private static final int ROW = 20;

  /** Frames narrower than this, in pixels, are not drawn; those below a pixel wait for a zoom. */
  private static final double MIN_WIDTH = 0.3;

  /** Shades by the share of a frame's weight that is its own; the strongest is left for text. */
  private static final int SHADES = 4;

  private final FlameGraph graph;
  private final int mostFrames;
  private int hidden;

  private FlameGraphView(FlameGraph graph, int mostFrames) {
    this.graph = graph;
    this.mostFrames = mostFrames;
  }

  /** A frame with its place: where it begins, in weight from the left, and how deep it is. */
  private record Placed(FlameGraph.Frame frame, long from, int depth) {}

  static void render(FlameGraph graph, Html out, int index, int level) {
    Picture picture = new Picture(out, index, level).open(graph.title, graph.note);
    if (graph.root.weight() == 0) {
      picture.empty().close();
      return;
    }
    FlameGraphView view = new FlameGraphView(graph, Math.max(40, out.limits().points() / 4));
    out.raw("<ul class=\"legend scale\"><li>of its own weight</li>");
    for (int i = 0; i < SHADES; i++) {
      out.raw("<li><svg class=\"swatch\" viewBox=\"0 0 30 14\" aria-hidden=\"true\">");
      out.raw("<path class=\"cell " + Shades.fill(i) + "\" d=\"M4 .5h25v13h-25z\"/></svg>");
      out.raw("≤ " + 100 * (i + 1) / SHADES + Numbers.NBSP + "%</li>");
    }
    out.raw("</ul>");
    String narrow = view.svg(Svg.NARROW);
    String wide = view.svg(Svg.WIDE);
    picture.explorable(wide, narrow);
    List<String> remarks = new ArrayList<>();
    if (view.hidden > 0) {
      remarks.add(
          String.format(Locale.ROOT, "%,d frames are too narrow to be drawn.", view.hidden));
    }
    if (graph.cut > 0) {
      remarks.add(
          String.format(
              Locale.ROOT, "%,d stacks are cut at %d frames.", graph.cut, FlameGraph.MAX_DEPTH));
    }
    picture.remarks(remarks);
    view.table(picture);
    picture.close();
  }

  private String svg(int width) {
    double unit = (double) (width - 2) / graph.root.weight();
    List<Placed> all = new ArrayList<>();
    place(graph.root, 0, 0, all);
    int total = all.size();
    // The widest of those that are seen at all; a parent is never narrower than its child.
    List<Placed> drawn =
        all.stream()
            .filter(p -> p.frame.weight() * unit >= MIN_WIDTH)
            .sorted(Comparator.comparingLong(p -> -p.frame.weight()))
            .limit(mostFrames)
            .toList();
    hidden = total - drawn.size();
    int rows = drawn.stream().mapToInt(Placed::depth).max().orElse(0) + 1;
    Svg svg = new Svg(width, rows * ROW + 2);
    for (Placed placed : drawn) {
      frame(svg, placed, unit);
    }
    return svg.element(
        "%s. Flame graph of %s: %d frames, callers above callees. The data table follows."
            .formatted(graph.title, graph.unit, drawn.size()));
  }

  private static void place(FlameGraph.Frame frame, long from, int depth, List<Placed> all) {
    all.add(new Placed(frame, from, depth));
    long at = from;
    for (FlameGraph.Frame child : frame.children()) {
      place(child, at, depth + 1, all);
      at += child.weight();
    }
  }

  private void frame(Svg svg, Placed placed, double unit) {
    FlameGraph.Frame frame = placed.frame;
    double left = 1 + placed.from * unit;
    double wide = frame.weight() * unit;
    double top = 1 + (double) placed.depth * ROW;
    double own = (double) frame.self() / frame.weight();
    int shade = Math.clamp((int) Math.ceil(own * SHADES) - 1, 0, SHADES - 1);
    String name = Html.shortened(frame.name(), 120);
    String tip =
        "%s: %s, %s; own %s"
            .formatted(name, amount(frame.weight()), share(frame.weight()), amount(frame.self()));
    svg.raw(
        "<g class=\"hit frame\" data-from=\"%d\" data-weight=\"%d\" data-depth=\"%d\" data-name=\"%s\" data-tip=\"%s\">"
            .formatted(
                placed.from, frame.weight(), placed.depth, Html.escaped(name), Html.escaped(tip)));
    svg.raw(
        "<rect class=\"cell %s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%d\"/>"
            .formatted(
                Shades.fill(shade),
                Numbers.place(left),
                Numbers.place(top),
                Numbers.place(wide),
                ROW));
    int chars = (int) ((wide - 6) / Svg.CHAR_WIDTH);
    svg.text(
        left + 4,
        top + 14.5,
        "celltext " + Shades.text(shade),
        chars < 3 ? "" : Html.shortened(name, chars));
    svg.raw("</g>");
  }

  private String amount(long weight) {
    return Numbers.withUnit((double) weight, graph.unit);
  }

  /** An amount for the table, whose header has the unit unless the amount picks its own. */
  private String figure(long weight) {
    return Numbers.isTime(graph.unit) ? amount(weight) : Numbers.number((double) weight);
  }

  private String share(long weight) {
    return String.format(
        Locale.ROOT, "%.1f%s%%", 100.0 * weight / graph.root.weight(), Numbers.NBSP);
  }

  /** What a frame weighs over all its places; in recursion its outermost place counts. */
  private static final class Sum {
    long self;
    long total;
  }

  private void table(Picture picture) {
    String unit = Numbers.isTime(graph.unit) ? "" : " (" + graph.unit + ")";
    Map<String, Sum> sums = new HashMap<>();
    for (FlameGraph.Frame child : graph.root.children()) {
      sum(child, new HashSet<>(), sums);
    }
    List<List<String>> rows =
        sums.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Sum> e) -> -e.getValue().self)
                    .thenComparingLong(e -> -e.getValue().total)
                    .thenComparing(Map.Entry::getKey))
            .limit(Limits.PICTURE_ROWS)
            .map(
                e ->
                    List.of(
                        e.getKey(),
                        figure(e.getValue().self),
                        share(e.getValue().self),
                        figure(e.getValue().total),
                        share(e.getValue().total)))
            .toList();
    picture.table(
        List.of("frame", "own" + unit, "own share", "with callees" + unit, "share"),
        rows,
        sums.size() > rows.size()
            ? String.format(Locale.ROOT, "The first %d of %,d frames.", rows.size(), sums.size())
            : "");
  }

  private static void sum(FlameGraph.Frame frame, Set<String> above, Map<String, Sum> sums) {
    Sum sum = sums.computeIfAbsent(frame.name(), name -> new Sum());
    sum.self += frame.self();
    boolean outermost = above.add(frame.name());
    sum.total += outermost ? frame.weight() : 0;
    frame.children().forEach(child -> sum(child, above, sums));
    if (outermost) {
      above.remove(frame.name());
    }
  }
}
