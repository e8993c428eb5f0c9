package dev.freshet.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options {@code --verbose} and {@code --quiet}, for every command.
 *
 * <p>Example: {@code @Mixin Verbosity verbosity;} and in {@code call()} {@code Output output =
 * verbosity.output();}.
 *
 * <p>Not thread-safe: filled by the parser, then read by the command.
 */
public final class Verbosity {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private CommandSpec command;

  @ArgGroup private Level level = new Level();

  private static final class Level {
    @Option(
        names = {"-v", "--verbose"},
        description = "Say what happens inside; show the stack trace of a failure.")
    private boolean verbose;

    @Option(
        names = {"-q", "--quiet"},
        description = "Print the result only.")
    private boolean quiet;
  }

  /** Made by the parser. */
  public Verbosity() {}

  /**
   * The streams of the command, at the loudness that was asked for.
   *
   * @return where the command writes to
   */
  public Output output() {
    Output.Loudness loudness =
        level.quiet
            ? Output.Loudness.QUIET
            : level.verbose ? Output.Loudness.VERBOSE : Output.Loudness.USUAL;
    return new Output(
        command.commandLine().getOut(),
        command.commandLine().getErr(),
        Terminal.ofProcess(),
        loudness);
  }
}
