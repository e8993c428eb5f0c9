package dev.freshet.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws a {@link Raster}: counts above, dots below, T0 through both. */
final class RasterView {
  private static final Axis US = Axis.linear("time since T0", "µs");

  /** Most slices of the counts: about eight pixels each in the wide picture. */
  private static final int SLICES = 100;

  private static final int SLICES_NARROW = 50;
  private static final int COUNTS_HEIGHT = 76;

  /** Room between the counts and the dots for the title of the rows. */
  private static final int BETWEEN = 34;

  private final Raster raster;
  private final int limit;
  private final int rows;
  private final double from;
  private final double to;
  private final List<String> remarks = new ArrayList<>();

  private RasterView(Raster raster, int limit) {
    this.raster = raster;
    this.limit = limit;
    rows = raster.events.stream().mapToInt(e -> e.us.length).max().orElse(0);
    double low = 0;
    double high = 0;
    for (Raster.Events events : raster.events) {
      for (double us : events.us) {
        if (Double.isFinite(us)) {
          low = Math.min(low, us);
          high = Math.max(high, us);
        }
      }
    }
    double span = Math.max(1, high - low);
    // Room left of T0 shows that nothing came early.
    from = Double.isNaN(raster.fromUs) ? low - span * 0.06 : raster.fromUs;
    to = Double.isNaN(raster.toUs) ? high + span * 0.03 : raster.toUs;
  }

  static void render(Raster raster, Html out, int index, int level) {
    RasterView view = new RasterView(raster, out.limits().points());
    Picture picture = new Picture(out, index, level).open(raster.title, raster.note);
    boolean any =
        raster.events.stream().anyMatch(e -> Arrays.stream(e.us).anyMatch(Double::isFinite));
    if (!any) {
      picture.empty().close();
      return;
    }
    view.collectRemarks();
    picture.legend(
        Picture.Swatch.DOT,
        raster.events.stream().map(e -> new Picture.Key(e.name, e.tone)).toList());
    picture.svg(view.svg(Svg.WIDE, 420, SLICES, 9), view.svg(Svg.NARROW, 420, SLICES_NARROW, 4));
    picture.axisTitle("x", US.title()).remarks(view.remarks);
    view.table(picture);
    picture.close();
  }

  private void collectRemarks() {
    for (Raster.Events events : raster.events) {
      long early = Arrays.stream(events.us).filter(us -> us < from).count();
      long late = Arrays.stream(events.us).filter(us -> us > to).count();
      long never = Arrays.stream(events.us).filter(us -> !Double.isFinite(us)).count();
      long seen = events.us.length - early - late - never;
      say(early, "%s: %,d before the window.", events.name);
      say(late, "%s: %,d after the window.", events.name);
      say(never, "%s: %,d never happened.", events.name);
      say(seen > limit ? limit : 0, "%s: %,d evenly chosen dots drawn.", events.name);
    }
  }

  private void say(long count, String format, String name) {
    if (count > 0) {
      remarks.add(String.format(Locale.ROOT, format, name, count));
    }
  }

  /** Slices of a round width that begin at T0, so that none mixes early with late. */
  private double sliceUs(int most) {
    return Scale.step((to - from) / most);
  }

  private long[] counts(Raster.Events events, double slice) {
    long first = (long) Math.floor(from / slice);
    long last = (long) Math.floor(to / slice);
    long[] counts = new long[(int) (last - first) + 1];
    for (double us : events.us) {
      if (us >= from && us <= to) {
        counts[(int) ((long) Math.floor(us / slice) - first)]++;
      }
    }
    return counts;
  }

