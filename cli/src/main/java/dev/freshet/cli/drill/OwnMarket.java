package dev.freshet.cli.drill;

import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Failure;
import dev.freshet.cli.Interruption;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The market that a drill starts itself: its data folder, its process, its crash and its end.
 *
 * <h2>The crash</h2>
 *
 * At its fail point the market prints one line and its writer stops for good; a thread of ours
 * waits for that line, kills the process with SIGKILL, for {@code power} cuts the write-ahead log
 * back to the length that the line names as synced, and starts the market anew on the same data and
 * port. The clients know nothing of it: they reconnect and ask again by themselves.
 *
 * <p>{@link #close} leaves no process, no port and, unless the folder was given by the caller, no
 * file behind; it may be called at any moment. Thread safe.
 */
final class OwnMarket implements AutoCloseable {
  /**
   * Patience with a market that opens: a JVM on a loaded machine took 3 s, the recovery of a
   * million orders one second more.
   */
  static final Duration OPENING = Duration.ofSeconds(30);

  /** Connections that a market takes without being told to, less a reserve. */
  private static final int USUAL_CONNECTIONS = 9_000;

  /** For the second asking while the first connections are still being closed, and for our GETs. */
  private static final int SPARE_CONNECTIONS = 1_000;

  /** Name of the variable that carries the signing key to the child. */
  static final String KEY_VARIABLE = "FRESHET_SIGNING_KEY";

  private final DrillSettings settings;
  private final @Nullable CrashPlan plan;
  private final Map<String, String> environment;
  private final Consumer<String> log;
  private final Function<List<String>, List<String>> child;
  private final Path data;
  private final boolean dataIsOurs;
  private final Object lock = new Object();
  private MarketProcess process;
  private @Nullable URI address;
  private @Nullable CrashReport crash;
  private @Nullable Thread crasher;
  private @Nullable String trouble;
  private boolean closed;
  private long peakRssMiB = -1;

  private OwnMarket(
      DrillSettings settings,
      @Nullable CrashPlan plan,
      Map<String, String> environment,
      Consumer<String> log,
      Function<List<String>, List<String>> child,
      Path data) {
    this.settings = settings;
    this.plan = plan;
    this.environment = environment;
    this.log = log;
    this.child = child;
    this.data = data;
    this.dataIsOurs = settings.data() == null;
    this.process = spawn(0, plan);
  }

  /**
   * Makes the data folder and starts the process; does not wait for it.
   *
   * @param settings what to sell
   * @param plan when to crash, or null
   * @param signingKey for the child's environment
   * @param log gets what the child prints
   * @param child makes a whole command line from the arguments of the market
   */
  static OwnMarket start(
      DrillSettings settings,
      @Nullable CrashPlan plan,
      String signingKey,
      Consumer<String> log,
      Function<List<String>, List<String>> child) {
    Path data = settings.data();
    try {
      data = data == null ? Files.createTempDirectory("freshet-drill-") : data;
    } catch (IOException refused) {
      throw new Failure(
          ExitCode.INTERNAL,
          "no temporary data folder can be made: " + refused.getMessage(),
          refused);
    }
    try {
      return new OwnMarket(settings, plan, Map.of(KEY_VARIABLE, signingKey), log, child, data);
    } catch (RuntimeException notStarted) {
      if (settings.data() == null) {
        delete(data);
      }
      throw notStarted;
    }
  }

  private MarketProcess spawn(int port, @Nullable CrashPlan failPoint) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "market",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString(),
                "--sku",
                settings.sku(),
                "--stock",
                Integer.toString(settings.stock()),
                "--until-stdin-ends"));
    if (settings.bug() != null) {
      arguments.addAll(List.of("--bug", settings.bug().label()));
    }
    if (settings.connections() > USUAL_CONNECTIONS) {
      arguments.addAll(
          List.of(
              "--max-connections", Integer.toString(settings.connections() + SPARE_CONNECTIONS)));
    }
    if (port != 0) {
      // It comes back in the middle of a rush: every second of warm-up is a second of outage.
      arguments.addAll(List.of("--warm-up", "0s"));
    }
    if (failPoint != null) {
      arguments.addAll(List.of("--fail-point", failPoint.option()));
    }
    return MarketProcess.start(child.apply(arguments), environment, log);
  }

  Path data() {
    return data;
  }

  /** Waits until it answers. */
  URI awaitAddress() {
    URI opened = process.awaitAddress(OPENING);
    synchronized (lock) {
      address = opened;
    }
    return opened;
  }

  /**
   * From now on the end of the process is an incident, and the fail point is acted on.
   *
   * @param onTrouble gets one line if the market dies or does not come back
   */
  void watch(Consumer<String> onTrouble) {
    synchronized (lock) {
      Consumer<String> noted =
          line -> {
            synchronized (lock) {
              trouble = trouble == null ? line : trouble;
            }
            onTrouble.accept(line);
          };
      process.onUnexpectedEnd(noted);
      if (plan != null) {
        crash = CrashReport.notReached(plan);
        var _ =
            process
                .failPoint()
                .thenAccept(
                    line -> {
                      synchronized (lock) {
                        if (!closed) {
                          crasher =
                              Thread.ofPlatform()
                                  .name("freshet-crash")
                                  .start(() -> crash(plan, line, noted));
                        }
                      }
                    });
      }
    }
  }

  private void crash(CrashPlan crashPlan, FailPointLine line, Consumer<String> onTrouble) {
    try {
      MarketProcess old = process;
      noteMemory(old);
      old.kill();
      long killed = System.nanoTime();
      long cut = crashPlan.kind() == CrashKind.POWER ? cut(data, line) : 0;
      int port = address == null ? 0 : address.getPort();
      MarketProcess next;
      synchronized (lock) {
        if (closed) {
          return;
        }
        next = spawn(port, null);
        process = next;
      }
      next.awaitAddress(OPENING);
      next.onUnexpectedEnd(onTrouble);
      double downMs = (System.nanoTime() - killed) / 1e6;
      synchronized (lock) {
        crash =
            new CrashReport(
                crashPlan.kind(),
                line.stage(),
                line.order(),
                true,
                line.wal(),
                line.synced(),
                cut,
                downMs);
      }
    } catch (RuntimeException | IOException failed) {
      onTrouble.accept("the market did not come back after the crash: " + failed.getMessage());
    }
  }

  /** What a power cut leaves: the bytes that were synced. */
  static long cut(Path data, FailPointLine line) throws IOException {
    Path wal = data.resolve(line.wal());
    if (!Files.isRegularFile(wal)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.WRITE)) {
      long length = channel.size();
      if (length <= line.synced()) {
        return 0;
      }
      channel.truncate(line.synced());
      channel.force(true);
      return length - line.synced();
    }
  }

  /**
   * Waits for a crash under way to be over.
   *
   * @return how it went, or null without a plan
   * @throws Failure if the market died or did not come back, by itself or with an interruption
   */
  @Nullable CrashReport awaitSettled() throws InterruptedException {
    Thread running;
    synchronized (lock) {
      running = crasher;
    }
    if (running != null) {
      running.join();
    }
    synchronized (lock) {
      if (trouble != null && Interruption.asked()) {
        // Somebody stopped the whole family of processes, not only the drill.
        throw new Failure(
            ExitCode.INTERRUPTED, "interrupted, and nothing could be verified: " + trouble);
      }
      if (trouble != null) {
        throw new Failure(ExitCode.INTERNAL, trouble);
      }
      return crash;
    }
  }

  /** The first incident, in one line, or null. */
  @Nullable String trouble() {
    synchronized (lock) {
      return trouble;
    }
  }

  private void noteMemory(MarketProcess of) {
    OptionalLong peak = of.peakRssMiB();
    synchronized (lock) {
      peakRssMiB = Math.max(peakRssMiB, peak.orElse(-1));
    }
  }

  /** Peak resident set of the larger of its processes, or null where it is not known. */
  @Nullable Long peakRssMiB() {
    MarketProcess current;
    synchronized (lock) {
      current = process;
    }
    noteMemory(current);
    synchronized (lock) {
      return peakRssMiB < 0 ? null : Long.valueOf(peakRssMiB);
    }
  }

  @Override
  public void close() {
    MarketProcess last;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      last = process;
    }
    last.close();
    if (dataIsOurs) {
      delete(data);
    }
  }

  /** Deletes a folder that is ours; links in it are removed, not followed. */
  private static void delete(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException broken)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException left) {
      throw new Failure(
          ExitCode.INTERNAL,
          "the data folder " + folder + " cannot be deleted: " + left.getMessage());
    }
  }
}
