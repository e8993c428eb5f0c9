package dev.freshet.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code freshet test}: here for its help only. The launcher runs the tests itself, because a
 * command that has to be built first cannot test its own build.
 */
@Command(
    name = "test",
    description = "Build everything and run the tests, with options for Maven if there are any.",
    footer = {
      "",
      "Example:",
      "  freshet test                           all modules",
      "  freshet test -pl core -am              one module and what it needs",
      "  freshet test -Pdeep                    the long proofs too"
    })
final class TestCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new Failure(ExitCode.BAD_INPUT, "the launcher runs the tests: start ./freshet test");
  }
}
