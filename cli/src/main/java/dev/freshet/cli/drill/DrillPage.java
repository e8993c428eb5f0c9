package dev.freshet.cli.drill;

import dev.freshet.host.GateError;
import dev.freshet.host.HostFacts;
import dev.freshet.report.BarChart;
import dev.freshet.report.Check;
import dev.freshet.report.Figure;
import dev.freshet.report.HtmlReport;
import dev.freshet.report.LatencySummary;
import dev.freshet.report.LineChart;
import dev.freshet.report.Tone;
import dev.freshet.rush.Outcome;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the report of a drill: one self-contained HTML file, verdict and invariants first. */
public final class DrillPage {
  private static final double NANOS_PER_MICRO = 1e3;

  private DrillPage() {}

  /**
   * Writes the page.
   *
   * @param file where to
   * @param r what to show
   */
  public static void write(Path file, DrillResult r) {
    DrillPictures pictures = new DrillPictures(r);
    HtmlReport.Builder page =
        HtmlReport.titled("Flash sale drill")
            .lead(lead(r))
            .command(r.settings().command())
            .stamp(DrillJson.t0(r).truncatedTo(ChronoUnit.MILLIS).atZone(ZoneId.systemDefault()))
            .verdict(r.verdict().good(), r.verdict().headline(), r.verdict().sentence())
            .checks("Invariants", checks(r))
            .figures(figures(r));
    if (r.crash() != null) {
      page.paragraph("Crash: " + r.crash().line() + ".");
    }
    page.raster(pictures.arrivals()).bars(gate(r));
    latency(page, r);
    page.lineChart(pictures.stock());
    page.columns(pictures.outcomes());
    fsync(page, r);
    page.table(
        "Outcomes",
        List.of("outcome", "shoppers", "attempts"),
        outcomes(r),
        "Final outcome of each shopper after all retries, and how the attempts of the rush ended.");
    page.facts("Host", host(r)).write(file);
  }

  private static String lead(DrillResult r) {
    return "%,d shoppers asked for %,d units of %s over %,d connections at one instant."
        .formatted(
            r.settings().shoppers(),
            r.terms().stock(),
            r.terms().sku(),
            r.settings().connections());
  }

  private static List<Check> checks(DrillResult r) {
    return r.invariants().stream()
        .map(i -> new Check(i.id(), i.name(), i.holds(), i.detail()))
        .toList();
  }

