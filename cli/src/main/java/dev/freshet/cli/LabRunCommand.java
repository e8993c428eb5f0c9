package dev.freshet.cli;

import dev.freshet.cli.lab.LabFiles;
import dev.freshet.cli.lab.LabProgressLines;
import dev.freshet.cli.lab.LabRequest;
import dev.freshet.cli.lab.LabShowing;
import dev.freshet.cli.lab.LabWords;
import dev.freshet.lab.Lab;
import dev.freshet.lab.LabPlan;
import dev.freshet.lab.LabResult;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet lab run}: reads the command line, runs the lab, shows and writes its result. */
@Command(
    name = "run",
    description = {
      "Run execution models under workloads, each run in a fresh JVM, and compare them.",
      "Rounds are interleaved; figures are medians with bootstrap intervals; the machine is listened"
          + " to first, and what was measured on a loud one is not ranked."
    },
    footer = {
      "",
      "Exit: 0 measured and compared, 1 internal failure, 2 bad input, 3 a run failed (the rest is"
          + " reported), 20 the machine is too loud to rank, 130 interrupted.",
      "",
      "Example:",
      "  freshet lab run --subjects freshet-virtual,VirtualThreadPerTask --workloads sleep --time 1m"
    })
final class LabRunCommand implements Callable<Integer> {
  private static final int MOST_PRODUCERS = 1_024;
  private static final int MOST_LIMIT = 10_000_000;
  private static final int MOST_ROUNDS = 1_000;

  @Option(
      names = "--subjects",
      split = ",",
      paramLabel = "LIST",
      description = "What to run: names from freshet lab list, or all (default: the usual ones).")
  private List<String> subjects = new ArrayList<>();

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "LIST",
      description = "Under what, the most important first (default: noop,sleep,cpu,step).")
  private List<String> workloads = new ArrayList<>();

  @Option(
      names = "--producers",
      split = ",",
      paramLabel = "LIST",
      converter = CountConverter.class,
      description = "Numbers of submitting threads (default: what the workload suggests).")
  private List<Integer> producers = new ArrayList<>();

  @Option(
      names = "--limit",
      converter = CountConverter.class,
      description = "Tasks that may run at once (default: what the workload suggests).")
  private @Nullable Integer limit;

  @Option(
      names = "--tasks",
      converter = CountConverter.class,
      description = "Tasks of a run (default: what the workload suggests).")
  private @Nullable Integer tasks;

  @Option(
      names = "--time",
      paramLabel = "BUDGET",
      converter = DurationConverter.class,
      description = "How long all may take (default: 5m; with --rounds, without end).")
  private @Nullable Duration time;

  @Option(
      names = "--rounds",
      converter = CountConverter.class,
      description = "Rounds of each run (default: as many as the time allows, at most 20).")
  private @Nullable Integer rounds;

  @Option(
      names = "--base",
      paramLabel = "SUBJECT",
      description = "What the others are compared with (default: the first subject).")
  private @Nullable String base;

  @Option(names = "--anyway", description = "Rank even if the machine is too loud.")
  private boolean anyway;

  @Mixin private ResultFiles results = new ResultFiles();
  @Mixin private Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    results.requireWritable();
    LabRequest request = new LabRequest(plan(), anyway);
    Lab lab = request.lab();
    LabFiles files = new LabFiles(request, results.json(), results.report());
    Output output = verbosity.output();
    output.note("lab: " + LabWords.opening(lab));
    lab.leftOut().forEach(line -> output.note("left out: " + line));
    try (var _ = Interruption.whenAsked(lab::stop)) {
      LabResult result = lab.run(new LabProgressLines(output, anyway));
      return LabShowing.show(result, request, files, output).code();
    } catch (UncheckedIOException full) {
      Failure failure = new Failure(ExitCode.INTERNAL, String.valueOf(full.getMessage()), full);
      files.failed(failure.getMessage(), failure);
      throw failure;
    } catch (RuntimeException | Error unexpected) {
      files.failed(unexpected.toString(), unexpected);
      throw unexpected;
    }
  }

  private LabPlan plan() {
    for (int number : producers) {
      BadInput.within("--producers", number, 1, MOST_PRODUCERS);
    }
    LabPlan.Builder plan =
        LabPlan.builder().subjects(subjects).workloads(workloads).producers(producers);
    if (subjects.equals(List.of("all"))) {
      plan.subjects(List.of()).allSubjects();
    }
    if (limit != null) {
      plan.limit((int) BadInput.within("--limit", limit, 1, MOST_LIMIT));
    }
    if (tasks != null) {
      plan.tasks(tasks);
    }
    if (time != null) {
      if (!time.isPositive()) {
        throw BadInput.of("--time", "0s", "more than nothing, such as 1m");
      }
      plan.time(time);
    }
    if (rounds != null) {
      plan.rounds((int) BadInput.within("--rounds", rounds, 1, MOST_ROUNDS));
    }
    if (base != null) {
      plan.base(base);
    }
    return plan.build();
  }
}
