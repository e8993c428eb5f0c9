package dev.freshet.cli;

import dev.freshet.cli.drill.CrashKind;
import dev.freshet.cli.drill.Drill;
import dev.freshet.cli.drill.DrillJson;
import dev.freshet.cli.drill.DrillResult;
import dev.freshet.cli.drill.DrillSettings;
import dev.freshet.cli.drill.InputCheck;
import dev.freshet.cli.drill.Showing;
import dev.freshet.market.Bug;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet drill}: reads the command line, runs the drill, shows and writes its result. */
@Command(
    name = "drill",
    description = {
      "Rehearse a flash sale end to end and prove that nothing was oversold or lost.",
      "Starts a market of its own on this machine, sends it all shoppers at one instant, reads the"
          + " orders back and checks ten invariants from what the shoppers saw."
    },
    footer = {
      "",
      "Exit: 0 all hold, 1 the market failed, 2 bad input, 10 oversold, 11 order lost,"
          + " 12 answer changed, 13 false sold-out, 14 order invented, 15 commit order broken,"
          + " 16 books do not balance, 20 the client cannot judge, 130 interrupted.",
      "",
      "Example:",
      "  freshet drill --shoppers 20000 --stock 500 --crash kill --report drill.html"
    })
final class DrillCommand implements Callable<Integer> {
  /** Seeds drawn are short, because people copy them. */
  private static final int LARGEST_DRAWN_SEED = 1_000_000;

  @Option(
      names = "--shoppers",
      defaultValue = "100000",
      converter = CountConverter.class,
      description = "Shoppers, one order each (default: ${DEFAULT-VALUE}).")
  private int shoppers;

  @Option(
      names = "--stock",
      converter = CountConverter.class,
      description = "Units on sale (default: 1000).")
  private @Nullable Integer stock;

  @Option(
      names = "--sku",
      defaultValue = "demo",
      description = "What is sold (default: ${DEFAULT-VALUE}).")
  private String sku = "demo";

  @Option(
      names = "--connections",
      defaultValue = "200",
      converter = CountConverter.class,
      description = "Connections that the shoppers share (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--in",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "Time from armed to T0 (default: ${DEFAULT-VALUE}).")
  private Duration in = Duration.ofSeconds(2);

  @Option(
      names = "--crash",
      converter = CrashConverter.class,
      completionCandidates = CrashConverter.class,
      description =
          "Bring the market down in the middle and start it again: ${COMPLETION-CANDIDATES}.")
  private @Nullable CrashKind crash;

  @Option(
      names = "--bug",
      converter = BugConverter.class,
      completionCandidates = BugConverter.class,
      description =
          "Run the market in a broken mode, to see it caught: ${COMPLETION-CANDIDATES}."
              + " ack-before-sync shows with --crash power only, drop-tail and forget-keys"
              + " with --crash.")
  private @Nullable Bug bug;

  @Option(
      names = "--market",
      paramLabel = "URL",
      description =
          "Rehearse against a running market that nobody else uses. FRESHET_SIGNING_KEY signs the"
              + " orders, FRESHET_AUDIT_TOKEN opens its audit export.")
  private @Nullable URI market;

  @Option(
      names = "--seed",
      description = "Picks keys and the moment of the crash (default: drawn and shown).")
  private @Nullable Long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the market (default: a fresh private one, deleted at the end).")
  private @Nullable Path data;

  @Mixin private ResultFiles results = new ResultFiles();
  @Mixin private Verbosity verbosity = new Verbosity();

  /** The names that {@code --crash} takes. */
  static final class CrashConverter extends ChoiceConverter<CrashKind> {
    CrashConverter() {
      super(CrashKind.values());
    }
  }

  /** The names that {@code --bug} takes. */
  static final class BugConverter extends ChoiceConverter<Bug> {
    BugConverter() {
      super(Bug.values());
    }
  }

  @Override
  public Integer call() {
    results.requireWritable();
    DrillSettings settings =
        InputCheck.check(
            shoppers,
            stock,
            sku,
            connections,
            in,
            crash,
            bug,
            market,
            seed == null ? ThreadLocalRandom.current().nextInt(1, LARGEST_DRAWN_SEED) : seed,
            data);
    Output output = verbosity.output();
    try {
      DrillResult result = new Drill(settings, output).run();
      return Showing.show(result, output, results.json(), results.report()).code();
    } catch (BadInput refused) {
      throw refused;
    } catch (Failure failed) {
      writeFailure(settings, failed.exitCode(), String.valueOf(failed.getMessage()));
      throw failed;
    } catch (UncheckedIOException full) {
      Failure failure = new Failure(ExitCode.INTERNAL, String.valueOf(full.getMessage()), full);
      tryToWrite(settings, String.valueOf(full.getMessage()), failure);
      throw failure;
    } catch (RuntimeException | Error unexpected) {
      tryToWrite(settings, unexpected.toString(), unexpected);
      throw unexpected;
    }
  }

  /** What cannot be written must not hide what went wrong first. */
  private void tryToWrite(DrillSettings settings, String line, Throwable first) {
    try {
      writeFailure(settings, ExitCode.INTERNAL, line);
    } catch (RuntimeException unwritable) {
      first.addSuppressed(unwritable);
    }
  }

  private void writeFailure(DrillSettings settings, ExitCode code, String line) {
    if (results.json() != null) {
      DrillJson.writeFailure(results.json(), settings, code, line);
    }
  }
}
