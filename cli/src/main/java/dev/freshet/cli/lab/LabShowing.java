package dev.freshet.cli.lab;

import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Output;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.result.LabVerdict;
import java.io.Console;
import java.util.Optional;

/** Shows the result of a lab: the files first, then the terminal, which names them. */
public final class LabShowing {
  private LabShowing() {}

  /**
   * Writes the files and prints the result.
   *
   * @param result what to show
   * @param request what was asked for
   * @param files where else to
   * @param output where to print
   * @return the exit code
   */
  public static ExitCode show(LabResult result, LabRequest request, LabFiles files, Output output) {
    output.stage("comparing");
    LabVerdict verdict = LabVerdict.of(result, request.anyway());
    ExitCode code = code(result, request.anyway());
    files.write(result, verdict, code);
    LabTable table = new LabTable(colour(output), output.terminal().unicode());
    table.result(result, verdict).forEach(output::say);
    if (files.json() != null) {
      output.say("JSON:   " + files.json());
      output.say("Choose: freshet lab guide --from " + files.json());
    }
    if (files.report() != null) {
      output.say("Report: " + files.report());
    }
    return code;
  }

  /** Whether the result itself goes to a terminal that wants colours; files get none. */
  static boolean colour(Output output) {
    // Null or not a terminal when redirected: JDK 22 to 24 and JDK 25 differ.
    return output.terminal().colour()
        && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /**
   * The exit code of a result.
   *
   * @param result what was measured
   * @param anyway whether a loud machine is ranked all the same
   * @return 0, 3, 20 or 130
   */
  static ExitCode code(LabResult result, boolean anyway) {
    ExitCode code = result.failed().isEmpty() ? ExitCode.HOLDS : ExitCode.RUN_FAILED;
    if (!anyway && !result.loudness().isEmpty()) {
      code = code.and(ExitCode.CANNOT_JUDGE);
    }
    return result.interrupted() ? code.and(ExitCode.INTERRUPTED) : code;
  }
}
