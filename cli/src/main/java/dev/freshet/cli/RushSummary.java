package dev.freshet.cli;

import dev.freshet.host.GateError;
import dev.freshet.host.HostFacts;
import dev.freshet.host.ProcessMemory;
import dev.freshet.report.Axis;
import dev.freshet.report.BarChart;
import dev.freshet.report.ColumnChart;
import dev.freshet.report.Figure;
import dev.freshet.report.HtmlReport;
import dev.freshet.report.LatencySummary;
import dev.freshet.report.LineChart;
import dev.freshet.report.Raster;
import dev.freshet.report.Tone;
import dev.freshet.rush.ArmReport;
import dev.freshet.rush.History;
import dev.freshet.rush.Outcome;
import dev.freshet.rush.RushResult;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What {@code freshet rush} tells of a rush: the same figures as lines, as JSON and as HTML. */
record RushSummary(
    String url,
    String method,
    int connections,
    ArmReport armed,
    RushResult result,
    Instant t0,
    boolean burst,
    long stallOverT0Nanos,
    long longestStallNanos,
    HostFacts host,
    long elapsedNanos) {
  /** A gate that opened later than this proves nothing about the target's first moments, in ns. */
  private static final long LATEST_GATE_NANOS = 10_000_000L;

  /** Nor does a client that stood still for longer than this over T0, in ns. */
  private static final long LONGEST_STALL_NANOS = 100_000_000L;

  /** Bins of the outcomes over time: fine enough to see a stall, coarse enough to see columns. */
  private static final int BINS = 100;

  /** Requests without a definite answer; what an interruption kept from being sent is excused. */
  long unresolved() {
    return result.count(Outcome.INDETERMINATE)
        + result.count(Outcome.SHED)
        + result.count(Outcome.CONFLICT)
        + (result.interrupted() ? 0 : result.count(Outcome.UNSENT));
  }

  /**
   * Why this client is no judge of the target, or null; the start of a closed loop judges nothing.
   */
  @Nullable String cannotJudge() {
    if (!burst) {
      return null;
    }
    if (result.firedGateErrorNanos() > LATEST_GATE_NANOS) {
      return String.format(
          Locale.ROOT,
          "this client fired %.1f ms late (10 ms are allowed); the machine is too busy to judge the target",
          result.firedGateErrorNanos() / 1e6);
    }
    if (stallOverT0Nanos > LONGEST_STALL_NANOS) {
      return String.format(
          Locale.ROOT,
          "this client stood still for %.0f ms over T0 (100 ms are allowed); the machine is too busy to judge the target",
          stallOverT0Nanos / 1e6);
    }
    return null;
  }

  private double secondsToEnd() {
    return Math.max(1, result.endNanoTime() - result.t0NanoTime()) / 1e9;
  }

  private long decided() {
    long sum = 0;
    for (Outcome outcome : Outcome.values()) {
      sum += outcome.decided() ? result.count(outcome) : 0;
    }
    return sum;
  }

  private double decisionsPerSecond() {
    long nanos = result.lastDecisionNanoTime() - result.t0NanoTime();
    return nanos <= 0 ? 0 : decided() / (nanos / 1e9);
  }

  // ---- lines

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "%,d requests over %d connections (%s): %s",
            result.requests(), connections, armed.transport(), outcomesInWords()));
    lines.add(
        line(
            "%,.0f decisions/s over %.3f s; %,d attempts, %,d reconnects, %,d of %,d connections proven before T0",
            decisionsPerSecond(),
            secondsToEnd(),
            result.attempts(),
            result.reconnects(),
            result.connectionsProven(),
            connections));
    GateError gate = armed.rehearsal();
    lines.add(
        line(
            "gate %s late at T0 (%d rehearsals: p50 %s, p99 %s, max %s); first writes within %s",
            us(result.firedGateErrorNanos() / 1e3),
            gate.rounds(),
            us(gate.p50Us()),
            us(gate.p99Us()),
            us(gate.maxUs()),
            us(result.sendSpreadNanos() / 1e3)));
    lines.add(
        line("%-9s %10s %10s %10s %10s %10s", "latency", "p50", "p90", "p99", "p99.9", "max"));
    lines.add(latency("response", result.response()) + "   " + fromPlan());
    lines.add(latency("service", result.service()) + "   from the write to the last byte");
    return lines;
  }

  private String fromPlan() {
    return burst
        ? "from T0: waiting for a free connection counts"
        : "from a free connection: retries and reconnects count";
  }

  private String outcomesInWords() {
    StringBuilder words = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      if (result.count(outcome) > 0) {
        words.append(words.isEmpty() ? "" : ", ");
        words.append(line("%,d %s", result.count(outcome), name(outcome)));
      }
    }
    return words.isEmpty() ? "nothing sent" : words.toString();
  }

  private static String latency(String name, LatencySummary of) {
    return line(
        "%-9s %10s %10s %10s %10s %10s",
        name, us(of.p50Us()), us(of.p90Us()), us(of.p99Us()), us(of.p999Us()), us(of.maxUs()));
  }

  private static String name(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String us(double us) {
    if (Double.isNaN(us)) {
      return "-";
    }
    return us < 1_000
        ? line("%.1f µs", us)
        : us < 1_000_000 ? line("%.2f ms", us / 1e3) : line("%.3f s", us / 1e6);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
  private static String line(String format, @Nullable Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  // ---- JSON

  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("url", url);
    all.put("method", method);
    all.put("mode", burst ? "burst" : "closed loop");
    all.put("t0", t0.toString());
    all.put("requests", result.requests());
    all.put("connections", connections);
    all.put("connectionsProven", result.connectionsProven());
    all.put("reconnects", result.reconnects());
    all.put("transport", armed.transport());
    all.put("outcomes", outcomes(false));
    all.put("attempts", result.attempts());
    all.put("attemptOutcomes", outcomes(true));
    all.put("nonsense", result.nonsense());
    all.put("unresolved", unresolved());
    all.put("interrupted", result.interrupted());
    all.put("trouble", result.trouble());
    all.put("cannotJudge", cannotJudge());
    all.put("timing", timing());
    all.put(
        "throughput",
        ordered(
            "decisionsPerSecond",
            decisionsPerSecond(),
            "attemptsPerSecond",
            result.attempts() / secondsToEnd()));
    all.put(
        "latencyUs",
        ordered("response", result.response().json(), "service", result.service().json()));
    OptionalLong peak = ProcessMemory.peakRssMiB(ProcessHandle.current().pid());
    all.put("memory", ordered("clientPeakRssMiB", peak.isPresent() ? peak.getAsLong() : null));
    all.put("elapsedMs", elapsedNanos / 1_000_000);
    all.put("host", host);
    return all;
  }

  private Map<String, Object> outcomes(boolean ofAttempts) {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      String name = outcome == Outcome.SOLD_OUT ? "soldOut" : name(outcome);
      counts.put(name, ofAttempts ? result.attempts(outcome) : result.count(outcome));
    }
    return counts;
  }

  private Map<String, @Nullable Object> timing() {
    GateError gate = armed.rehearsal();
    return ordered(
        "gateErrorUs",
        ordered(
            "rounds", gate.rounds(),
            "p50", gate.p50Us(),
            "p99", gate.p99Us(),
            "p999", gate.p999Us(),
            "max", gate.maxUs(),
            "fired", result.firedGateErrorNanos() / 1e3),
        "firstWriteUs",
        result.firstWriteAfterT0Nanos() / 1e3,
        "sendSpreadUs",
        result.sendSpreadNanos() / 1e3,
        "allocatedInBurstBytes",
        result.allocatedInBurstBytes(),
        "stallOverT0Ms",
        stallOverT0Nanos / 1e6,
        "longestStallMs",
        longestStallNanos / 1e6,
        "clockErrorNanos",
        result.anchor().errorNanos(),
        "connectMs",
        armed.connectMs(),
        "probeRttUs",
        ordered("p50", armed.probeRttP50Us(), "max", armed.probeRttMaxUs()));
  }

  private static Map<String, @Nullable Object> ordered(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }

  // ---- HTML

  HtmlReport.Builder html() {
    boolean good =
        unresolved() == 0
            && result.nonsense() == 0
            && cannotJudge() == null
            && !result.interrupted();
    String headline =
        good
            ? "Every request was answered."
            : result.interrupted()
                ? "Stopped before the end."
                : cannotJudge() != null && unresolved() == 0
                    ? "This client cannot judge."
                    : "Not every request was answered.";
    GateError gate = armed.rehearsal();
    HtmlReport.Builder page =
        HtmlReport.titled(burst ? "Rush: one burst" : "Rush: closed loop")
            .lead(
                line(
                    "%,d requests (%s) to %s over %d connections, planned for %s.",
                    result.requests(), method, url, connections, t0))
            .stamp(t0.atZone(ZoneId.systemDefault()))
            .verdict(
                good,
                headline,
                line("%s.", cannotJudge() != null ? cannotJudge() : outcomesInWords()))
            .figures(
                List.of(
                    Figure.of(
                        "Decisions", decisionsPerSecond(), "/s", "from T0 to the last decision"),
                    Figure.ofMicros(
                        "Gate error", result.firedGateErrorNanos() / 1e3, "when it was fired"),
                    Figure.ofMicros(
                        "Send spread",
                        result.sendSpreadNanos() / 1e3,
                        "first request of each connection"),
                    Figure.ofMicros("Response p99", result.response().p99Us(), "from the plan"),
                    Figure.ofMicros("Service p99", result.service().p99Us(), "from the write")));
    if (burst && result.history().size() > 0) {
      raster(page);
    }
    page.bars(
        BarChart.titled("Gate error")
            .note(
                line(
                    "%d rehearsals on the thread that owns the sockets, and the real one.",
                    gate.rounds()))
            .unit("µs")
            .bar("p50", gate.p50Us())
            .bar("p99", gate.p99Us())
            .bar("max", gate.maxUs())
            .bar("fired", Tone.SPECIAL, result.firedGateErrorNanos() / 1e3)
            .limit("judgeable up to 10 ms", LATEST_GATE_NANOS / 1e3)
            .build());
    page.lineChart(
        LineChart.percentiles("Latency by percentile")
            .note(
                "Response time counts from the planned instant, service time from the write: the gap"
                    + " between the lines is waiting that a closed loop would hide.")
            .latency("response, from the plan", result.response())
            .latency("service, from the write", result.service())
            .build());
    if (result.history().size() > 0) {
      outcomesOverTime(page);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      rows.add(
          List.of(
              name(outcome),
              line("%,d", result.count(outcome)),
              line("%,d", result.attempts(outcome))));
    }
    page.table(
        "Outcomes",
        List.of("outcome", "requests", "attempts"),
        rows,
        "Final outcome of each request.");
    return page.facts("Host", facts());
  }

  private void raster(HtmlReport.Builder page) {
    History history = result.history();
    double[] written = new double[connections];
    double[] answered = new double[connections];
    Arrays.fill(written, Double.NaN);
    Arrays.fill(answered, Double.NaN);
    for (int row = 0; row < history.size(); row++) {
      int connection = history.connection(row);
      double us = (history.written(row) - result.t0NanoTime()) / 1e3;
      if (Double.isNaN(written[connection]) || us < written[connection]) {
        written[connection] = us;
        long first = history.firstByte(row);
        answered[connection] = first == 0 ? Double.NaN : (first - result.t0NanoTime()) / 1e3;
      }
    }
    page.raster(
        Raster.titled("The first request of each connection around T0")
            .note(
                "A dot per connection: when its request was handed to the kernel, and when the answer began.")
            .events("written", written)
            .events("first byte back", answered)
            .build());
  }

  private void outcomesOverTime(HtmlReport.Builder page) {
    History history = result.history();
    double spanMs = Math.max(1e-3, secondsToEnd() * 1e3);
    double[] edges = new double[BINS + 1];
    for (int i = 0; i <= BINS; i++) {
      edges[i] = spanMs * i / BINS;
    }
    long[][] counts = new long[Outcome.values().length][BINS];
    long[] sums = new long[counts.length];
    List<Outcome> kinds = List.of(Outcome.values());
    for (int row = 0; row < history.size(); row++) {
      long end = history.lastByte(row) == 0 ? history.written(row) : history.lastByte(row);
      int bin = (int) ((end - result.t0NanoTime()) / 1e6 / spanMs * BINS);
      int kind = kinds.indexOf(history.outcome(row));
      counts[kind][Math.clamp(bin, 0, BINS - 1)]++;
      sums[kind]++;
    }
    ColumnChart.Builder chart =
        ColumnChart.titled("Attempts over time")
            .note("By when their answer ended; those without one, by when they were written.")
            .x(Axis.linear("time since T0", "ms"))
            .y(Axis.linear(line("attempts per %.1f ms", spanMs / BINS), ""))
            .edges(edges);
    for (int kind = 0; kind < counts.length; kind++) {
      if (sums[kind] > 0) {
        chart.columns(name(kinds.get(kind)), tone(kinds.get(kind)), counts[kind]);
      }
    }
    page.columns(chart.build());
  }

  private static Tone tone(Outcome outcome) {
    return switch (outcome) {
      case OK -> Tone.GOOD;
      case REPLAYED -> Tone.ACCENT;
      case SOLD_OUT, REFUSED -> Tone.NEUTRAL;
      case SHED, CONFLICT -> Tone.SPECIAL;
      case FAILED, INDETERMINATE, UNSENT -> Tone.BAD;
    };
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("transport", armed.transport());
    facts.put("operating system", host.os());
    put(facts, "kernel", host.kernel());
    put(facts, "CPU", host.cpuModel());
    facts.put("CPUs", String.valueOf(host.cpus()));
    put(facts, "clock source", host.clockSource());
    put(facts, "timer slack, ns", host.timerSlackNanos());
    put(facts, "memory, MiB", host.memoryMiB());
    put(facts, "stolen CPU time, %", host.stealPercent());
    put(facts, "hypervisor", host.hypervisor());
    put(facts, "load average", host.loadAverage());
    facts.put("JVM", host.jvm());
    facts.put("collector", host.gc());
    facts.put("JVM flags", String.join(" ", host.jvmFlags()));
    return facts;
  }

  private static void put(Map<String, String> facts, String name, @Nullable Object value) {
    facts.put(name, value == null ? "not measured" : String.valueOf(value));
  }
}
