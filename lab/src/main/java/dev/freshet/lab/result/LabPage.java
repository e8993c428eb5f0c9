package dev.freshet.lab.result;

import dev.freshet.host.HostFacts;
import dev.freshet.lab.Cell;
import dev.freshet.lab.CellKey;
import dev.freshet.lab.FigureKind;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Standing;
import dev.freshet.report.HtmlReport;
import dev.freshet.report.SortableTable;
import dev.freshet.report.SortableTable.Best;
import dev.freshet.report.stats.Interval;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Writes the report of a lab: one self-contained HTML file, the verdict first. */
public final class LabPage {
  private static final double HUNDRED = 100;

  /** A figure that is shown and explains others, but decides nothing. */
  private record Further(String label, String unit, ToDoubleFunction<Measurement> of) {}

  private static final List<Further> FURTHER =
      List.of(
          new Further(
              "context switches a task",
              "",
              m -> m.voluntarySwitchesPerTask() + m.involuntarySwitchesPerTask()),
          new Further("heap after GC", "MiB", Measurement::heapLiveMiB),
          new Further("run delay of carriers", "µs", LabPage::runDelay));

  private LabPage() {}

  /**
   * Writes the page.
   *
   * @param file where to
   * @param command what made it
   * @param result what to show
   * @param verdict what it amounts to
   */
  public static void write(Path file, String command, LabResult result, LabVerdict verdict) {
    HtmlReport.Builder page =
        HtmlReport.titled("Execution models compared")
            .lead(lead(result))
            .command(command)
            .stamp(result.began().atZone(ZoneId.systemDefault()))
            .verdict(verdict.good(), verdict.headline(), verdict.sentence());
    if (!result.leftOut().isEmpty()) {
      page.paragraph("Left out: " + String.join("; ", result.leftOut()) + ".");
    }
    if (!result.failed().isEmpty()) {
      page.table("Failed", List.of("cell", "reason"), failed(result), "They were not run again.");
    }
    studies(page, result);
    LabPictures pictures = new LabPictures(result);
    for (Standing standing : result.standings()) {
      boolean ranked = verdict.ranked() && !standing.front().isEmpty();
      page.heading(standing.title(), ranked ? front(standing) : "");
      if (standing.rows().stream().allMatch(row -> row.figures().containsKey(FigureKind.LATENCY))) {
        page.scatter(pictures.front(standing, ranked));
      }
      page.sortableTable(table(result, standing, verdict.ranked()));
      if (verdict.ranked() && standing.base() != null) {
        ratios(page, standing);
      }
      pictures.percentiles(standing).ifPresent(page::lineChart);
      pictures.pauses(standing).ifPresent(page::heatMap);
      pictures.burst(standing).ifPresent(page::lineChart);
    }
    pictures.knees().forEach(page::lineChart);
    page.heading("How it was measured", "");
    page.facts("Noise and isolation", noise(result));
    page.facts("Machine", machine(result.machine())).write(file);
  }

  private static void studies(HtmlReport.Builder page, LabResult result) {
    for (StudySummary summary : StudySummary.of(result)) {
      page.heading("Study: " + summary.study(), summary.sentence() + ".");
      if (!summary.header().isEmpty()) {
        page.table("Figures", summary.header(), summary.rows(), "Medians of the rounds.");
      }
      if (summary.study().equals(CarrierKnee.STUDY)) {
        CarrierKnee.of(result.cells().stream().filter(Cell::comparable).toList())
            .ifPresent(knee -> page.lineChart(knee.chart()));
      }
    }
  }

  private static String lead(LabResult result) {
    long subjects = result.cells().stream().map(c -> c.key().subject()).distinct().count();
    long loads = result.cells().stream().map(c -> c.key().workload()).distinct().count();
    return "%d subjects under %d %s, %d interleaved rounds, each run in a fresh JVM."
        .formatted(subjects, loads, loads == 1 ? "workload" : "workloads", result.rounds());
  }

  private static List<List<String>> failed(LabResult result) {
    return result.failed().stream()
        .map(cell -> List.of(cell.key().toString(), String.valueOf(cell.failure())))
        .toList();
  }

  private static String front(Standing standing) {
    StringBuilder text =
        new StringBuilder("On the front of latency, CPU and memory: ")
            .append(String.join(", ", standing.front()))
            .append('.');
    for (Standing.Row row : standing.rows()) {
      List<String> by = standing.dominated().get(row.subject());
      if (by != null) {
        text.append(' ').append(row.subject()).append(" is dominated by ");
        text.append(String.join(", ", by)).append('.');
      }
    }
    return text.toString();
  }

  private static SortableTable table(LabResult result, Standing standing, boolean ranked) {
    SortableTable.Builder table =
        SortableTable.titled("Figures")
            .note(
                "Median of the rounds, and how far its bootstrap interval of 95 % (94 % with five"
                    + " rounds, 75 % with three) reaches at most.")
            .column("subject");
    for (FigureKind figure : FigureKind.values()) {
      Best best = !ranked ? Best.NONE : figure.higherIsBetter() ? Best.HIGHEST : Best.LOWEST;
      table.column(figure.label(), best);
    }
    Best least = ranked ? Best.LOWEST : Best.NONE;
    for (Further figure : FURTHER) {
      table.column(figure.label(), least);
    }
    for (Standing.Row row : standing.rows()) {
      List<dev.freshet.report.Cell> cells = new ArrayList<>();
      String note = row.note().isEmpty() ? "" : " (" + row.note() + ")";
      cells.add(dev.freshet.report.Cell.text(row.subject() + note));
      for (FigureKind figure : FigureKind.values()) {
        cells.add(cell(row.figures().get(figure), figure.unit()));
      }
      for (Further figure : FURTHER) {
        cells.add(cell(median(result, standing, row.subject(), figure), figure.unit()));
      }
      table.row(cells);
    }
    return table.build();
  }

