package dev.freshet.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line: {@code freshet market}, {@code freshet rush}, {@code freshet drill}, {@code
 * freshet lab}, {@code freshet doctor}, {@code freshet tune}, {@code freshet launch}.
 *
 * <p>Example: {@code Main.commandLine().execute("drill", "--shoppers", "5000")} is the exit status.
 *
 * <p>Not thread-safe: one command line runs one command.
 */
@Command(
    name = "freshet",
    description = "Rehearse a flash sale on real sockets and a real disk, and prove the outcome.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    subcommands = {
      MarketCommand.class,
      RushCommand.class,
      DrillCommand.class,
      LabCommand.class,
      DoctorCommand.class,
      TuneCommand.class,
      LaunchCommand.class,
      CompletionCommand.class,
      TestCommand.class,
      TrainCommand.class
    })
public final class Main implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private CommandSpec command;

  Main() {}

  /**
   * Runs one command and ends the process with its {@link ExitCode}.
   *
   * @param arguments the command and its options
   */
  public static void main(String... arguments) {
    Interruption.install();
    Interruption.leave(commandLine().execute(arguments));
  }

  /**
   * The command line with its conventions: one line per complaint, exit statuses, help.
   *
   * @return ready to execute once
   */
  static CommandLine commandLine() {
    Complaints complaints = new Complaints();
    return new CommandLine(new Main())
        .setOut(new PrintWriter(System.out, true, charset("stdout.encoding")))
        .setErr(new PrintWriter(System.err, true, charset("stderr.encoding")))
        .setExpandAtFiles(false) // --body @FILE is a body, not a file of arguments
        .setParameterExceptionHandler(complaints)
        .setExecutionExceptionHandler(complaints);
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "a command is missing; freshet --help lists them");
  }

  private static Charset charset(String property) {
    return Charset.forName(System.getProperty(property, "UTF-8"));
  }
}
