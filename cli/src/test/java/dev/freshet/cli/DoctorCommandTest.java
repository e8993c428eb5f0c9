package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code freshet doctor} as its user meets it. */
final class DoctorCommandTest {
  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private static Run freshet(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = line.execute(arguments);
    return new Run(status, out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          doctor                           | freshet doctor: PID is missing; jps or pgrep java lists processes
          doctor me                        | freshet doctor: PID 'me': must be the number of a process
          doctor 1 --for 1s                | freshet doctor: --for '1000ms': must be from 4s to 1h
          doctor 1 --for 15                | freshet doctor: --for '15': must be a number with its unit, such as 500us, 300ms, 2s or 1m, and at most 24h
          doctor 1 --detail                | freshet doctor: --detail: must come with --trace
          doctor 1 --trace 10ms            | freshet doctor: --trace '10ms': must be at least 50ms
          doctor 1 --json /no/x.json       | freshet doctor: --json '/no/x.json': must be in a folder that exists, and /no does not
          doctor tail                      | freshet doctor tail: FILE is missing
          doctor tail /no                  | freshet doctor tail: FILE '/no': must be a file that you can read
          doctor tail /no --quantile 100   | freshet doctor tail: --quantile '100.0': must be a percentage from 50 to below 100
          """)
  void badInputIsOneLineAndStatusTwo(String arguments, String complaint) {
    Run run = freshet(arguments.split(" ", -1));

    assertThat(run.err()).isEqualTo(complaint + System.lineSeparator());
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void whatIsNoJvmIsBadInput() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    try {
      Run run = freshet("doctor", String.valueOf(cat.pid()), "--quiet");

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "freshet doctor: PID '"
                  + cat.pid()
                  + "': must be a JVM, and cat is none"
                  + System.lineSeparator());
    } finally {
      cat.destroy();
    }
  }

  /** A JVM may not attach to itself: files are read, and what is missing is told. */
  @Test
  void aLookIsShownAndWritten() throws Exception {
    Path json = folder.resolve("doctor.json");
    Path report = folder.resolve("doctor.html");
    Run run =
        freshet(
            "doctor",
            String.valueOf(ProcessHandle.current().pid()),
            "--for",
            "4s",
            "--files-only",
            "--json",
            json.toString(),
            "--report",
            report.toString());

    assertThat(run.status()).as("%s", run.err()).isIn(0, 3);
    assertThat(run.out())
        .contains("in 4 windows of", "missing:  L1 JVM: not asked for", "own cost: ");
    JsonNode written = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(written.path("schema").asString("")).isEqualTo("freshet/doctor/1");
    assertThat(written.path("exitCode").asInt(-1)).isEqualTo(run.status());
    assertThat(written.path("windows").path("count").asInt(0)).isEqualTo(4);
    assertThat(written.path("layers")).isNotEmpty();
    assertThat(written.path("notChecked")).isNotEmpty();
    for (String field : Arrays.asList("target", "verdicts", "ownCpuPercent", "unexplainedMs")) {
      assertThat(written.has(field)).as(field).isTrue();
    }
    assertThat(Files.readString(report)).contains("All signals on one axis", "What was read");
  }

  @Test
  void aTailIsFittedAndWritten() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder column = new StringBuilder("ms\n");
    for (int i = 0; i < 4_000; i++) {
      column.append(-Math.log(1 - random.nextDouble())).append('\n');
    }
    Path file = Files.writeString(folder.resolve("values.txt"), column);
    Path json = folder.resolve("tail.json");

    Run run = freshet("doctor", "tail", file.toString(), "--quantile", "99.9", "--json", json + "");

    assertThat(run.status()).as("%s", run.err()).isZero();
    assertThat(run.out()).contains("4,000 values (column of numbers)", "P99.9 = ");
    JsonNode written = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(written.path("schema").asString("")).isEqualTo("freshet/tail/1");
    assertThat(written.path("quantiles").path(0).path("low").asDouble(0)).isPositive();
  }
}
