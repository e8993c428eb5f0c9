package dev.freshet.lab.result;

import dev.freshet.host.HostFacts;
import dev.freshet.lab.Cell;
import dev.freshet.lab.FigureKind;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Round;
import dev.freshet.report.JsonFile;
import dev.freshet.report.LatencySummary;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a result as JSON, schema {@code freshet/lab/1}: figures of each cell as median with their
 * interval, and the raw rounds they are from. Units stand in the names.
 */
public final class LabJson {
  /** Name and version. */
  public static final String SCHEMA = "freshet/lab/1";

  private LabJson() {}

  /**
   * Writes a result.
   *
   * @param file where to
   * @param head fields of the command that stand first, such as its exit code
   * @param result what to write
   * @param verdict whether it is ranked
   */
  public static void write(Path file, Map<String, ?> head, LabResult result, LabVerdict verdict) {
    Map<String, Object> body = new LinkedHashMap<>(head);
    body.put("began", result.began().toString());
    body.put("seconds", result.seconds());
    body.put("interrupted", result.interrupted());
    body.put("base", result.base());
    body.put("rounds", result.rounds());
    body.put("leftOut", result.leftOut());
    body.put("machine", result.machine());
    Map<String, Object> noise = new LinkedHashMap<>();
    noise.put("stealPercent", result.noise().stealPercent());
    noise.put("neighboursPercent", result.noise().neighboursPercent());
    noise.put("overshootP99Us", result.noise().overshootP99Us());
    noise.put("tooLoud", result.noise().tooLoud());
    noise.put("complaints", result.noise().complaints());
    body.put("noise", noise);
    body.put("loudness", result.loudness());
    body.put("isolation", result.isolation());
    body.put("cells", result.cells().stream().map(LabJson::cell).toList());
    body.put("ranked", verdict.ranked());
    body.put("standings", verdict.ranked() ? StandingsJson.of(result) : List.of());
    JsonFile.write(file, SCHEMA, body);
  }

  /**
   * Writes what there is to say of a lab that found no result: the same fields, those that are not
   * known null, and no cells.
   *
   * @param file where to
   * @param head fields of the command, such as its exit code
   */
  public static void writeFailure(Path file, Map<String, ?> head) {
    Map<String, Object> body = new LinkedHashMap<>(head);
    for (String unknown :
        List.of("began", "seconds", "interrupted", "base", "rounds", "noise", "isolation")) {
      body.put(unknown, null);
    }
    body.put("leftOut", List.of());
    body.put("machine", HostFacts.read(null));
    body.put("loudness", List.of());
    body.put("cells", List.of());
    body.put("ranked", false);
    body.put("standings", List.of());
    JsonFile.write(file, SCHEMA, body);
  }

  private static Map<String, Object> cell(Cell cell) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("subject", cell.key().subject());
    body.put("workload", cell.key().workload());
    body.put("producers", cell.key().producers());
    body.put("limit", cell.key().limit());
    body.put("latency", cell.response() ? "response" : "start");
    body.put("failure", cell.failure());
    body.put("tasksPerSecond", interval(cell, m -> FigureKind.THROUGHPUT.of(cell, m)));
    body.put("startLatencyUs", latency(cell, Measurement::start));
    body.put("responseLatencyUs", latency(cell, Measurement::response));
    body.put("cpuUsPerTask", interval(cell, m -> FigureKind.CPU.of(cell, m)));
    body.put("peakRssMiB", interval(cell, m -> FigureKind.MEMORY.of(cell, m)));
    body.put("costPerMillionCpuSeconds", interval(cell, m -> FigureKind.COST.of(cell, m)));
    body.put("bytesPerTask", interval(cell, Measurement::bytesPerTask));
    Map<String, Object> gc = new LinkedHashMap<>();
    gc.put("count", interval(cell, m -> m.gc().count()));
    gc.put("pauseMsTotal", interval(cell, m -> m.gc().pauseMsTotal()));
    gc.put("pauseMsMax", interval(cell, m -> m.gc().pauseMsMax()));
    body.put("gc", gc);
    body.put("rounds", cell.rounds().stream().map(LabJson::round).toList());
    return body;
  }

  private interface Latency {
    @Nullable LatencySummary of(Measurement m);
  }

  private static Map<String, Object> latency(Cell cell, Latency which) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("p50", interval(cell, m -> value(which.of(m), LatencySummary::p50Us)));
    body.put("p99", interval(cell, m -> value(which.of(m), LatencySummary::p99Us)));
    body.put("p999", interval(cell, m -> value(which.of(m), LatencySummary::p999Us)));
    body.put("max", interval(cell, m -> value(which.of(m), LatencySummary::maxUs)));
    return body;
  }

  private static double value(
      @Nullable LatencySummary latency, ToDoubleFunction<LatencySummary> figure) {
    return latency == null ? Double.NaN : figure.applyAsDouble(latency);
  }

  private static Map<String, Object> interval(Cell cell, ToDoubleFunction<Measurement> figure) {
    return StandingsJson.interval(cell.median(figure));
  }

  private static Map<String, Object> round(Round round) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("number", round.number());
    body.put("seconds", round.seconds());
    body.put("stealPercent", round.stealPercent());
    body.put("neighboursPercent", round.neighboursPercent());
    body.put("failure", round.failure());
    body.put("measurement", round.measurement() == null ? null : measurement(round.measurement()));
    return body;
  }

  private static Map<String, Object> measurement(Measurement m) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("tasks", m.tasks());
    body.put("seconds", m.seconds());
    body.put("tasksPerSecond", m.tasksPerSecond());
    body.put("start", m.start() == null ? null : m.start().json());
    body.put("response", m.response() == null ? null : m.response().json());
    body.put("cpuUserUsPerTask", m.cpuUserUsPerTask());
    body.put("cpuSystemUsPerTask", m.cpuSystemUsPerTask());
    body.put("voluntarySwitchesPerTask", m.voluntarySwitchesPerTask());
    body.put("involuntarySwitchesPerTask", m.involuntarySwitchesPerTask());
    body.put("peakRssMiB", m.peakRssMiB());
    body.put("heapLiveMiB", m.heapLiveMiB());
    body.put("bytesPerTask", m.bytesPerTask());
    body.put("gc", m.gc());
    body.put("carriers", m.carriers());
    body.put("timeline", m.timeline());
    body.put("extra", new TreeMap<>(m.extra()));
    return body;
  }
}
