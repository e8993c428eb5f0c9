package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code freshet tune} as its user meets it, on a real JVM. */
final class TuneCommandTest {
  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private static Run tune(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("tune"));
    all.addAll(List.of(arguments));
    int status = line.execute(all.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  /** A program of the doctor's tests that knows nothing of Freshet. */
  private static Process planted(String load) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.virtualThreadScheduler.parallelism=2",
                "-cp",
                Path.of("..", "doctor", "target", "test-classes").toString(),
                "dev.freshet.doctor.tune.Planted",
                load)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(new String(process.getInputStream().readNBytes(2), StandardCharsets.US_ASCII))
        .isEqualTo("up");
    return process;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          | freshet tune: PID is missing
          0 | freshet tune: PID '0': must be a whole number from 1 to 2147483647
          one | freshet tune: PID 'one': must be a whole number from 1 to 2147483647
          1 --parallelism 1 | freshet tune: --parallelism '1': must be a whole number from 2 to 256, or a difference such as +2 or -2
          1 --parallelism 257 | freshet tune: --parallelism '257': must be a whole number from 2 to 256, or a difference such as +2 or -2
          1 --parallelism ++2 | freshet tune: --parallelism '++2': must be a whole number from 2 to 256, or a difference such as +2 or -2
          1 --auto --parallelism 4 | freshet tune: --parallelism, --auto and --pin: give one of them only
          1 --apply | freshet tune: --apply: goes with --auto only; the other options act by themselves
          1 --keep --auto | freshet tune: --keep: there is nothing to keep without --parallelism, --pin or --apply
          1 --auto --for 0s | freshet tune: --for '0s': must be more than nothing, such as 30s
          1 --auto --for 5 | freshet tune: --for '5': must be a number with its unit, such as 500us, 300ms, 2s or 1m, and at most 24h
          1 --pin threads 1 | freshet tune: --pin 'threads': must be carriers or loops
          1 --pin loops x | freshet tune: --pin: CPUs 'x': write numbers and ranges as in 0-3,8, not 'x'
          1 --json /no/x.json | freshet tune: --json '/no/x.json': must be in a folder that exists, and /no does not
          2147483647 | freshet tune: there is no process 2147483647
          """)
  void badInputIsOneLineAndStatusTwo(String arguments, String complaint) {
    Run run = arguments == null ? tune() : tune(arguments.split(" ", -1));

    assertThat(run.err()).isEqualTo(complaint + System.lineSeparator());
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void aDifferenceTakesEffectUnderLoadAndIsTakenBack() throws Exception {
    Path json = folder.resolve("tune.json");
    Process jvm = planted("spin");
    try {
      String pid = Long.toString(jvm.pid());
      Run run = tune(pid, "--parallelism", "+1", "--for", "300ms", "--json", json.toString());

      assertThat(run.status()).as("%s", run.err()).isZero();
      assertThat(run.out())
          .contains("parallelism 2 -> 3, in effect: 3 carriers carry (the call took ")
          .contains("back: parallelism 2, ");
      JsonNode root = JsonMapper.shared().readTree(json);
      assertThat(root.at("/schema").asString()).isEqualTo("freshet/tune/1");
      assertThat(root.at("/target/pid").asLong()).isEqualTo(jvm.pid());
      assertThat(root.at("/change/gauges/mounted").asInt()).isEqualTo(3);
      assertThat(root.at("/restored/parallelism").asInt()).isEqualTo(2);
      assertThat(root.at("/exitCode").asInt()).isZero();

      assertThat(tune(pid).out()).startsWith("parallelism 2, carriers ");
      Run below = tune(pid, "--parallelism", "-2");
      assertThat(below.status()).isEqualTo(2);
      assertThat(below.err())
          .isEqualTo(
              "freshet tune: parallelism 0: must be a whole number from 2 to 256"
                  + System.lineSeparator());
    } finally {
      end(jvm);
    }
  }

  @Test
  void adviceSetsNothingAndTellsHowTo() throws Exception {
    Path json = folder.resolve("tune.json");
    Process jvm = planted("blocked");
    try {
      String pid = Long.toString(jvm.pid());
      Run run = tune(pid, "--auto", "--for", "9s", "--json", json.toString());

      assertThat(run.status()).as("%s", run.err()).isZero();
      assertThat(run.out())
          .contains("advice: ", " carriers instead of 2: ")
          .contains("freshet tune " + pid + " --auto --apply")
          .contains("-Djdk.virtualThreadScheduler.parallelism=");
      JsonNode root = JsonMapper.shared().readTree(json);
      assertThat(root.at("/mode").asString()).isEqualTo("advice");
      assertThat(root.at("/decisions").size()).isGreaterThanOrEqualTo(5);
      assertThat(root.at("/decisions/4/action").asString()).isEqualTo("RAISE");
      assertThat(root.at("/decisions/4/reading/queuedShare").asDouble()).isPositive();
      assertThat(tune(pid).out()).startsWith("parallelism 2, ");
    } finally {
      end(jvm);
    }
  }

  @Test
  void aTargetThatDiesMeanwhileIsOneLineAndStatusFour() throws Exception {
    Path json = folder.resolve("tune.json");
    Process jvm = planted("cpu");
    Thread killer =
        Thread.ofPlatform()
            .start(
                () -> {
                  // Once the agent's threads are there, the command has come in.
                  Path tasks = Path.of("/proc", Long.toString(jvm.pid()), "task");
                  while (!threads(tasks).contains("RMI TCP Accept-")) {
                    Thread.onSpinWait();
                  }
                  jvm.destroyForcibly();
                });
    try {
      Run run = tune(Long.toString(jvm.pid()), "--auto", "--for", "60s", "--json", json.toString());

      assertThat(run.status()).isEqualTo(4);
      assertThat(run.err().lines().filter(line -> line.startsWith("freshet tune: ")))
          .singleElement()
          .asString()
          .contains("process " + jvm.pid());
    } finally {
      end(jvm);
      killer.join();
    }
  }

  private static List<String> threads(Path tasks) {
    List<String> names = new ArrayList<>();
    String[] tids = tasks.toFile().list();
    for (String tid : tids == null ? new String[0] : tids) {
      try {
        names.add(java.nio.file.Files.readString(tasks.resolve(tid).resolve("comm")).strip());
      } catch (java.io.IOException ended) {
        // A thread that ended meanwhile.
      }
    }
    return names;
  }
}
