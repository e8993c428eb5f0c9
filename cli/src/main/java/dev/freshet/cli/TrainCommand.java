package dev.freshet.cli;

import dev.freshet.market.MarketConfig;
import dev.freshet.market.MarketException;
import dev.freshet.market.MarketServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code freshet train}, hidden: what the launcher runs once per build so that the JVM can record
 * into its AOT cache which classes are loaded and which methods are hot. Everything that should
 * start fast belongs into {@link #call}, and nowhere else.
 *
 * <p>The market runs inside this process, so that one cache holds the classes of both roles: of the
 * drill, and of the market that a drill starts with the same options.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private CommandSpec command;

  @Override
  public Integer call() throws IOException, MarketException {
    run("--help");
    run("--version");
    run("no-such-command");
    Path folder = Files.createTempDirectory("freshet-train");
    try {
      rehearse(folder);
    } finally {
      delete(folder);
    }
    return ExitCode.HOLDS.code();
  }

  /**
   * A small sale from end to end: enough orders to sell out, to be refused, and to be read back.
   */
  private void rehearse(Path folder) throws MarketException {
    MarketConfig config =
        MarketConfig.builder(folder.resolve("data")).port(0).sku("demo").stock(500).build();
    try (MarketServer market = MarketServer.start(config)) {
      run(
          "drill",
          "--market",
          market.address().toString(),
          "--shoppers",
          "5000",
          "--connections",
          "50",
          "--in",
          "300ms",
          "--json",
          folder.resolve("drill.json").toString(),
          "--report",
          folder.resolve("drill.html").toString());
    }
  }

  /** Runs a command inside this process, drops what it prints, and notes how it ended. */
  private void run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(Writer.nullWriter()));
    line.setErr(new PrintWriter(Writer.nullWriter()));
    int status = line.execute(arguments);
    command
        .commandLine()
        .getErr()
        .println("train: " + List.of(arguments) + " ended with " + status);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              });
    }
  }
}
