package dev.freshet.cli.drill;

import dev.freshet.cli.BadInput;
import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Failure;
import dev.freshet.host.ProcessMemory;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A market in a process of its own, from its start to its end.
 *
 * <p>What it prints is read by two threads of this object, so that it can never block on a full
 * pipe. Thread safe.
 */
final class MarketProcess implements AutoCloseable {
  /** First words of the line that tells the address. */
  private static final String LISTENING = "market listening on ";

  /** Exit status by which a market says that it cannot use what it was given. */
  private static final int MARKET_BAD_INPUT = 2;

  /**
   * Patience with a drain before SIGKILL: it answers what is in flight and closes the store, which
   * took under 100 ms; ten seconds are for a disk that has to catch its breath.
   */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Process process;
  private final LineTail output;
  private final LineTail complaints;
  private final CompletableFuture<String> listening = new CompletableFuture<>();
  private final CompletableFuture<FailPointLine> failPoint = new CompletableFuture<>();
  private volatile boolean endExpected;

  private MarketProcess(Process process, Consumer<String> log) {
    this.process = process;
    this.output = new LineTail(process.getInputStream(), "market-stdout", line -> heard(line, log));
    this.complaints = new LineTail(process.getErrorStream(), "market-stderr", log);
  }

  /**
   * Starts the process.
   *
   * @param command program and arguments
   * @param environment variables added to the inherited ones; secrets travel here
   * @param log gets each line that the process prints
   * @throws Failure if the program cannot be started
   */
  static MarketProcess start(
      List<String> command, Map<String, String> environment, Consumer<String> log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      // Nothing is ever said to it. Its standard input stays open as long as we live: the end of it
      // is how the market learns that it is to drain, even if nobody could tell it any more.
      return new MarketProcess(process, log);
    } catch (IOException notStarted) {
      throw new Failure(
          ExitCode.INTERNAL,
          "the market cannot be started: " + notStarted.getMessage(),
          notStarted);
    }
  }

  private void heard(String line, Consumer<String> log) {
    log.accept(line);
    if (line.startsWith(LISTENING)) {
      listening.complete(line);
    }
    FailPointLine.parse(line).ifPresent(failPoint::complete);
  }

  /**
   * Waits until the market answers.
   *
   * @param patience how long at most
   * @return its address
   * @throws BadInput if the market says that it cannot use what it was given
   * @throws Failure if it ends, says nothing, or talks nonsense
   */
  URI awaitAddress(Duration patience) {
    CompletableFuture<?> ended = process.onExit();
    try {
      CompletableFuture.anyOf(listening, ended).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      String said = output.last() == null ? "" : "; it said: " + output.last();
      throw new Failure(
          ExitCode.INTERNAL,
          "the market did not open within " + patience.toSeconds() + " s" + said);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.INTERRUPTED, "interrupted while the market started");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    String line = listening.getNow(null);
    if (line == null) {
      throw diedEarly();
    }
    return address(line);
  }

  private static URI address(String line) {
    String text = line.substring(LISTENING.length()).split("[ (]", 2)[0];
    try {
      URI address = URI.create(text);
      if ("http".equals(address.getScheme())
          && address.getHost() != null
          && address.getPort() > 0) {
        return address;
      }
    } catch (IllegalArgumentException notAnAddress) {
      // told below
    }
    throw new Failure(ExitCode.INTERNAL, "the market talks nonsense: '" + line + "'");
  }

  private RuntimeException diedEarly() {
    int status = awaitExit();
    String line = complaints.last() == null ? output.last() : complaints.last();
    if (status == MARKET_BAD_INPUT && line != null) {
      return new BadInput(line.replaceFirst("^freshet market: ", ""));
    }
    String said = line == null ? "" : ": " + line;
    return new Failure(
        ExitCode.INTERNAL,
        "the market died with exit status " + status + " before it opened" + said);
  }

  /** Completes when the market says that it stands at its fail point. */
  CompletableFuture<FailPointLine> failPoint() {
    return failPoint;
  }

  /**
   * Calls back when the process ends without having been told to.
   *
   * @param died gets one line that says so
   */
  void onUnexpectedEnd(Consumer<String> died) {
    var _ =
        process
            .onExit()
            .thenAccept(
                ended -> {
                  if (!endExpected) {
                    complaints.awaitEnd();
                    String line = complaints.last() == null ? "" : ": " + complaints.last();
                    died.accept("the market died with exit status " + ended.exitValue() + line);
                  }
                });
  }

  /** Peak resident set so far; empty where it cannot be known. */
  OptionalLong peakRssMiB() {
    return ProcessMemory.peakRssMiB(process.pid());
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL, and waits until the process is gone. */
  void kill() {
    endExpected = true;
    process.destroyForcibly();
    awaitExit();
  }

  /**
   * Ends its standard input, which a market takes as the request to drain, and sends SIGTERM, which
   * serves for other programs; SIGKILL when neither helps. Does nothing to a process that has
   * ended.
   */
  @Override
  public void close() {
    endExpected = true;
    closeInput();
    process.destroy();
    boolean interrupted = Thread.interrupted(); // nothing may be left behind, whoever is in a hurry
    try {
      if (!process.waitFor(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      interrupted = true;
      process.destroyForcibly();
    }
    awaitExit();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyGone) {
      // Nothing was written, so nothing is lost.
    }
  }

  private int awaitExit() {
    boolean interrupted = false;
    while (true) {
      try {
        int status = process.waitFor();
        output.awaitEnd();
        complaints.awaitEnd();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return status;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
  }

  /** The last line on standard error, for a complaint. */
  @Nullable String lastComplaint() {
    return complaints.last();
  }
}
