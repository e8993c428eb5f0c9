package dev.freshet.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.lab.Lab;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Figures are quoted from a result, or said to be missing. */
final class LabFiguresTest {
  private static final String RESULT =
      """
      {"schema": "freshet/lab/1", "freshetVersion": "1", "began": "2026-12-01T10:00:00Z",
       "machine": {"cpuModel": "Abacus 3", "cpus": 4},
       "cells": [
        {"subject": "freshet-virtual", "workload": "noop", "producers": 1, "limit": 10,
         "cpuUsPerTask": 0.25, "peakRssMiB": null, "startLatencyUs": {"p99": 7.5}},
        {"subject": "freshet-virtual", "workload": "noop", "producers": 1, "limit": 1000,
         "cpuUsPerTask": {"median": 0.5, "low": 0.4, "high": 0.7}, "peakRssMiB": 120},
        {"subject": "freshet-virtual", "workload": "flight100k", "producers": 1, "limit": 1000,
         "peakRssMiB": 120},
        {"subject": "SemaphoreInside", "workload": "flight100k", "producers": 1, "limit": 1000,
         "peakRssMiB": 480},
        {"subject": "freshet-fresh", "workload": "noop", "producers": 1, "limit": 10,
         "failure": {"kind": "killed"}, "cpuUsPerTask": 3}
       ]}
      """;

  @TempDir private Path folder;

  private LabFigures read(String json) throws Exception {
    return LabFigures.read(Files.writeString(folder.resolve("lab.json"), json));
  }

  @Test
  void theCellNearestToTheLimitIsQuoted() throws Exception {
    LabFigures figures = read(RESULT);
    FigureRef.Metric cpu = FigureRef.Metric.CPU_US_PER_TASK;

    assertThat(value(figures, "freshet-virtual", cpu, 50)).isEqualTo(0.25);
    assertThat(value(figures, "freshet-virtual", cpu, 200)).isEqualTo(0.5);
    assertThat(value(figures, "freshet-lifo", cpu, 200)).isNull();
    assertThat(value(figures, "freshet-fresh", cpu, 10)).as("a failed cell").isNull();
    assertThat(value(figures, "freshet-virtual", FigureRef.Metric.PEAK_RSS_MIB, 10))
        .as("null is not measured, so the other cell speaks")
        .isEqualTo(120);
    assertThat(value(figures, "freshet-virtual", FigureRef.Metric.START_P99_US, 1)).isEqualTo(7.5);
  }

  private static @Nullable Double value(
      LabFigures figures, String subject, FigureRef.Metric metric, int limit) {
    LabFigures.Measured measured = figures.find(subject, "noop", metric, limit);
    return measured == null ? null : measured.value();
  }

  private static Advice.Figure figure(Advice advice) {
    return Objects.requireNonNull(advice.reasons().getFirst().figure());
  }

  @Test
  void reasonsQuoteThemAndTellWhoseTheyAre() throws Exception {
    Advice advice = new Guide().advise(Load.usual(), read(RESULT));

    assertThat(advice.figuresFrom())
        .isEqualTo("lab.json: Abacus 3, 4 processors, 2026-12-01T10:00:00Z");
    assertThat(figure(advice).text())
        .isEqualTo(
            "peak RSS: 120 MiB (freshet-virtual, flight100k, limit 1,000), against 480"
                + " MiB (SemaphoreInside, flight100k, limit 1,000)");
    assertThat(advice.cost().tasksSeconds()).isEqualTo(50);
    assertThat(advice.cost().modelSeconds()).isIn(0.25, 0.5);
  }

