package dev.freshet.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One self-contained HTML file that shows a result to people: a verdict, checks, figures, pictures
 * with their data tables, and facts.
 *
 * <pre>{@code
 * HtmlReport.titled("Flash sale drill")
 *     .lead("100,000 shoppers asked for 1,000 items over 200 connections at one instant.")
 *     .command("freshet drill --seed 7")
 *     .stamp(ZonedDateTime.now())
 *     .verdict(true, "Nothing oversold. Nothing lost.", "All ten invariants hold.")
 *     .checks("Invariants", checks)
 *     .lineChart(LineChart.percentiles("Latency").latency("response", response).build())
 *     .facts("Host", facts)
 *     .write(Path.of("drill.html"));
 * }</pre>
 *
 * <p>The file needs nothing else: no network, no fonts, no folder beside it. Its content security
 * policy allows exactly the two scripts and the one style sheet of this module, by hash; whatever
 * callers say is escaped. It is at most {@value #MAX_BYTES} bytes: series, tables and texts are
 * thinned out further until it fits, and the page says so. Without scripts, and on paper, still
 * pictures stand in for the live ones. Parts appear in the order of the calls. Equal data give
 * equal bytes.
 */
public final class HtmlReport {
  /** Largest file written: 1 MiB opens at once on a phone and passes through any mail server. */
  static final int MAX_BYTES = 1 << 20;

  private HtmlReport() {}

  /**
   * Starts a report.
   *
   * @param title its title
   * @return a builder
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** A part of the page; {@code index} makes its ids, {@code level} is its heading's. */
  @FunctionalInterface
  private interface Part {
    void render(Html out, int index, int level);
  }

  /** Collects the parts of a report; for one thread. */
  public static final class Builder {
    private final String title;
    private String lead = "";
    private String command = "";
    private @Nullable ZonedDateTime stamp;
    private int level = 2;
    private final List<Part> parts = new ArrayList<>();

    private Builder(String title) {
      this.title = Args.text("title of the report", title);
    }

    /**
     * Sets the sentence under the title.
     *
     * @param sentence what was done, in one sentence
     * @return this
     */
    public Builder lead(String sentence) {
      lead = Objects.requireNonNull(sentence, "lead");
      return this;
    }

    /**
     * Sets the command that makes this report again; it stands at the top and at the end.
     *
     * @param line the command in one line; without secrets
     * @return this
     */
    public Builder command(String line) {
      command = Objects.requireNonNull(line, "command");
      return this;
    }

    /**
     * Sets when the work was done; shown to the second, with its zone.
     *
     * @param time the time
     * @return this
     */
    public Builder stamp(ZonedDateTime time) {
      stamp = Objects.requireNonNull(time, "stamp");
      return this;
    }

    /**
     * Adds the verdict as a banner.
     *
     * @param good whether it is the hoped-for one
     * @param headline the verdict in a few words
     * @param sentence what it rests on
     * @return this
     * @throws IllegalArgumentException if the headline is blank
     */
    public Builder verdict(boolean good, String headline, String sentence) {
      Args.text("headline of the verdict", headline);
      Objects.requireNonNull(sentence, "sentence");
      return add((out, index, level) -> Parts.verdict(out, good, headline, sentence));
    }

    /**
     * Adds a table of checks.
     *
     * @param title what was checked
     * @param checks the checks
     * @return this
     * @throws IllegalArgumentException if the title is blank
     */
    public Builder checks(String title, List<Check> checks) {
      Args.text("title of checks", title);
      List<Check> copy = List.copyOf(checks);
      return add((out, index, level) -> Parts.checks(out, index, level, title, copy));
    }

    /**
     * Adds a row of big numbers.
     *
     * @param figures the numbers
     * @return this
     */
    public Builder figures(List<Figure> figures) {
      List<Figure> copy = List.copyOf(figures);
      return add((out, index, level) -> Parts.figures(out, copy));
    }

    /**
     * Adds a line chart.
     *
     * @param chart the chart
     * @return this
     */
    public Builder lineChart(LineChart chart) {
      Objects.requireNonNull(chart, "chart");
      return add((out, index, level) -> LineChartView.render(chart, out, index, level));
    }

    /**
     * Adds a raster.
     *
     * @param raster the raster
     * @return this
     */
    public Builder raster(Raster raster) {
      Objects.requireNonNull(raster, "raster");
      return add((out, index, level) -> RasterView.render(raster, out, index, level));
    }

    /**
     * Adds a column chart.
     *
     * @param chart the chart
     * @return this
     */
    public Builder columns(ColumnChart chart) {
      Objects.requireNonNull(chart, "chart");
      return add((out, index, level) -> ColumnChartView.render(chart, out, index, level));
    }

    /**
     * Adds a bar chart.
     *
     * @param chart the chart
     * @return this
     */
    public Builder bars(BarChart chart) {
      Objects.requireNonNull(chart, "chart");
      return add((out, index, level) -> BarChartView.render(chart, out, index, level));
    }

    /**
     * Adds a scatter chart.
     *
     * @param chart the scatter chart
     * @return this
     */
    public Builder scatter(ScatterChart chart) {
      Objects.requireNonNull(chart, "chart");
      return add((out, index, level) -> ScatterChartView.render(chart, out, index, level));
    }

    /**
     * Adds a heat map.
     *
     * @param map the heat map
     * @return this
     */
    public Builder heatMap(HeatMap map) {
      Objects.requireNonNull(map, "map");
      return add((out, index, level) -> HeatMapView.render(map, out, index, level));
    }

    /**
     * Adds a flame graph.
     *
     * @param graph the flame graph
     * @return this
     */
    public Builder flameGraph(FlameGraph graph) {
      Objects.requireNonNull(graph, "graph");
      return add((out, index, level) -> FlameGraphView.render(graph, out, index, level));
    }

    /**
     * Adds a timeline.
     *
     * @param timeline the timeline
     * @return this
     */
    public Builder timeline(Timeline timeline) {
      Objects.requireNonNull(timeline, "timeline");
      return add((out, index, level) -> TimelineView.render(timeline, out, index, level));
    }

    /**
     * Adds a table that people can sort.
     *
     * @param table the table
     * @return this
     */
    public Builder sortableTable(SortableTable table) {
      Objects.requireNonNull(table, "table");
      return add((out, index, level) -> SortableTableView.render(table, out, index, level));
    }

    /**
     * Adds a table; columns of numbers are set to the right.
     *
     * @param title what it shows
     * @param header name of each column
     * @param rows texts by row; a short row leaves the last cells empty
     * @param note a sentence under the table, or an empty text
     * @return this
     * @throws IllegalArgumentException if the title is blank, or a row has more cells than the
     *     header
     */
    public Builder table(String title, List<String> header, List<List<String>> rows, String note) {
      Args.text("title of a table", title);
      Objects.requireNonNull(note, "note");
      List<String> head = List.copyOf(header);
      List<List<String>> copy = rows.stream().map(List::copyOf).toList();
      for (int i = 0; i < copy.size(); i++) {
        if (copy.get(i).size() > head.size()) {
          throw new IllegalArgumentException(
              "row %d of table '%s' has %d cells: the header has %d columns"
                  .formatted(i, title, copy.get(i).size(), head.size()));
        }
      }
      return add((out, index, level) -> Parts.table(out, index, level, title, head, copy, note));
    }

    /**
     * Adds names and values, in the map's order.
     *
     * @param title what they describe
     * @param facts values by name
     * @return this
     * @throws IllegalArgumentException if the title is blank
     */
    public Builder facts(String title, Map<String, String> facts) {
      Args.text("title of facts", title);
      Map<String, String> copy = new LinkedHashMap<>(facts);
      return add((out, index, level) -> Parts.facts(out, index, level, title, copy));
    }

    /**
     * Starts a chapter: the titles of the parts after it are one level below its own.
     *
     * @param title what follows
     * @param lead a sentence under it, or an empty text
     * @return this
     * @throws IllegalArgumentException if the title is blank
     */
    public Builder heading(String title, String lead) {
      Args.text("title of a chapter", title);
      Objects.requireNonNull(lead, "lead");
      add((out, index, level) -> Parts.heading(out, title, lead));
      level = 3;
      return this;
    }

    /**
     * Adds a paragraph.
     *
     * @param text plain text; line breaks stay
     * @return this
     */
    public Builder paragraph(String text) {
      Objects.requireNonNull(text, "text");
      return add((out, index, level) -> out.raw("<p class=\"text\">").text(text).raw("</p>"));
    }

    private Builder add(Part part) {
      int at = level;
      parts.add((out, index, ignored) -> part.render(out, index, at));
      return this;
    }

    /**
     * Writes the report, whole or not at all.
     *
     * @param file the file to write or to replace; its folder must exist
     * @throws IllegalArgumentException in one line, if the folder is missing or not writable, or if
     *     so many parts were added that not even their outlines fit into 1 MiB
     * @throws java.io.UncheckedIOException in one line, if writing fails
     */
    public void write(Path file) {
      OutputFile.write(file, render());
    }

    /** The bytes of the page; the largest detail that fits. */
    byte[] render() {
      Limits limits = Limits.FULL;
      // Eight halvings: from 2,000 points to the floor of 16.
      for (int attempt = 0; attempt <= 8; attempt++) {
        byte[] page = page(limits).getBytes(StandardCharsets.UTF_8);
        if (page.length <= MAX_BYTES) {
          return page;
        }
        limits = limits.half();
      }
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "report '%s' has %,d parts: even at their shortest they exceed %,d bytes",
              Html.shortened(title, 80),
              parts.size(),
              MAX_BYTES));
    }

    private String page(Limits limits) {
      Html out = new Html(limits);
      Page.open(out, title);
      out.raw("<header class=\"masthead\"><p class=\"mark\">Freshet</p><h1>").text(title);
      out.raw("</h1>");
      if (!lead.isBlank()) {
        out.raw("<p class=\"lead\">").text(lead).raw("</p>");
      }
      origin(out);
      out.raw("</header><main>");
      for (int i = 0; i < parts.size() && !out.isFull(); i++) {
        parts.get(i).render(out, i + 1, 2);
      }
      out.raw("</main><footer>");
      origin(out);
      Page.close(out);
      return out.toString();
    }

    private void origin(Html out) {
      if (!command.isBlank()) {
        out.raw("<p class=\"command\"><code>");
        // An option must not part after its dashes; a word longer than a phone is wide has to.
        for (String word : Html.shortened(command, out.limits().chars()).split(" ", -1)) {
          boolean whole = word.length() <= 30;
          out.raw(whole ? "<span>" : "").text(word).raw(whole ? "</span> " : " ");
        }
        out.raw("</code></p>");
      }
      if (stamp != null) {
        String time =
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(stamp.truncatedTo(ChronoUnit.SECONDS));
        out.raw("<p class=\"stamp\"><time datetime=\"").text(time).raw("\">").text(time);
        out.raw("</time></p>");
      }
    }
  }
}
