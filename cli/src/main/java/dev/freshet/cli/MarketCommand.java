package dev.freshet.cli;

import dev.freshet.host.HostFacts;
import dev.freshet.market.Bug;
import dev.freshet.market.FailPoint;
import dev.freshet.market.MarketConfig;
import dev.freshet.market.MarketException;
import dev.freshet.market.MarketServer;
import dev.freshet.market.OrderSigner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code freshet market}: a sale server that stays until it is told to stop. */
@Command(
    name = "market",
    description = "Sell a stock over HTTP, one order per key, durable before it is answered.",
    footer = {
      "",
      "SIGTERM and Ctrl-C drain: what was accepted is finished and answered, then it exits with 0.",
      "It exits with 2 when it cannot start and with 21 when its store fails.",
      "",
      "Example:",
      "  freshet market --port 8080 --data sale --stock 1000 --per-user 2",
      "  curl -H 'Idempotency-Key: k1' -d '{\"user\":\"u1\",\"quantity\":1,\"timestamp\":0}' \\",
      "       http://127.0.0.1:8080/sales/demo/orders"
    })
final class MarketCommand implements Callable<Integer> {
  /** Holds the signing key when no file is named. */
  private static final String KEY_VARIABLE = "FRESHET_SIGNING_KEY";

  /** Descriptors beside those of clients: log and table files, jars, epoll, standard streams. */
  private static final int OTHER_FILES = 256;

  /** Reads the name of a broken mode. */
  static final class BugConverter extends ChoiceConverter<Bug> {
    BugConverter() {
      super(Bug.values());
    }
  }

  /** How orders are signed. */
  enum Scheme {
    HMAC_SHA256,
    MD5
  }

  /** Reads the name of a scheme. */
  static final class SchemeConverter extends ChoiceConverter<Scheme> {
    SchemeConverter() {
      super(Scheme.values());
    }
  }

  /** Reads a fail point. */
  static final class FailPointConverter implements ITypeConverter<FailPoint> {
    FailPointConverter() {}

    @Override
    public FailPoint convert(String value) {
      try {
        return FailPoint.parse(value);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(
            "must be before-append:N, after-append:N or after-sync:N with N from 1");
      }
    }
  }

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of the orders, made if missing (default: a private temporary folder, removed at the"
              + " end).")
  private @Nullable Path data;

  @Option(
      names = "--sku",
      paramLabel = "NAME",
      defaultValue = "demo",
      description = "What is sold (default: ${DEFAULT-VALUE}).")
  private String sku = "demo";

  @Option(
      names = "--stock",
      paramLabel = "N",
      defaultValue = "1000",
      converter = CountConverter.class,
      description = "How many units (default: ${DEFAULT-VALUE}).")
  private int stock;

  @Option(
      names = "--per-user",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "How many units one user may have (default: no limit).")
  private @Nullable Integer perUser;

  @Option(
      names = "--opens",
      paramLabel = "INSTANT",
      converter = InstantConverter.class,
      description = "Answer orders before this instant with 425 (default: now).")
  private @Nullable Instant opens;

