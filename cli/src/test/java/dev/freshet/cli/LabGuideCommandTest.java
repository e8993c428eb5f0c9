package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.lab.guide.Answer;
import dev.freshet.lab.guide.Load;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The guide on the command line: flags, dialogue, complaints, files. */
final class LabGuideCommandTest {
  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Complaints complaints = new Complaints();
    int status =
        new CommandLine(new LabGuideCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler(complaints)
            .setExecutionExceptionHandler(complaints)
            .execute(arguments);
    return new Run(status, out.toString(), err.toString());
  }

  @Test
  void advisesFromFlags() {
    Run run =
        run(
            "--blocking=100%",
            "--cpu-per-task=50us",
            "--wait-per-task=20ms",
            "--arrival=steady",
            "--peak=3200/s",
            "--loss=none",
            "--processors=2",
            "--defaults");

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("TaskPool").contains("TaskPool pool = TaskPool.of(85);");
    assertThat(run.err())
        .contains("not given, so assumed: memory 512MiB, order-per-key no, same-key 0%");
  }

  @Test
  void yesAndNoAreFlags() {
    assertThat(run("--order-per-key", "--defaults").out()).contains("KeyedLanes.of(");
    Run no = run("--no-order-per-key", "--defaults", "--quiet");
    assertThat(no.out()).contains("TaskPool pool = ");
    assertThat(no.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --blocking=most        | guide: --blocking 'most': must be a percentage such as 80%
          --peak=3200            | guide: --peak '3200': must be a rate such as 3200/s
          --loss=some            | guide: --loss 'some': must be one of none, late, newest
          --cpu-per-task=0us     | guide: --cpu-per-task '0us': must be from 1ns to 1h
          --from=/no/such/file   | guide: --from '/no/such/file': must be a file that can be read
          --arival=steady        | guide: unknown option '--arival'; did you mean '--arrival'?
          """)
  void badInputIsOneLine(String argument, String line) {
    Run run = run(argument, "--defaults");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().strip()).isEqualTo(line);
  }

  @Test
  void quotesAResultAndWritesJson(@TempDir Path folder) throws Exception {
    Path result =
        Files.writeString(
            folder.resolve("lab.json"),
            """
            {"schema": "freshet/lab/1", "cells": [{"subject": "freshet-virtual",
             "workload": "noop", "producers": 1, "limit": 100, "cpuUsPerTask": 0.25}]}
            """);
    Path json = folder.resolve("advice.json");

    Run run = run("--defaults", "--from", result.toString(), "--json", json.toString());

    assertThat(run.status()).isZero();
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("0.250 s for the model (freshet-virtual, noop, limit 100)");
    assertThat(Files.readString(json))
        .contains("\"schema\" : \"freshet/lab-guide/1\"", "\"rule\" : \"workers-virtual\"");
  }

  @Test
  void theDialogueAsksForWhatIsMissing() {
    List<String> asked = new ArrayList<>();
    List<String> told = new ArrayList<>();
    Iterator<String> lines = List.of("0", "5ms", "often", "step", "").iterator();
    GuideDialogue dialogue =
        new GuideDialogue(
            prompt -> {
              asked.add(prompt);
              return lines.hasNext() ? lines.next() : null;
            },
            told::add);

    Load load = dialogue.complete(Map.of(Answer.PEAK, 3_200L));

    assertThat(load.text(Answer.BLOCKING)).isEqualTo("0%");
    assertThat(load.text(Answer.CPU_PER_TASK)).isEqualTo("5ms");
    assertThat(load.text(Answer.ARRIVAL)).isEqualTo("step");
    assertThat(load.text(Answer.LOSS)).isEqualTo("none");
    assertThat(load.text(Answer.PEAK)).isEqualTo("3,200/s");
    assertThat(asked)
        .noneMatch(prompt -> prompt.contains("How many arrive"))
        .noneMatch(prompt -> prompt.contains("that waits wait"))
        .anyMatch(prompt -> prompt.endsWith("[50us] "));
    assertThat(told).contains("  'often' must be one of steady, bursty, step, pulled");
  }
}
