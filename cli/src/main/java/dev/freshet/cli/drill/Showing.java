package dev.freshet.cli.drill;

import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Failure;
import dev.freshet.cli.Output;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows the result of a drill: the files first, then the terminal, which names them. */
public final class Showing {
  private Showing() {}

  /**
   * Writes the files and prints the result.
   *
   * @param result what to show
   * @param output where to print
   * @param json where the JSON goes, or null for none
   * @param report where the report goes, or null for a private temporary folder
   * @return the exit code
   */
  public static ExitCode show(
      DrillResult result, Output output, @Nullable Path json, @Nullable Path report) {
    output.stage("writing the report");
    if (json != null) {
      DrillJson.write(json, result);
    }
    Path page = report == null ? privateFile() : report;
    DrillPage.write(page, result);
    // Null or not a terminal when redirected: JDK 22 to 24 and JDK 25 differ.
    boolean toTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    Story story = new Story(output, toTerminal);
    story.result(result, page, json).forEach(output::say);
    return result.verdict().code();
  }

  /** A file in a folder that only this user can enter. */
  private static Path privateFile() {
    try {
      return Files.createTempDirectory("freshet-report-").resolve("drill.html");
    } catch (IOException refused) {
      throw new Failure(
          ExitCode.INTERNAL,
          "no temporary folder for the report can be made: " + refused.getMessage(),
          refused);
    }
  }
}
