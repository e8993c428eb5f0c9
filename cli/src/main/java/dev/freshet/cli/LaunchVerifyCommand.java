package dev.freshet.cli;

import dev.freshet.doctor.launch.JvmView;
import dev.freshet.doctor.launch.LaunchCheck;
import dev.freshet.doctor.launch.LaunchJson;
import dev.freshet.doctor.launch.LaunchVerifier;
import dev.freshet.doctor.launch.Wanted;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code freshet launch verify}: what of a launch took effect. */
@Command(
    name = "verify",
    description = "Check what a running JVM got of its CPUs, memory, quota, flags and carriers.",
    footer = {
      "",
      "What was wanted is read from the JVM's own command line, as freshet launch made it.",
      "Exit status: 0 all of it took effect, 3 some did not.",
      "",
      "Example:",
      "  freshet launch verify 4711",
      "  freshet launch verify 4711 --cpus 0-3"
    })
final class LaunchVerifyCommand implements Callable<Integer> {
  /** Status when something did not take effect: as for every command that finds something. */
  private static final int FINDINGS = 3;

  /**
   * How long the JVM may take to answer: it does at its next safepoint, in milliseconds unless it
   * is in trouble.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Parameters(
      index = "0",
      paramLabel = "PID",
      converter = CountConverter.class,
      description = "The JVM.")
  private int pid;

  @Option(
      names = "--cpus",
      paramLabel = "LIST",
      converter = LaunchCpusConverter.class,
      description = "The CPUs that it was to run on. Default: what its command line says.")
  private @Nullable CpuSet cpus;

  @Option(
      names = "--node",
      paramLabel = "N",
      description = "The memory node that it was to run on. Default: what its command line says.")
  private @Nullable Integer node;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the checks as JSON.")
  private @Nullable Path json;

  @Mixin private Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    ResultFiles.requireWritable("--json", json);
    if (node != null) {
      BadInput.within("--node", node, 0, CpuSet.MAX);
    }
    List<LaunchCheck> checks = checks();
    if (json != null) {
      LaunchJson.write(json, pid, checks);
    }
    if (checks.isEmpty()) {
      throw new BadInput(
          "PID '%d': must be a JVM with flags or bindings of its own to check, and it has none: give --cpus or --node"
              .formatted(pid));
    }
    Output output = verbosity.output();
    LaunchShowing.checks(checks).forEach(output::say);
    boolean wrong = checks.stream().anyMatch(c -> c.result() == LaunchCheck.Result.WRONG);
    return wrong ? FINDINGS : ExitCode.HOLDS.code();
  }

  private List<LaunchCheck> checks() {
    try {
      LaunchVerifier verifier = LaunchVerifier.of(SystemRoot.ofThisMachine(), pid);
      Wanted wanted =
          new Wanted(
              Optional.ofNullable(cpus),
              node == null ? OptionalInt.empty() : OptionalInt.of(node),
              OptionalDouble.empty());
      return verifier.verify(wanted, JvmView.ask(pid, PATIENCE));
    } catch (IllegalArgumentException refused) {
      throw new BadInput(String.valueOf(refused.getMessage()), refused);
    }
  }
}
