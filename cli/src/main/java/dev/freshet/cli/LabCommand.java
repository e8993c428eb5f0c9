package dev.freshet.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet lab}: holds its commands together. */
@Command(
    name = "lab",
    description = "Measure execution models side by side, and find the one that fits.",
    subcommands = {
      LabRunCommand.class,
      LabListCommand.class,
      LabGuideCommand.class,
      LabCompareCommand.class
    },
    footer = {
      "",
      "Example:",
      "  freshet lab list",
      "  freshet lab run --time 2m --workloads sleep,cpu --report lab.html"
    })
final class LabCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "a command is missing; freshet lab --help lists them");
  }
}
