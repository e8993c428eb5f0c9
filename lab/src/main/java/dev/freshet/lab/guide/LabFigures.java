package dev.freshet.lab.guide;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.result.LabJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of a lab result, as far as the guide quotes them.
 *
 * <pre>{@code
 * LabFigures mine = LabFigures.read(Path.of("lab.json")); // freshet lab run --json lab.json
 * LabFigures theirs = LabFigures.shipped();
 * }</pre>
 *
 * <p>Read is JSON of schema {@code freshet/lab/1}: {@code began}, {@code machine} with {@code
 * cpuModel} and {@code cpus}, {@code noise.tooLoud}, {@code loudness}, and {@code cells} with
 * {@code subject}, {@code workload}, {@code producers}, {@code limit} and the metrics. A metric is
 * a number or an object with a {@code median}; null or missing means that it was not measured.
 * Everything else is passed over. Immutable.
 */
public final class LabFigures {
  private static final String SHIPPED = "reference.json";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final String source;
  private final List<Cell> cells;

  private LabFigures(String source, List<Cell> cells) {
    this.source = source;
    this.cells = List.copyOf(cells);
  }

  private record Cell(CellKey key, Map<FigureRef.Metric, Double> values) {}

  /**
   * A figure with the cell it is of.
   *
   * @param cell the cell
   * @param value in the unit of its metric
   */
  record Measured(CellKey cell, double value) {}

  /**
   * The figures that come with Freshet, of one machine on one day.
   *
   * @return the figures; without cells while none were measured
   */
  public static LabFigures shipped() {
    try (InputStream in =
        Objects.requireNonNull(LabFigures.class.getResourceAsStream(SHIPPED), SHIPPED)) {
      return of("shipped with Freshet", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The figures of a result file.
   *
   * @param file what {@code freshet lab run --json} wrote
   * @return the figures
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException in one line "must be …", if it is no lab result
   */
  public static LabFigures read(Path file) throws IOException {
    return of(String.valueOf(file.getFileName()), Files.readAllBytes(file));
  }

  private static LabFigures of(String name, byte[] json) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("must be JSON, and is not: " + e.getOriginalMessage(), e);
    }
    String schema = root.path("schema").asString("");
    if (!schema.equals(LabJson.SCHEMA)) {
      throw new IllegalArgumentException(
          "must be a result of freshet lab run, schema %s, and its schema is '%s'"
              .formatted(LabJson.SCHEMA, schema));
    }
    JsonNode list = root.path("cells");
    if (!list.isArray()) {
      throw new IllegalArgumentException("must have an array of cells");
    }
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      cells.add(cell(list.get(i), "cells[" + i + "]"));
    }
    return new LabFigures(cells.isEmpty() ? name + ": no cells" : source(name, root), cells);
  }

  private static String source(String name, JsonNode root) {
    JsonNode machine = root.path("machine");
    return "%s: %s, %s processors, %s%s"
        .formatted(
            name,
            machine.path("cpuModel").asString("unknown processor"),
            machine.path("cpus").asString("?"),
            root.path("began").asString("unknown date"),
            loud(root) ? ", measured on a loud machine" : "");
  }

  /** Before the runs, or before and during them. */
  private static boolean loud(JsonNode root) {
    return !root.path("loudness").isEmpty() || root.path("noise").path("tooLoud").asBoolean(false);
  }

  private static Cell cell(JsonNode node, String where) {
    CellKey key;
    try {
      key =
          new CellKey(
              node.path("subject").stringValue(),
              node.path("workload").stringValue(),
              node.path("producers").intValue(),
              node.path("limit").intValue());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          where + " must have a subject, a workload, and producers and limit of 1 and more", e);
    }
    Map<FigureRef.Metric, Double> values = new EnumMap<>(FigureRef.Metric.class);
    if (node.hasNonNull("failure")) {
      return new Cell(key, values); // its rounds before the failure prove nothing
    }
    for (FigureRef.Metric metric : FigureRef.Metric.values()) {
      number(node, metric.path).ifPresent(value -> values.put(metric, value));
    }
    return new Cell(key, values);
  }

  private static OptionalDouble number(JsonNode cell, String path) {
    JsonNode node = cell;
    for (String step : path.split("\\.", -1)) {
      node = node.path(step);
    }
    JsonNode value = node.isObject() ? node.path("median") : node;
    return value.isNumber() && Double.isFinite(value.doubleValue())
        ? OptionalDouble.of(value.doubleValue())
        : OptionalDouble.empty();
  }

  /**
   * Whose figures these are.
   *
   * @return file, machine and date
   */
  public String source() {
    return source;
  }

  /**
   * Looks a figure up; of several limits the one nearest by ratio, of several producers the fewest.
   */
  @Nullable Measured find(String subject, String workload, FigureRef.Metric metric, int limit) {
    return cells.stream()
        .filter(cell -> cell.key().subject().equals(subject))
        .filter(cell -> cell.key().workload().equals(workload))
        .filter(cell -> cell.values().containsKey(metric))
        .min(
            Comparator.<Cell>comparingDouble(
                    cell -> Math.abs(Math.log((double) cell.key().limit() / limit)))
                .thenComparingInt(cell -> cell.key().producers()))
        .map(cell -> new Measured(cell.key(), Objects.requireNonNull(cell.values().get(metric))))
        .orElse(null);
  }
}
