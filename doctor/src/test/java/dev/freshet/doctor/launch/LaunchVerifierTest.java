package dev.freshet.doctor.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.doctor.launch.LaunchCheck.Result;
import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import dev.freshet.host.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What took effect: in a container of files, and in real JVMs started well and badly. */
final class LaunchVerifierTest {
  private static final SystemRoot THIS = SystemRoot.ofThisMachine();

  /** A safety net, not an expectation. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final SystemRoot CONTAINER =
      new SystemRoot(Path.of("..", "host", "src", "test", "resources", "machines", "v2-quota"));

  private static Map<String, Result> results(List<LaunchCheck> checks) {
    return checks.stream()
        .collect(Collectors.toMap(LaunchCheck::what, LaunchCheck::result, (a, b) -> b));
  }

  private static List<LaunchCheck> container(double quota) {
    return LaunchVerifier.of(CONTAINER, 4242)
        .verify(
            new Wanted(Optional.empty(), OptionalInt.empty(), OptionalDouble.of(quota)),
            JvmView.silent("not asked"));
  }

  @Test
  void theLeastQuotaOfAllAncestorsIsTheOneThatCounts() {
    assertThat(results(container(1.5))).containsEntry("CPU quota", Result.OK);
    assertThat(results(container(4))).containsEntry("CPU quota", Result.WRONG);
    assertThat(results(container(Double.POSITIVE_INFINITY)))
        .containsEntry("CPU quota", Result.WRONG);
  }

  @Test
  void flagsOfAJvmThatDoesNotAnswerAreUnknown() {
    assertThat(container(1.5))
        .contains(new LaunchCheck("-Xmx512m", "512m", "not asked", Result.UNKNOWN));
  }

  @Test
  void whatIsNoJvmIsRefused() {
    assertThatThrownBy(() -> LaunchVerifier.of(CONTAINER, 99))
        .hasMessage("PID '99': must be a process that runs");
  }

  /** Starts the waiter, bound or not, and verifies it. */
  private static List<LaunchCheck> live(List<String> prefix, Wanted wanted, String... options)
      throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", Path.of("target", "test-classes").toString()));
    command.add(Waiter.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      assertThat(child.inputReader().lines().filter(line -> line.equals("up")).findFirst())
          .isPresent();
      return LaunchVerifier.of(THIS, child.pid())
          .verify(wanted, JvmView.ask(child.pid(), PATIENCE));
    } finally {
      child.getOutputStream().close();
      child.destroyForcibly();
    }
  }

  private static CpuSet allowedHere() {
    return ProcessReader.of(THIS, ProcessHandle.current().pid())
        .status()
        .orElseThrow()
        .allowedCpus();
  }

  @Test
  void aBoundJvmHasWhatItWanted() throws Exception {
    assumeTrue(
        Facts.tools(Objects.requireNonNullElse(System.getenv("PATH"), "")).contains("taskset"),
        "taskset is not installed here");
    String cpu = Integer.toString(allowedHere().first());

    List<LaunchCheck> checks =
        live(
            List.of("taskset", "-c", cpu),
            Wanted.NOTHING,
            "-Dfreshet.launch=cpus:" + cpu,
            "-Djdk.virtualThreadScheduler.parallelism=2",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-Xss512k");

    assertThat(results(checks))
        .containsEntry("CPUs of the threads", Result.OK)
        .containsEntry("carriers", Result.OK)
        .containsEntry("-XX:+UseSerialGC", Result.OK)
        .containsEntry("-Xmx64m", Result.OK)
        .containsEntry("-Xss512k", Result.OK);
    assertThat(results(checks).values()).containsOnly(Result.OK);
  }

  @Test
  void aJvmThatWasNotBoundIsFound() throws Exception {
    CpuSet here = allowedHere();
    assumeTrue(here.size() > 1, "one CPU only: there is nothing to bind to");
    String cpu = Integer.toString(here.first());

    List<LaunchCheck> checks =
        live(List.of(), Wanted.NOTHING, "-Dfreshet.launch=cpus:" + cpu, "-XX:+UseSerialGC");

    assertThat(results(checks))
        .containsEntry("CPUs of the threads", Result.WRONG)
        .containsEntry("-XX:+UseSerialGC", Result.OK);
    assertThat(checks.getFirst().actual()).contains(here.toString(), "java");
  }

  /** What the JVM drops without a word. */
  @Test
  void flagsThatDidNotTakeEffectAreFound() throws Exception {
    assumeTrue(
        Machines.SMALL.facts().topology().nodes().size() == Topology.read(THIS).nodes().size(),
        "more than one memory node here: UseNUMA would take effect");

    List<LaunchCheck> checks =
        live(List.of(), Wanted.NOTHING, "-XX:+UseNUMA", "-XX:AOTCache=target/none.aot");

    assertThat(results(checks))
        .containsEntry("-XX:+UseNUMA", Result.WRONG)
        .containsEntry("AOT cache", Result.WRONG);
  }

  @Test
  void memoryOnTheNodeIsCounted() throws Exception {
    assumeTrue(
        THIS.exists("proc/self/numa_maps"), "this kernel does not tell on which node memory lies");

    assertThat(
            results(
                live(
                    List.of(),
                    new Wanted(Optional.empty(), OptionalInt.of(0), OptionalDouble.empty()))))
        .containsEntry("memory", Result.OK);
  }

  @Test
  void anotherUsersOrDeadJvmDoesNotAnswer() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();

    JvmView view = JvmView.ask(gone.pid(), PATIENCE);

    assertThat(view.silence()).isNotEmpty().doesNotContain("\n");
    assertThat(view.flags()).isEmpty();
  }

  @Test
  void wishesSurviveTheCommandLine() {
    Wanted wanted =
        new Wanted(Optional.of(CpuSet.parse("0-3,8")), OptionalInt.of(1), OptionalDouble.of(1.5));

    assertThat(wanted.option()).isEqualTo("-Dfreshet.launch=cpus:0-3,8/node:1/quota:1.5");
    assertThat(Wanted.parse(JavaOption.of(wanted.option()).value())).isEqualTo(wanted);
    assertThat(Wanted.parse("cpus:x/node:/other:1/quota:none"))
        .isEqualTo(
            new Wanted(
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.of(Double.POSITIVE_INFINITY)));
    assertThat(Wanted.parse("")).isEqualTo(Wanted.NOTHING);
  }

  @Test
  void answersOfJcmdAreRead() {
    JvmView view =
        JvmView.of(
            """
            15151:
            [Global flags]
                 bool UseNUMA      = false      {product} {default}
                ccstr AOTCache     =            {product} {default}
               size_t MaxHeapSize  = 67108864   {product} {command line}
            """,
            "java.util.concurrent.ForkJoinPool@8[Running, parallelism = 3, size = 1]");

    assertThat(view.flags())
        .isEqualTo(Map.of("UseNUMA", "false", "AOTCache", "", "MaxHeapSize", "67108864"));
    assertThat(view.carriers()).hasValue(3);
    assertThat(view.silence()).isEmpty();
  }
}