  private String svg(int width, int height, int most, int xTicks) {
    Scale x = Scale.tight(US, from, to, xTicks);
    double slice = sliceUs(most);
    List<long[]> all = raster.events.stream().map(e -> counts(e, slice)).toList();
    long highest = all.stream().flatMapToLong(Arrays::stream).max().orElse(1);
    Scale counts = Scale.roomy(Axis.linear("", ""), 0, (double) highest, 3);
    Scale row = Scale.tight(Axis.linear("", ""), 1, Math.max(2, rows), 5);
    Svg svg = new Svg(width, height).margins(rows * 10L > highest ? row : counts);
    svg.top = 26;
    svg.text(0, 12, "tick", "events in " + Numbers.withUnit(slice, "µs"));
    double full = svg.bottom;
    svg.bottom = height - svg.top - COUNTS_HEIGHT;
    svg.yAxis(counts);
    for (int i = 0; i < all.size(); i++) {
      String tone = raster.events.get(i).tone.key();
      String d = outline(svg, x, counts, all.get(i), slice).toString();
      svg.path("under f-" + tone, d).path("outline s-" + tone, d);
    }
    double top = svg.top;
    double floor = top + COUNTS_HEIGHT;
    svg.line("base", svg.left, floor, width - svg.right, floor);
    svg.bottom = full;
    svg.top = floor + BETWEEN;
    svg.yAxis(row).xAxis(x);
    for (int i = 0; i < raster.events.size(); i++) {
      Raster.Events events = raster.events.get(i);
      svg.path("dot%d s-%s".formatted(i, events.tone.key()), dots(svg, x, row, events, i));
    }
    svg.top = top;
    svg.verticals(x, List.of(new Mark("T0", 0)));
    svg.text(0, floor + BETWEEN - 12, "tick halo", Html.shortened(raster.rows, 40));
    return svg.element(
        raster.title
            + ". Dots by row and counts over microseconds since T0. The data table follows.");
  }

  private StringBuilder outline(Svg svg, Scale x, Scale y, long[] counts, double slice) {
    double first = Math.floor(from / slice) * slice;
    String base = Numbers.place(svg.y(y, 0));
    StringBuilder d = new StringBuilder();
    boolean open = false;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        double left = Math.max(from, first + i * slice);
        double right = Math.min(to, first + (i + 1) * slice);
        d.append(open ? "" : "M" + Numbers.place(svg.x(x, left)) + " " + base);
        d.append('V').append(Numbers.place(svg.y(y, (double) counts[i])));
        d.append('H').append(Numbers.place(svg.x(x, right)));
        open = true;
      } else if (open) {
        d.append('V').append(base);
        open = false;
      }
    }
    return open ? d.append('V').append(base) : d;
  }

  private StringBuilder dots(Svg svg, Scale x, Scale row, Raster.Events events, int i) {
    StringBuilder d = new StringBuilder();
    int n = events.us.length;
    int drawn = Math.min(n, limit);
    double size = rows > 120 ? 2.4 : 3.2;
    for (int k = 0; k < drawn; k++) {
      int r = (int) ((long) k * n / drawn);
      double us = events.us[r];
      if (us >= from && us <= to) {
        Picture.appendShape(d, svg.x(x, us), svg.y(row, r + 1.0), i, size);
      }
    }
    return d;
  }

  private void table(Picture picture) {
    List<String> header = new ArrayList<>(List.of("measure"));
    raster.events.forEach(e -> header.add(e.name));
    List<double[]> sorted =
        raster.events.stream()
            .map(e -> Arrays.stream(e.us).filter(Double::isFinite).sorted().toArray())
            .toList();
    List<List<String>> rowsOut = new ArrayList<>();
    String[] names = {"first", "10th percentile", "median", "90th percentile", "last"};
    double[] shares = {0, 0.1, 0.5, 0.9, 1};
    for (int i = 0; i < names.length; i++) {
      List<String> row = new ArrayList<>(List.of(names[i]));
      for (double[] us : sorted) {
        boolean none = us.length == 0;
        row.add(none ? "–" : Numbers.withUnit(us[(int) (shares[i] * (us.length - 1))], "µs"));
      }
      rowsOut.add(row);
    }
    List<String> count = new ArrayList<>(List.of("count"));
    sorted.forEach(us -> count.add(String.format(Locale.ROOT, "%,d", us.length)));
    rowsOut.add(count);
    picture.table(header, rowsOut, "Microseconds since T0.");
  }
}
