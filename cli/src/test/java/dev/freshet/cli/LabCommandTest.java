package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code freshet lab} as its user meets it, with real children. */
final class LabCommandTest {
  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private static Run lab(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "lab";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int status = line.execute(all);
    return new Run(status, out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lab                                   | freshet lab: a command is missing; freshet lab --help lists them
          lab lst                               | freshet lab: unknown command 'lst': must be one of run, list, guide, compare; did you mean 'list'?
          lab run --time 0s                     | freshet lab run: --time '0s': must be more than nothing, such as 1m
          lab run --rounds 1001                 | freshet lab run: --rounds '1001': must be a whole number from 1 to 1000
          lab run --producers 1,5000            | freshet lab run: --producers '5000': must be a whole number from 1 to 1024
          lab run --producers 0                 | freshet lab run: --producers '0': must be a whole number from 1 to 2147483647
          lab run --subjects all,Disruptor      | freshet lab run: --subjects: 'all' stands alone; leave the other names away
          lab run --subjects Disruptor --base freshet-ring | freshet lab run: --base: freshet-ring; must be one of the subjects run
          lab run --workloads noop --subjects Disruptor,JCTools --time 3s | freshet lab run: --time '3s': must be at least 4s, which one round takes
          lab run --json /no/x.json             | freshet lab run: --json '/no/x.json': must be in a folder that exists, and /no does not
          lab compare                           | freshet lab compare: A.json is missing
          lab compare /no/a.json /no/b.json     | freshet lab compare: A.json '/no/a.json': must be a file that you can read
          """)
  void badInputIsOneLineAndStatusTwo(String arguments, String complaint) {
    Run run = lab(java.util.Arrays.stream(arguments.split(" ", -1)).skip(1).toArray(String[]::new));

    assertThat(run.err()).isEqualTo(complaint + System.lineSeparator());
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThat(lab("run", "--subjects", "Disrupter").err())
        .hasLineCount(1)
        .startsWith("freshet lab run: --subjects 'Disrupter': must be one of freshet-virtual, ")
        .endsWith("; did you mean 'Disruptor'?" + System.lineSeparator());
    assertThat(lab("run", "--workloads", "nop").err())
        .hasLineCount(1)
        .endsWith("; did you mean 'noop'?" + System.lineSeparator());
    assertThat(lab("run", "--subjects", "Disrupter").status()).isEqualTo(2);
  }

  @Test
  void theListNamesSubjectsAndWorkloads() {
    Run list = lab("list");

    assertThat(list.status()).isZero();
    assertThat(list.out())
        .contains("freshet-virtual", "ThreadPoolExecutor", "Disruptor", "noop", "step");
    assertThat(list.out().lines()).allMatch(line -> line.length() <= 120);
    assertThat(lab("list", "--verbose").out()).contains("new ForkJoinPool(LIMIT)");
  }

  @Test
  void twoSubjectsAreRunShownWrittenAndCompared() throws Exception {
    Path json = folder.resolve("lab.json");
    Path report = folder.resolve("lab.html");
    Run run =
        lab(
            "run",
            "--subjects",
            "freshet-virtual,ThreadPoolExecutor",
            "--workloads",
            "noop",
            "--tasks",
            "2000",
            "--rounds",
            "3",
            "--anyway",
            "--json",
            json.toString(),
            "--report",
            report.toString());

    assertThat(run.status()).as("%s", run.err()).isZero();
    assertThat(run.err()).contains("noise: steal", "isolation: ", "round 3 of 3");
    assertThat(run.out())
        .contains("noop, 1 producer", "freshet-virtual", "front of latency, CPU and memory: ")
        .contains("JSON:   " + json);
    assertThat(run.out().lines().filter(line -> !line.contains(folder.toString())))
        .allMatch(line -> line.length() <= 80);
    JsonNode root = JsonMapper.shared().readTree(json);
    assertThat(root.at("/schema").asString()).isEqualTo("freshet/lab/1");
    assertThat(root.at("/exitCode").asInt()).isZero();
    assertThat(root.at("/cells")).hasSize(2);
    assertThat(root.at("/cells/1/rounds")).hasSize(3);
    assertThat(Files.readString(report)).contains("Execution models compared", "freshet-virtual");

    Path difference = folder.resolve("difference.json");
    Run compared =
        lab(
            "compare",
            json.toString(),
            json.toString(),
            "--anyway",
            "--json",
            difference.toString());
    assertThat(compared.status()).isZero();
    JsonNode same = JsonMapper.shared().readTree(difference);
    assertThat(same.at("/schema").asString()).isEqualTo("freshet/lab-compare/1");
    assertThat(same.at("/cells/1/subject").asString()).isEqualTo("ThreadPoolExecutor");
    assertThat(same.at("/cells/1/ratios/cpu/ratio").asDouble()).isEqualTo(1);
    assertThat(same.at("/cells/1/ratios/cpu/verdict").asString()).isEqualTo("no difference shown");
    assertThat(compared.out()).contains("2 of 2 cells show no difference in any figure.");
    assertThat(compared.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aLoudMachineIsNotComparedUnlessAsked() throws Exception {
    Path loud = folder.resolve("loud.json");
    Files.writeString(
        loud,
        """
        {"schema": "freshet/lab/1", "began": "2026-11-28T04:00:00Z", "base": "a", "seconds": 1,
         "rounds": 3, "machine": {"os": "Linux", "cpus": 2, "jvmFlags": []},
         "noise": {"stealPercent": 7},
         "cells": [{"subject": "a", "workload": "noop", "producers": 1, "limit": 2,
          "latency": "start", "rounds": [
           {"number": 1, "measurement": {"tasksPerSecond": 10}},
           {"number": 2, "measurement": {"tasksPerSecond": 10}},
           {"number": 3, "measurement": {"tasksPerSecond": 10}}]}]}
        """);

    Run compared = lab("compare", loud.toString(), loud.toString());
    assertThat(compared.status()).as("%s", compared.err()).isEqualTo(20);
    assertThat(compared.out())
        .contains("1.00x", "A: the hypervisor withholds 7.0 %", "--anyway")
        .doesNotContain("1.00x =", "difference shown");

    Run anyway = lab("compare", loud.toString(), loud.toString(), "--anyway");
    assertThat(anyway.status()).isZero();
    assertThat(anyway.out()).contains("1.00x =", "1 of 1 cells show no difference");
  }
}
