package dev.freshet.doctor.source;

import dev.freshet.doctor.window.Dump;
import dev.freshet.host.process.ProcessReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes thread dumps as often as the budget allows: 1 % of a processor in the target. A dump costs
 * a few milliseconds for a hundred threads and 200 for ten thousand, so the rate adapts by itself.
 *
 * <p>The JVM writes each dump into a folder in its own file system, which only its user can read.
 *
 * <p>Thread-safe: one dump at a time.
 */
public final class DumpTaker implements AutoCloseable {
  private static final double BUDGET = 0.01;

  /** Advance on the budget: the first dump loads and compiles what later ones use. */
  private static final double CREDIT_MS = 100;

  private static final double LEAST_GAP_MS = 500;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final JvmProcess process;
  private final Channel channel;
  private final List<Dump> dumps = new ArrayList<>();
  private final Path folder;
  private final String innerFolder;
  private long originNanos;
  private double spentMs;
  private double lastMs;
  private double nextAtMs;
  private int number;
  private String failure = "";

  /**
   * Prepares a folder for the dumps.
   *
   * @param process the JVM
   * @param channel the way into it
   * @throws Unavailable if there is no place for dumps
   */
  public DumpTaker(JvmProcess process, Channel channel) throws Unavailable {
    this.process = process;
    this.channel = channel;
    try {
      folder =
          Files.createTempDirectory(
              process.file("/tmp"),
              "freshet-doctor",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      innerFolder = "/tmp/" + folder.getFileName();
      if (!Files.getAttribute(folder, "unix:uid").equals(process.status().uid())) {
        Files.setAttribute(folder, "unix:uid", process.status().uid());
      }
    } catch (IOException | UnsupportedOperationException closed) {
      throw new Unavailable("thread dumps: no folder in the target's /tmp: " + closed.getMessage());
    }
  }

  /**
   * Begins.
   *
   * @param nanos when the look began, by {@link System#nanoTime()}
   */
  public synchronized void begin(long nanos) {
    originNanos = nanos;
  }

  /** Takes a dump if the budget allows one now. Call it a few times a second. */
  public synchronized void tick() {
    double now = (System.nanoTime() - originNanos) / 1e6;
    if (!failure.isEmpty() || now < nextAtMs || spentMs + lastMs > CREDIT_MS + BUDGET * now) {
      return;
    }
    nextAtMs = now + LEAST_GAP_MS;
    String name = "dump" + number++ + ".json";
    double before = doctorCpuMs();
    try {
      channel.dumpThreads(innerFolder + "/" + name);
      lastMs = Math.max(0.5, doctorCpuMs() - before);
      spentMs += lastMs;
      dumps.add(DumpReader.read(now, MAPPER.readTree(folder.resolve(name))));
    } catch (Unavailable refused) {
      failure = refused.reason();
    } catch (JacksonException unreadable) {
      failure = "thread dump: " + unreadable.getOriginalMessage();
    } finally {
      deleteQuietly(folder.resolve(name));
    }
  }

  /** The threads that serve the doctor make the dumps. */
  private double doctorCpuMs() {
    return ProcessReader.of(process.root(), process.pid()).threads().stream()
        .filter(thread -> Roles.isDoctor(thread.name()))
        .mapToDouble(thread -> thread.runNanos() / 1e6)
        .sum();
  }

  /**
   * The dumps so far.
   *
   * @return oldest first
   */
  public synchronized List<Dump> dumps() {
    return List.copyOf(dumps);
  }

  /**
   * Why no more dumps are taken.
   *
   * @return the reason; empty if they are
   */
  public synchronized String failure() {
    return failure;
  }

  /** Removes the folder. */
  @Override
  public synchronized void close() {
    try (Stream<Path> left = Files.list(folder)) {
      left.forEach(DumpTaker::deleteQuietly);
    } catch (IOException gone) {
      // The target's file system ended with it.
    }
    deleteQuietly(folder);
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException gone) {
      // The target's file system ended with it.
    }
  }
}