  private static List<Figure> figures(DrillResult r) {
    Figures f = r.figures();
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of("Decisions", f.decisionsPerSecond(), "/s", "from T0 to the last decision"));
    figures.add(
        Figure.of(
            "Durable accepts",
            f.durableAcceptsPerSecond(),
            "/s",
            "from the first to the last accept"));
    figures.add(
        Figure.ofMicros(
            "Gate error p99", r.armed().rehearsal().p99Us(), "rehearsed on the socket thread"));
    figures.add(
        Figure.ofMicros(
            "Gate error, fired", r.rush().firedGateErrorNanos() / NANOS_PER_MICRO, "at T0"));
    figures.add(
        Figure.ofMicros(
            "First requests",
            r.rush().sendSpreadNanos() / NANOS_PER_MICRO,
            "one per connection, first to last"));
    figures.add(Figure.ofMicros("Response p99", r.rush().response().p99Us(), "from the plan"));
    figures.add(Figure.of("Sold out after", f.soldOutAfterMs(), "ms", "from T0"));
    figures.add(
        Figure.of("Whole command", DrillJson.elapsedMs() / 1e3, "s", "from the start of the JVM"));
    return figures;
  }

  private static BarChart gate(DrillResult r) {
    GateError gate = r.armed().rehearsal();
    return BarChart.titled("Gate error")
        .note(
            "How late the thread that owns the sockets left the gate: %d rehearsals before T0, and the real one."
                .formatted(gate.rounds()))
        .unit("µs")
        .bar("p50", gate.p50Us())
        .bar("p99", gate.p99Us())
        .bar("max", gate.maxUs())
        .bar("fired", Tone.SPECIAL, r.rush().firedGateErrorNanos() / NANOS_PER_MICRO)
        .limit("judgeable up to 10 ms", 10_000)
        .build();
  }

  private static void latency(HtmlReport.Builder page, DrillResult r) {
    page.lineChart(
        LineChart.percentiles("Latency by percentile")
            .note(
                "Response time counts from the planned instant, so the wait for a free connection is in it"
                    + " (no coordinated omission); service time counts from the write alone, and the gap between"
                    + " the lines is the queue that a closed loop would hide.")
            .latency("response, from the plan", r.rush().response())
            .latency("service, from the write", r.rush().service())
            .build());
    page.table(
        "Latency",
        List.of("", "p50", "p90", "p99", "p99.9", "max"),
        List.of(
            latencyRow("response, from the plan", r.rush().response()),
            latencyRow("service, from the write", r.rush().service())),
        "");
  }

  private static List<String> latencyRow(String name, LatencySummary latency) {
    return List.of(
        name,
        shown(latency.p50Us()),
        shown(latency.p90Us()),
        shown(latency.p99Us()),
        shown(latency.p999Us()),
        shown(latency.maxUs()));
  }

  private static String shown(double us) {
    return Story.micros(us).replace(" us", " µs");
  }

  private static void fsync(HtmlReport.Builder page, DrillResult r) {
    SaleState.Fsync fsync = r.end().fsync();
    if (fsync == null) {
      page.paragraph("No commit was measured: the market accepted nothing, or does not tell.");
      return;
    }
    String where = r.end().fileSystem() == null ? "" : " on " + r.end().fileSystem();
    String memory =
        Boolean.TRUE.equals(r.host().dataFolderInMemory())
            ? " This is a memory file system: the figures say nothing about a disk."
            : "";
    page.bars(
        BarChart.titled("Measured fsync")
            .note("%,d commits%s, each with its sync.%s".formatted(fsync.count(), where, memory))
            .unit("µs")
            .bar("p50", fsync.p50())
            .bar("mean", fsync.mean())
            .bar("p99", fsync.p99())
            .build());
  }

  private static List<List<String>> outcomes(DrillResult r) {
    List<List<String>> rows = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      rows.add(
          List.of(
              Story.words(outcome),
              Story.count(r.outcomes().getOrDefault(outcome, 0L)),
              Story.count(r.attempts().getOrDefault(outcome, 0L))));
    }
    return rows;
  }

  private static Map<String, String> host(DrillResult r) {
    HostFacts h = r.host();
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "operating system", h.os());
    put(facts, "kernel", h.kernel());
    put(facts, "CPU", h.cpuModel());
    put(facts, "CPUs", h.cpus());
    put(facts, "hypervisor", h.hypervisor());
    put(facts, "clock source", h.clockSource());
    put(facts, "timer slack", h.timerSlackNanos() == null ? null : h.timerSlackNanos() + " ns");
    put(facts, "memory", h.memoryMiB() == null ? null : h.memoryMiB() + " MiB");
    put(facts, "steal", h.stealPercent() == null ? null : "%.1f %%".formatted(h.stealPercent()));
    put(facts, "load average", h.loadAverage());
    put(facts, "open files limit", h.openFilesLimit());
    put(facts, "data folder", h.dataFolderFileSystem());
    put(facts, "JVM", h.jvm());
    put(facts, "collector", h.gc());
    put(facts, "JVM flags", String.join(" ", h.jvmFlags()));
    put(facts, "transport", "market " + r.end().transport() + ", client " + r.armed().transport());
    put(facts, "clock error", r.rush().anchor().errorNanos() + " ns");
    put(
        facts,
        "memory of the client",
        r.clientPeakRssMiB() == null ? null : r.clientPeakRssMiB() + " MiB");
    put(
        facts,
        "memory of the market",
        r.marketPeakRssMiB() == null ? null : r.marketPeakRssMiB() + " MiB");
    put(facts, "seed", r.settings().seed());
    return facts;
  }

  private static void put(Map<String, String> facts, String name, @Nullable Object value) {
    facts.put(name, value == null ? "not known" : value.toString());
  }
}
