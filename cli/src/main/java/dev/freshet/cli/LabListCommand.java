package dev.freshet.cli;

import dev.freshet.cli.lab.LabWords;
import dev.freshet.lab.Lab;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code freshet lab list}: says what can be run. */
@Command(
    name = "list",
    description = "List the subjects and the workloads.",
    footer = {"", "Example:", "  freshet lab list --verbose     with the code of each subject"})
final class LabListCommand implements Callable<Integer> {
  @Mixin private Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    Output output = verbosity.output();
    LabWords.catalogue("subject", Lab.subjects(), output.verbose()).forEach(output::say);
    output.say("");
    LabWords.catalogue("workload", Lab.workloads(), output.verbose()).forEach(output::say);
    return ExitCode.HOLDS.code();
  }
}