  private static @Nullable Interval median(
      LabResult result, Standing standing, String subject, Further figure) {
    CellKey key = new CellKey(subject, standing.workload(), standing.producers(), standing.limit());
    return result.cells().stream()
        .filter(cell -> cell.key().equals(key))
        .findFirst()
        .map(cell -> cell.median(figure.of()))
        .orElse(null);
  }

  private static double runDelay(Measurement m) {
    return m.carriers() == null ? Double.NaN : m.carriers().meanUs();
  }

  /** Shows how far the interval reaches, and is sorted by the median. */
  private static dev.freshet.report.Cell cell(@Nullable Interval interval, String unit) {
    if (interval == null || !bounded(interval) || interval.estimate() <= 0) {
      return dev.freshet.report.Cell.of(interval == null ? Double.NaN : interval.estimate(), unit);
    }
    double reach =
        Math.max(interval.high() - interval.estimate(), interval.estimate() - interval.low());
    String text =
        String.format(
            Locale.ROOT,
            "%s ±%.0f %%",
            dev.freshet.report.Cell.of(interval.estimate(), unit).text(),
            HUNDRED * reach / interval.estimate());
    return new dev.freshet.report.Cell(text, interval.estimate());
  }

  private static void ratios(HtmlReport.Builder page, Standing standing) {
    List<String> header = new ArrayList<>(List.of("subject"));
    for (FigureKind figure : FigureKind.values()) {
      header.add(figure.label());
    }
    List<List<String>> rows = new ArrayList<>();
    for (Standing.Row row : standing.rows()) {
      if (!row.subject().equals(standing.base())) {
        List<String> cells = new ArrayList<>(List.of(row.subject()));
        for (FigureKind figure : FigureKind.values()) {
          cells.add(ratio(row.ratios().get(figure)));
        }
        rows.add(cells);
      }
    }
    if (!rows.isEmpty()) {
      page.table(
          "Ratio to " + standing.base(),
          header,
          rows,
          "Round by round; no difference is shown where the interval holds 1.");
    }
  }

  private static boolean bounded(Interval interval) {
    return Double.isFinite(interval.low()) && Double.isFinite(interval.high());
  }

  private static String range(@Nullable Interval interval) {
    return interval == null || !bounded(interval)
        ? "too few rounds"
        : digits(interval.low()) + " to " + digits(interval.high());
  }

  private static String ratio(Standing.@Nullable Ratio ratio) {
    if (ratio == null) {
      return "–";
    }
    String verdict =
        switch (ratio.verdict()) {
          case BETTER -> "better";
          case WORSE -> "worse";
          case NO_DIFFERENCE_SHOWN -> "no difference shown";
        };
    return "%s (%s), %s"
        .formatted(digits(ratio.interval().estimate()), range(ratio.interval()), verdict);
  }

  private static String digits(double value) {
    String form = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, form, value);
  }

  private static Map<String, String> noise(LabResult result) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("steal before the runs", percent(result.noise().stealPercent()));
    facts.put("other processes before the runs", percent(result.noise().neighboursPercent()));
    facts.put("timers late by (p99)", digits(result.noise().overshootP99Us()) + " µs");
    Double steal = result.machine().stealPercent();
    facts.put("steal during the runs", steal == null ? "not known" : percent(steal));
    double[] others =
        result.cells().stream()
            .map(Cell::rounds)
            .flatMap(List::stream)
            .mapToDouble(round -> round.neighboursPercent())
            .filter(Double::isFinite)
            .toArray();
    facts.put(
        "other processes during the runs",
        others.length == 0
            ? "not known"
            : "up to " + percent(java.util.Arrays.stream(others).max().orElse(Double.NaN)));
    String cpuset = result.isolation().cpuset();
    facts.put("cpuset", cpuset == null ? "not granted" : "CPUs " + cpuset);
    Long cap = result.isolation().memoryCapMiB();
    facts.put("memory cap", cap == null ? "not granted" : cap + " MiB");
    facts.put(
        "judged", result.loudness().isEmpty() ? "quiet" : String.join("; ", result.loudness()));
    return facts;
  }

  private static String percent(double percent) {
    return Double.isNaN(percent) ? "not known" : String.format(Locale.ROOT, "%.1f %%", percent);
  }

  private static Map<String, String> machine(HostFacts h) {
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "operating system", h.os());
    put(facts, "kernel", h.kernel());
    put(facts, "CPU", h.cpuModel());
    put(facts, "CPUs", h.cpus());
    put(facts, "hypervisor", h.hypervisor());
    put(facts, "clock source", h.clockSource());
    put(facts, "memory", h.memoryMiB() == null ? null : h.memoryMiB() + " MiB");
    put(facts, "load average", h.loadAverage());
    put(facts, "JVM", h.jvm());
    return facts;
  }

  private static void put(Map<String, String> facts, String name, @Nullable Object value) {
    facts.put(name, value == null ? "not known" : value.toString());
  }
}
