package dev.freshet.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            "peak RSS: freshet-virtual not measured; run freshet lab run --workloads flight100k");
    assertThat(advice.cost().modelSeconds()).isNull();
  }

  @Test
  void theShippedFiguresCanBeRead() {
    assertThat(LabFigures.shipped().source()).startsWith("shipped with Freshet");
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
