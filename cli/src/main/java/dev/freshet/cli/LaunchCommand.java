package dev.freshet.cli;

import dev.freshet.doctor.launch.Facts;
import dev.freshet.doctor.launch.Goal;
import dev.freshet.doctor.launch.JavaCommand;
import dev.freshet.doctor.launch.LaunchJson;
import dev.freshet.doctor.launch.LaunchPlan;
import dev.freshet.doctor.launch.LaunchPlanner;
import dev.freshet.doctor.launch.LaunchRequest;
import dev.freshet.doctor.launch.Manifests;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code freshet launch}: how to start a JVM for a goal on this machine.
 *
 * <p>Standard output carries the command alone, or the manifest, or what the started program
 * writes; the reasons go to standard error.
 */
@Command(
    name = "launch",
    description = "Plan how to start a JVM: CPUs, memory, flags, each with its reason.",
    subcommands = LaunchVerifyCommand.class,
    footer = {
      "",
      "The command goes to standard output, the reasons to standard error. --exec ends with the",
      "status of the program, and passes Ctrl-C and SIGTERM on.",
      "",
      "Example:",
      "  freshet launch --goal latency --memory 4GiB -- java -jar shop.jar",
      "  freshet launch --goal throughput --cpus 0-3 --exec -- java -jar batch.jar",
      "  freshet launch --goal latency --memory 4GiB --manifest kubernetes -- java -jar shop.jar",
      "  freshet launch verify 4711"
    })
final class LaunchCommand implements Callable<Integer> {
  /** The name of pod, container and group in a manifest. */
  private static final String NAME = "app";

  /** Forms of a manifest. */
  enum ManifestKind {
    KUBERNETES,
    CGROUP
  }

  static final class GoalConverter extends ChoiceConverter<Goal> {
    GoalConverter() {
      super(Goal.values());
    }
  }

  static final class ManifestConverter extends ChoiceConverter<ManifestKind> {
    ManifestConverter() {
      super(ManifestKind.values());
    }
  }

  @Option(
      names = "--goal",
      paramLabel = "GOAL",
      converter = GoalConverter.class,
      completionCandidates = GoalConverter.class,
      description = "What counts: ${COMPLETION-CANDIDATES}.")
  private @Nullable Goal goal;

  @Option(
      names = "--cpus",
      paramLabel = "LIST",
      converter = LaunchCpusConverter.class,
      description = "Run on these CPUs, such as 0-3,8. Default: chosen by the goal.")
  private @Nullable CpuSet cpus;

  @Option(
      names = "--node",
      paramLabel = "N",
      description = "Run on this memory node. Default: chosen by the goal.")
  private @Nullable Integer node;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = LaunchSizeConverter.class,
      description =
          "What the whole process may take, heap included, such as 4GiB. Default: the limit of"
              + " its control group.")
  private @Nullable Long memory;

  @Option(names = "--exec", description = "Start it, after the plan is printed.")
  private boolean exec;

  @Option(
      names = "--manifest",
      paramLabel = "KIND",
      converter = ManifestConverter.class,
      completionCandidates = ManifestConverter.class,
      description =
          "Print the plan as ${COMPLETION-CANDIDATES}, the second a script for both versions.")
  private @Nullable ManifestKind manifest;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the plan as JSON.")
  private @Nullable Path json;

  @Parameters(paramLabel = "COMMAND", description = "After --: java with its options and program.")
  private List<String> command = List.of();

  @Mixin private Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    ResultFiles.requireWritable("--json", json);
    if (exec && manifest != null) {
      throw new BadInput("--exec and --manifest: give one of them only");
    }
    LaunchPlan plan = plan();
    Output output = verbosity.output();
    LaunchShowing.plan(plan).forEach(output::note);
    if (json != null) {
      LaunchJson.write(json, plan);
    }
    if (exec) {
      return run(plan.command());
    }
    output.say(
        switch (manifest) {
          case KUBERNETES -> Manifests.kubernetes(plan, NAME).stripTrailing();
          case CGROUP -> Manifests.cgroup(plan, NAME).stripTrailing();
          case null -> plan.shellLine();
        });
    return ExitCode.HOLDS.code();
  }

  private LaunchPlan plan() {
    if (goal == null) {
      throw new BadInput(
          "--goal is missing: must be one of " + String.join(", ", new GoalConverter()));
    }
    if (node != null) {
      BadInput.within("--node", node, 0, CpuSet.MAX);
    }
    if (command.isEmpty()) {
      throw new BadInput("COMMAND is missing: give java with its options after --");
    }
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    try {
      JavaCommand java = JavaCommand.parse(command, System.getenv());
      LaunchRequest request =
          new LaunchRequest(
              goal,
              Optional.ofNullable(cpus),
              node == null ? OptionalInt.empty() : OptionalInt.of(node),
              memory == null ? OptionalLong.empty() : OptionalLong.of(memory),
              java,
              JavaCommand.featureOf(java.executable(path)));
      Facts facts =
          Facts.read(SystemRoot.ofThisMachine(), ProcessHandle.current().pid(), Facts.tools(path));
      if (facts.allowed().isEmpty()) {
        throw new BadInput("launch plans for Linux only: there are no CPUs below /sys here");
      }
      return LaunchPlanner.plan(facts, request);
    } catch (IllegalArgumentException refused) {
      throw new BadInput(String.valueOf(refused.getMessage()), refused);
    }
  }

  /** The program in our place: its streams are ours, and so is the status it ends with. */
  private static int run(List<String> command) {
    Process child;
    try {
      child = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException failed) {
      throw new Failure(
          ExitCode.INTERNAL,
          "cannot start '" + command.getFirst() + "': " + failed.getMessage(),
          failed);
    }
    // From a terminal the child got SIGINT itself; a second request to stop changes nothing.
    try (var _ = Interruption.whenAsked(() -> child.toHandle().destroy())) {
      return child.waitFor();
    } catch (InterruptedException stop) {
      child.toHandle().destroy();
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED.code();
    }
  }
}