  @Option(
      names = "--sign",
      paramLabel = "SCHEME",
      converter = SchemeConverter.class,
      completionCandidates = SchemeConverter.class,
      description =
          "Require signed orders: ${COMPLETION-CANDIDATES} (default with a key: hmac-sha256).")
  private @Nullable Scheme scheme;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "File with the signing key (default: the environment's " + KEY_VARIABLE + ").")
  private @Nullable Path keyFile;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token for the audit export (default: this machine only).")
  private @Nullable Path tokenFile;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "10000",
      converter = CountConverter.class,
      description = "Connections beyond this are turned away (default: ${DEFAULT-VALUE}).")
  private int maxConnections;

  @Option(
      names = "--loops",
      paramLabel = "N",
      defaultValue = "1",
      converter = CountConverter.class,
      description = "Event-loop threads, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int loops;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description =
          "Sell a scratch sale to itself this long before opening (default: ${DEFAULT-VALUE}).")
  private Duration warmUp = Duration.ofSeconds(1);

  @Option(
      names = "--bug",
      paramLabel = "NAME",
      converter = BugConverter.class,
      completionCandidates = BugConverter.class,
      description = "Break the sale on purpose: ${COMPLETION-CANDIDATES}.")
  private @Nullable Bug bug;

  @Option(
      names = "--fail-point",
      paramLabel = "STAGE:N",
      hidden = true,
      converter = FailPointConverter.class,
      description = "Stop for good at the N-th accepted order.")
  private @Nullable FailPoint failPoint;

  @Option(
      names = "--until-stdin-ends",
      hidden = true,
      description = "Drain when standard input ends, that is, when whoever started this is gone.")
  private boolean untilStdinEnds;

  @Mixin
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private Verbosity verbosity;

  MarketCommand() {}

  @Override
  public Integer call() {
    Output output = verbosity.output();
    if (untilStdinEnds) {
      Thread.ofPlatform().daemon().name("freshet-stdin").start(MarketCommand::drainAtEndOfInput);
    }
    Path folder = data;
    if (folder != null) {
      return serve(output, folder);
    }
    Path temporary = temporary();
    boolean keep = false;
    try {
      return serve(output, temporary);
    } catch (Failure failed) {
      // Whoever wants to know what is in a store that failed finds it.
      keep = true;
      throw failed;
    } finally {
      if (!keep) {
        remove(temporary);
      }
    }
  }

  /**
   * The drill holds the other end of the pipe and never writes. The system closes it however the
   * drill ends, SIGKILL included, and no signal to a process group can do that by mistake.
   */
  private static void drainAtEndOfInput() {
    try {
      var _ = System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException broken) {
      // A pipe that cannot be read is one whose other end is gone.
    }
    Interruption.ask();
  }

  private int serve(Output output, Path folder) {
    MarketConfig config = config(folder);
    try {
      output.detail("warming up for " + warmUp.toMillis() + " ms, then opening " + folder);
      MarketServer market = MarketServer.start(config);
      Interruption.Registration stop = Interruption.whenAsked(market::drainAndClose);
      output.say(
          "market listening on %s (%s, sku %s, stock %d)"
              .formatted(market.address(), market.transport(), sku, stock));
      if (data == null) {
        output.note("orders go to " + folder + ", which is removed at the end; --data keeps them");
      }
      int status = market.awaitExit();
      stop.close();
      market
          .failure()
          .ifPresent(
              line -> {
                throw new Failure(ExitCode.STORE_FAILED, line);
              });
      return status;
    } catch (MarketException refused) {
      String line = String.valueOf(refused.getMessage());
      if (refused.exitStatus() == MarketException.BAD_INPUT) {
        throw new BadInput(line, refused);
      }
      throw new Failure(ExitCode.STORE_FAILED, line, refused);
    }
  }

  private MarketConfig config(Path folder) {
    BadInput.within("--port", port, 0, 65_535);
    BadInput.within("--stock", stock, 1, MarketConfig.largestStock());
    BadInput.within("--loops", loops, 1, 64);
    Long files = HostFacts.read(folder.toAbsolutePath().getRoot()).openFilesLimit();
    if (files != null) {
      BadInput.within("--max-connections", maxConnections, 1, Math.max(1, files - OTHER_FILES));
    }
    try {
      return MarketConfig.builder(folder)
          .host(host)
          .port(port)
          .sku(sku)
          .stock(stock)
          .perUser(perUser == null ? 0 : perUser)
          .opens(opens)
          .bug(bug)
          .failPoint(failPoint)
          .signer(signer())
          .auditToken(tokenFile == null ? null : text("--token-file", tokenFile))
          .maxConnections(maxConnections)
          .loops(loops)
          .warmUp(warmUp)
          .build();
    } catch (IllegalArgumentException wrong) {
      throw new BadInput("--" + wrong.getMessage(), wrong);
    }
  }

  private @Nullable OrderSigner signer() {
    String key = keyFile == null ? System.getenv(KEY_VARIABLE) : text("--key-file", keyFile);
    if (key == null || key.isEmpty()) {
      if (scheme != null || keyFile != null) {
        throw new BadInput("the signing key is empty: --sign needs --key-file or " + KEY_VARIABLE);
      }
      return null;
    }
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return scheme == Scheme.MD5 ? OrderSigner.md5(bytes) : OrderSigner.hmacSha256(bytes);
  }

  /** The file's text without the line end that editors add. */
  private static String text(String option, Path file) {
    try {
      return Files.readString(file).stripTrailing();
    } catch (IOException unreadable) {
      throw BadInput.of(option, file, "a text file that can be read");
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("freshet-market-");
    } catch (IOException broken) {
      throw new Failure(
          ExitCode.INTERNAL, "no temporary folder can be made: " + broken.getMessage(), broken);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("the temporary folder cannot be removed", broken);
    }
  }
}