  @Test
  void whatWasNotMeasuredIsSaid() throws Exception {
    Advice advice =
        new Guide().advise(Load.usual(), read("{\"schema\": \"freshet/lab/1\", \"cells\": []}"));

    assertThat(advice.figuresFrom()).isEqualTo("lab.json: no cells");
    assertThat(figure(advice).value()).isNull();
    assertThat(figure(advice).text())
        .isEqualTo(
            "peak RSS: freshet-virtual not measured; run freshet lab run --workloads flight100k"
                + " --subjects freshet-virtual,SemaphoreInside");
    assertThat(advice.cost().modelSeconds()).isNull();
  }

  @Test
  void aLoudMachineIsNamed() throws Exception {
    String cells =
        "\"cells\": [{\"subject\":\"a\",\"workload\":\"b\",\"producers\":1,\"limit\":1}]}";
    String head = "{\"schema\": \"freshet/lab/1\", ";

    assertThat(read(head + "\"noise\": {\"tooLoud\": true}, " + cells).source())
        .endsWith(", measured on a loud machine");
    assertThat(read(head + "\"loudness\": [\"during the runs\"], " + cells).source())
        .endsWith(", measured on a loud machine");
    assertThat(read(head + "\"noise\": {\"tooLoud\": false}, \"loudness\": [], " + cells).source())
        .doesNotContain("loud");
  }

  @Test
  void theShippedFiguresCanBeRead() {
    assertThat(LabFigures.shipped().source())
        .startsWith("shipped with Freshet")
        .doesNotContain("no cells", "loud");
  }

  /** Where a workload was run with a subject, the rules that quote the two find their figure. */
  @Test
  void shippedFiguresOfWhatWasRunResolve() throws Exception {
    JsonNode cells;
    try (InputStream in =
        Objects.requireNonNull(LabFigures.class.getResourceAsStream("reference.json"))) {
      cells = JsonMapper.shared().readTree(in).path("cells");
    }
    Set<String> run = new HashSet<>();
    Set<String> subjects = names(Lab.subjects());
    Set<String> workloads = names(Lab.workloads());
    for (JsonNode cell : cells) {
      String subject = cell.path("subject").asString("");
      String workload = cell.path("workload").asString("");
      assertThat(subjects).contains(subject);
      assertThat(workloads).contains(workload);
      assertThat(cell.path("failure").isNull()).as("%s, %s", subject, workload).isTrue();
      run.add(subject + "/" + workload);
    }
    LabFigures shipped = LabFigures.shipped();
    int resolved = 0;
    for (List<Rule> rules : new Guide().book().rules().values()) {
      for (Rule rule : rules) {
        FigureRef ref = rule.figure();
        if (ref == null) {
          continue;
        }
        assertThat(workloads).as(rule.id()).contains(ref.workload());
        for (String subject : List.of(ref.subject(), ref.against())) {
          assertThat(subjects).as(rule.id()).contains(subject);
          if (run.contains(subject + "/" + ref.workload())) {
            assertThat(shipped.find(subject, ref.workload(), ref.metric(), 100))
                .as("%s: %s of %s, %s", rule.id(), ref.metric(), subject, ref.workload())
                .isNotNull();
            resolved++;
          }
        }
      }
    }
    assertThat(resolved).isPositive();
  }

  private static Set<String> names(List<Lab.Entry> entries) {
    return entries.stream().map(Lab.Entry::name).collect(Collectors.toSet());
  }

  @Test
  void whatIsNoResultIsRefusedInOneLine() {
    assertThatThrownBy(() -> read("no json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be JSON, and is not: ");
    assertThatThrownBy(() -> read("{\"schema\": \"freshet/drill/1\"}"))
        .hasMessage(
            "must be a result of freshet lab run, schema freshet/lab/1, and its schema is"
                + " 'freshet/drill/1'");
    assertThatThrownBy(() -> read("{\"schema\": \"freshet/lab/1\"}"))
        .hasMessage("must have an array of cells");
    assertThatThrownBy(() -> read("{\"schema\": \"freshet/lab/1\", \"cells\": [{}]}"))
        .hasMessage(
            "cells[0] must have a subject, a workload, and producers and limit of 1 and more");
  }
}
