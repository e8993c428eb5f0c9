package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.system.SystemRoot;
import java.io.BufferedReader;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The launch on the command line: what is printed where, refused, started and passed on. */
final class LaunchCommandTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** What the tests have started: says what it got, and ends as it is told. */
  static final class Launched {
    private Launched() {}

    public static void main(String... arguments) throws InterruptedException {
      for (String argument : arguments) {
        System.out.println("<" + argument + ">");
      }
      if (arguments[0].equals("waits")) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("asked")));
        System.out.println("ready");
        new CountDownLatch(1).await();
      }
      System.exit(7);
    }
  }

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Complaints complaints = new Complaints();
    int status =
        new CommandLine(new LaunchCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler(complaints)
            .setExecutionExceptionHandler(complaints)
            .execute(arguments);
    return new Run(status, out.toString(), err.toString());
  }

  @Test
  void theCommandIsTheOutputAndTheReasonsAreBesideIt() {
    Run run = run("--goal", "memory", "--memory=512MiB", "--", JAVA, "-jar", "the shop.jar");

    assertThat(run.status()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out()).contains(JAVA + " -Xmx256m").endsWith(" -jar 'the shop.jar'\n");
    assertThat(run.err())
        .startsWith("goal memory on CPUs ")
        .contains("flags\n  -Xmx256m\n      512MiB for the process (--memory)");
  }

  @Test
  void quietLeavesTheCommandAlone() {
    Run run = run("--goal=latency", "--quiet", "--", JAVA, "Shop");

    assertThat(run.out()).contains("-Djdk.virtualThreadScheduler.parallelism=");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aManifestIsTheOutput() {
    assertThat(run("--goal=latency", "--manifest=kubernetes", "--", JAVA, "Shop").out())
        .startsWith("# app: ")
        .contains("kind: Pod");
    assertThat(run("--goal=latency", "--manifest=cgroup", "--", JAVA, "Shop").out())
        .startsWith("#!/bin/sh\n")
        .contains("exec ");
  }

  @Test
  void thePlanIsWrittenAsJson(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("plan.json");

    run("--goal=throughput", "--json", file.toString(), "--", JAVA, "-Xmx1g", "Shop");

    JsonNode plan = JsonMapper.shared().readTree(Files.readString(file));
    assertThat(plan.path("schema").asString()).isEqualTo("freshet/launch/1");
    assertThat(plan.path("goal").asString()).isEqualTo("throughput");
    assertThat(plan.path("command").toString()).contains("\"-Xmx1g\",\"Shop\"");
    assertThat(plan.path("items").get(0).path("reason").asString()).isNotBlank();
  }

  /** Each in one line; the program that is named leaves a trace if it is started. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --exec -- java Shop                        | --goal is missing: must be one of latency, throughput, memory
          --goal speed --exec -- java Shop           | --goal 'speed': must be one of latency, throughput, memory
          --goal latency --exec                      | COMMAND is missing: give java with its options after --
          --goal latency --exec -- touch started     | COMMAND 'touch started': must be java with its options, as in: -- java -jar app.jar
          --goal latency --exec -- java              | COMMAND 'java': must name a program: a main class, -jar FILE or -m MODULE
          --goal latency --exec -- /none/java Shop   | COMMAND '/none/java': must be a program that you can run
          --goal latency --cpus 3-1 -- java Shop     | --cpus '3-1': must be CPUs by number and range, such as 0-3,8
          --goal latency --cpus 8191 -- java Shop    | --cpus '8191': must be within the CPUs that are online and granted
          --goal latency --node 99 -- java Shop      | --node '99': must be
          --goal latency --node -1 -- java Shop      | --node '-1': must be a whole number from 0 to 8191
          --goal latency --memory 4g -- java Shop    | --memory '4g': must be a number with its unit, such as 512MiB or 1.5GiB, from 64MiB to 16TiB
          --goal latency --memory 1MiB -- java Shop  | --memory '1MiB': must be a number with its unit
          --goal latency --manifest helm -- java S   | --manifest 'helm': must be one of kubernetes, cgroup
          --goal latency --exec --manifest cgroup -- java S | --exec and --manifest: give one of them only
          --goal latency --json none/x.json -- java S | --json 'none/x.json': must be in a folder that exists
          verify 0                                   | PID '0': must be a whole number from 1 to 2147483647
          verify 2147483647                          | PID '2147483647': must be a process that runs
          verify x                                   | PID
          verify                                     | PID is missing
          """)
  void badInputIsOneLineAndStartsNothing(String line, String complaint) {
    // A machine need not have a java on its PATH.
    Run run = run(line.replace("-- java Shop", "-- " + JAVA + " Shop").split(" ", -1));

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(complaint);
    assertThat(run.out()).isEmpty();
    assertThat(Path.of("started")).doesNotExist();
  }

  @Test
  void whatIsNoJvmIsRefused() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    try {
      Run run = run("verify", Long.toString(cat.pid()));

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("must be a JVM that java started, and it is 'cat'");
    } finally {
      cat.destroyForcibly();
    }
  }

  @Test
  void theProgramIsStartedInOurPlace() throws Exception {
    Process process = freshet("ends", "two words", "'", "");
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.lines()).containsExactly("<ends>", "<two words>", "<'>", "<>");
      assertThat(process.waitFor(Processes.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(7);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 2", "TERM, 15"})
  void aSignalIsPassedOn(String signal, int number) throws Exception {
    String ignored = SystemRoot.ofThisMachine().field("proc/self/status", "SigIgn");
    assumeTrue(
        ignored == null || ((Long.parseUnsignedLong(ignored, 16) >> (number - 1)) & 1) == 0,
        "the tests run with this signal ignored, as in the background of a shell");
    Process process = freshet("waits");
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("<waits>");
      assertThat(out.readLine()).isEqualTo("ready");

      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();

      assertThat(out.lines()).containsExactly("asked");
      assertThat(process.waitFor(Processes.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
      // 128 + SIGTERM: the program ended by the request that was passed on.
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The whole command line in a process of its own, which starts the program. */
  private static Process freshet(String... arguments) throws Exception {
    String everything =
        String.join(
            File.pathSeparator,
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""),
            Path.of("target", "classes").toString(),
            Path.of("target", "test-classes").toString());
    List<String> command = new ArrayList<>(List.of(JAVA, "-XX:+UseSerialGC", "-cp", everything));
    command.addAll(List.of(Main.class.getName(), "launch", "--goal", "memory", "--exec", "-q"));
    command.addAll(List.of("--", JAVA, "-Xmx64m", "-cp"));
    command.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    command.add(Launched.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
