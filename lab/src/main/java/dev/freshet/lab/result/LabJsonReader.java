package dev.freshet.lab.result;

import dev.freshet.host.HostFacts;
import dev.freshet.lab.Cell;
import dev.freshet.lab.CellKey;
import dev.freshet.lab.Isolation;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Noise;
import dev.freshet.lab.Round;
import dev.freshet.lab.RunFailure;
import dev.freshet.report.LatencySummary;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what {@link LabJson} wrote, from the raw rounds: summaries are computed anew. The curves of
 * latencies are not in the file, so they are empty. A figure that is missing or null is NaN.
 */
public final class LabJsonReader {
  private LabJsonReader() {}

  /**
   * Reads a file.
   *
   * @param file a result of a lab
   * @return what it says
   * @throws IllegalArgumentException in one line, if it cannot be read or is no such result
   */
  public static LabResult read(Path file) {
    try {
      JsonNode root = JsonMapper.shared().readTree(file);
      String schema = root.path("schema").asString("");
      if (!schema.equals(LabJson.SCHEMA)) {
        throw new IllegalArgumentException(
            schema.isEmpty()
                ? "no result of a lab: there is no schema in it"
                : "schema '%s': must be %s".formatted(schema, LabJson.SCHEMA));
      }
      return result(root);
    } catch (JacksonException unreadable) {
      String reason = unreadable.getOriginalMessage();
      throw new IllegalArgumentException("cannot be read as JSON: " + reason, unreadable);
    } catch (DateTimeException unreadable) {
      throw new IllegalArgumentException("not as a lab wrote it: " + unreadable, unreadable);
    }
  }

  private static LabResult result(JsonNode root) {
    JsonNode noise = root.path("noise");
    JsonNode isolation = root.path("isolation");
    return new LabResult(
        Instant.parse(text(root, "began")),
        machine(root.path("machine")),
        new Noise(
            number(noise, "stealPercent"),
            number(noise, "neighboursPercent"),
            number(noise, "overshootP99Us")),
        new Isolation(
            isolation.path("cpuset").asString(null),
            isolation.path("memoryCapMiB").isNumber()
                ? isolation.path("memoryCapMiB").longValue()
                : null),
        text(root, "base"),
        root.path("rounds").asInt(0),
        number(root, "seconds"),
        root.path("interrupted").asBoolean(false),
        list(root.path("leftOut"), node -> node.asString("")),
        list(root.path("cells"), LabJsonReader::cell));
  }

  private static HostFacts machine(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("not as a lab wrote it: machine is missing");
    }
    return JsonMapper.shared().treeToValue(node, HostFacts.class);
  }

  private static Cell cell(JsonNode node) {
    return new Cell(
        new CellKey(
            text(node, "subject"),
            text(node, "workload"),
            node.path("producers").asInt(0),
            node.path("limit").asInt(0)),
        text(node, "latency").equals("response"),
        list(node.path("rounds"), LabJsonReader::round));
  }

  private static Round round(JsonNode node) {
    JsonNode failure = node.path("failure");
    JsonNode measurement = node.path("measurement");
    return new Round(
        node.path("number").asInt(0),
        number(node, "seconds"),
        number(node, "stealPercent"),
        number(node, "neighboursPercent"),
        measurement.isObject() ? measurement(measurement) : null,
        failure.isObject()
            ? new RunFailure(text(failure, "reason"), failure.path("detail").asString(""))
            : null);
  }

  private static Measurement measurement(JsonNode m) {
    Map<String, Double> extra = new TreeMap<>();
    m.path("extra").properties().forEach(e -> extra.put(e.getKey(), number(e.getValue())));
    JsonNode gc = m.path("gc");
    JsonNode carriers = m.path("carriers");
    return new Measurement(
        m.path("tasks").asLong(0),
        number(m, "seconds"),
        number(m, "tasksPerSecond"),
        latency(m.path("start")),
        latency(m.path("response")),
        number(m, "cpuUserUsPerTask"),
        number(m, "cpuSystemUsPerTask"),
        number(m, "voluntarySwitchesPerTask"),
        number(m, "involuntarySwitchesPerTask"),
        number(m, "peakRssMiB"),
        number(m, "heapLiveMiB"),
        number(m, "bytesPerTask"),
        new Measurement.Gc(
            gc.path("count").asInt(0),
            number(gc, "pauseMsTotal"),
            number(gc, "pauseMsMax"),
            list(
                gc.path("pauses"), p -> new Measurement.Pause(number(p, "atMs"), number(p, "ms")))),
        carriers.isObject()
            ? new Measurement.RunDelay(
                carriers.path("threads").asInt(0),
                number(carriers, "meanUs"),
                number(carriers, "worstUs"),
                number(carriers, "share"))
            : null,
        list(
            m.path("timeline"),
            s ->
                new Measurement.Slice(
                    number(s, "atMs"),
                    s.path("arrived").asLong(0),
                    s.path("completed").asLong(0),
                    number(s, "p99Us"),
                    s.path("size").asInt(0))),
        extra);
  }

  private static @Nullable LatencySummary latency(JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    return new LatencySummary(
        node.path("count").asLong(0),
        number(node, "mean"),
        number(node, "p50"),
        number(node, "p90"),
        number(node, "p99"),
        number(node, "p999"),
        number(node, "p9999"),
        number(node, "max"),
        List.of());
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    List<T> list = new ArrayList<>();
    array.forEach(node -> list.add(element.apply(node)));
    return list;
  }

  private static String text(JsonNode node, String field) {
    String text = node.path(field).asString(null);
    if (text == null) {
      throw new IllegalArgumentException("not as a lab wrote it: " + field + " is missing");
    }
    return text;
  }

  private static double number(JsonNode node, String field) {
    return number(node.path(field));
  }

  private static double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.NaN;
  }
}
