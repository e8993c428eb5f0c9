package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import dev.freshet.lab.FigureKind;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Standing;
import dev.freshet.report.Axis;
import dev.freshet.report.HeatMap;
import dev.freshet.report.LatencySummary;
import dev.freshet.report.LineChart;
import dev.freshet.report.ScatterChart;
import dev.freshet.report.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the figures of a lab into the pictures of its page. Where one run has to stand for all
 * rounds, it is the one in the middle by its latency.
 */
final class LabPictures {
  /** Slices of the heat map: as many as there is room for numbers. */
  private static final int SLICES = 24;

  private static final double MILLIS = 1e3;

  private final LabResult result;

  LabPictures(LabResult result) {
    this.result = result;
  }

  /** Latency by memory, with the front. */
  ScatterChart front(Standing standing, boolean ranked) {
    ScatterChart.Builder chart =
        ScatterChart.titled("Latency against memory")
            .note("To the left and below is better; the larger a point, the more CPU a task takes.")
            .x(Axis.log(standing.response() ? "response p99" : "start p99", "µs"))
            .y(Axis.log("peak RSS", "MiB"))
            .size(Axis.linear("CPU a task", "µs"));
    for (Standing.Row row : standing.rows()) {
      chart.point(
          row.subject(),
          row.subject().startsWith("freshet-") ? "Freshet" : "others",
          median(row, FigureKind.LATENCY),
          median(row, FigureKind.MEMORY),
          median(row, FigureKind.CPU));
    }
    if (ranked && !standing.front().isEmpty()) {
      chart.front("front", standing.front());
    }
    return chart.build();
  }

  private static double median(Standing.Row row, FigureKind figure) {
    Interval interval = row.figures().get(figure);
    return interval == null ? Double.NaN : interval.estimate();
  }

  /** The whole distribution of each subject. */
  Optional<LineChart> percentiles(Standing standing) {
    LineChart.Builder chart =
        LineChart.percentiles(standing.response() ? "Response latency" : "Start latency")
            .note("From the call of the submitter, or the planned instant under an open load.");
    boolean any = false;
    for (Cell cell : cells(standing)) {
      Measurement middle = middle(cell);
      LatencySummary latency = middle == null ? null : FigureKind.latency(cell, middle);
      if (latency != null && !latency.curve().isEmpty()) {
        chart.latency(cell.key().subject(), latency);
        any = true;
      }
    }
    return any ? Optional.of(chart.build()) : Optional.empty();
  }

  /** Where in the run each subject was stopped by the collector, and for how long. */
  Optional<HeatMap> pauses(Standing standing) {
    Map<String, List<Measurement.Pause>> rows = new LinkedHashMap<>();
    double longest = 0;
    boolean any = false;
    for (Cell cell : cells(standing)) {
      Measurement middle = middle(cell);
      if (middle != null) {
        rows.put(cell.key().subject(), middle.gc().pauses());
        longest = Math.max(longest, middle.seconds() * MILLIS);
        any |= !middle.gc().pauses().isEmpty();
      }
    }
    if (!any || longest <= 0) {
      return Optional.empty();
    }
    double width = longest / SLICES;
    double[] edges = new double[SLICES + 1];
    Arrays.setAll(edges, i -> i * width);
    HeatMap.Builder map =
        HeatMap.titled("Pauses of the collector")
            .note("Time stopped in each slice of the run.")
            .x(Axis.linear("time since the measured part began", "ms"))
            .values(Axis.linear("stopped", "ms"))
            .edges(edges);
    rows.forEach((subject, pauses) -> map.row(subject, sliced(pauses, width)));
    return Optional.of(map.build());
  }

  private static double[] sliced(List<Measurement.Pause> pauses, double width) {
    double[] slices = new double[SLICES];
    for (Measurement.Pause pause : pauses) {
      slices[Math.clamp((long) (pause.atMs() / width), 0, SLICES - 1)] += pause.ms();
    }
    return slices;
  }

  /** How the subjects get through a burst. */
  Optional<LineChart> burst(Standing standing) {
    LineChart.Builder chart =
        LineChart.titled("The burst over time")
            .note("99th percentile of the responses of the tasks planned in each slice.")
            .x(Axis.linear("time since the measured part began", "ms"))
            .y(Axis.log("response p99", "µs"));
    boolean any = false;
    for (Cell cell : cells(standing)) {
      Measurement middle = middle(cell);
      if (middle != null && !middle.timeline().isEmpty()) {
        List<Measurement.Slice> slices = middle.timeline();
        chart.line(
            cell.key().subject(),
            slices.stream().mapToDouble(Measurement.Slice::atMs).toArray(),
            slices.stream().mapToDouble(Measurement.Slice::p99Us).toArray());
        any = true;
      }
    }
    return any ? Optional.of(chart.build()) : Optional.empty();
  }

  /** Throughput by producers, for workloads that were run with several numbers of them. */
  List<LineChart> knees() {
    Map<String, List<Standing>> byWorkload = new LinkedHashMap<>();
    for (Standing standing : result.standings()) {
      byWorkload.computeIfAbsent(standing.workload(), name -> new ArrayList<>()).add(standing);
    }
    return byWorkload.values().stream()
        .filter(standings -> standings.size() > 1)
        .map(LabPictures::knee)
        .toList();
  }

  private static LineChart knee(List<Standing> standings) {
    List<Standing> rising =
        standings.stream().sorted(Comparator.comparingInt(Standing::producers)).toList();
    LineChart.Builder chart =
        LineChart.titled("Knee of " + rising.getFirst().workload())
            .note("Where more producers bring no more tasks.")
            .x(Axis.linear("producers", ""))
            .y(Axis.linear("tasks a second", ""));
    for (Standing.Row subject : rising.getFirst().rows()) {
      double[] x = new double[rising.size()];
      double[] y = new double[rising.size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = rising.get(i).producers();
        y[i] =
            rising.get(i).rows().stream()
                .filter(row -> row.subject().equals(subject.subject()))
                .mapToDouble(row -> median(row, FigureKind.THROUGHPUT))
                .findFirst()
                .orElse(Double.NaN);
      }
      chart.line(subject.subject(), x, y);
    }
    return chart.build();
  }

  private List<Cell> cells(Standing standing) {
    return result.cells().stream()
        .filter(Cell::comparable)
        .filter(cell -> cell.key().workload().equals(standing.workload()))
        .filter(cell -> cell.key().producers() == standing.producers())
        .filter(cell -> cell.key().limit() == standing.limit())
        .toList();
  }

  private static @Nullable Measurement middle(Cell cell) {
    List<Measurement> sorted =
        cell.measurements().stream()
            .sorted(Comparator.comparingDouble(m -> FigureKind.LATENCY.of(cell, m)))
            .toList();
    return sorted.isEmpty() ? null : sorted.get(sorted.size() / 2);
  }
}
