package dev.freshet.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code freshet train}, hidden: what the launcher runs once per build so that the JVM can record
 * into its AOT cache which classes are loaded and which methods are hot. Everything that should
 * start fast belongs into {@link #call}, and nowhere else.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    run("--help");
    run("--version");
    run("completion", "bash");
    run("no-such-command");
    return ExitCode.HOLDS.code();
  }

  /** Runs a command inside this process and drops what it prints. */
  private static void run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(Writer.nullWriter()));
    command.setErr(new PrintWriter(Writer.nullWriter()));
    command.execute(arguments);
  }
}
