package dev.freshet.doctor.source;

import dev.freshet.doctor.window.Dump;
import dev.freshet.host.process.ProcessReader;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes thread dumps as often as the budget allows: 1 % of a processor in the target. A dump costs
 * a few milliseconds for a hundred threads and 200 for ten thousand, so the rate adapts by itself.
 *
 * <p>Thread-safe: one dump at a time.
 */
public final class DumpTaker implements AutoCloseable {
  private static final double BUDGET = 0.01;

  /** Advance on the budget, so that a short look has dumps from its beginning on. */
  private static final double CREDIT_MS = 50;

  private static final double LEAST_GAP_MS = 500;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final JvmProcess process;
  private final Channel channel;
  private final TargetFolder folder;
  private final List<Dump> dumps = new ArrayList<>();
  private long originNanos;
  private double spentMs;
  private double lastMs;
  private double nextAtMs;
  private int number;
  private String failure = "";

  /**
   * Prepares: makes a folder for the dumps, and takes one that does not count, because the first
   * loads and compiles what later ones use.
   *
   * @param process the JVM
   * @param channel the way into it
   * @throws Unavailable if there can be no dumps
   */
  public DumpTaker(JvmProcess process, Channel channel) throws Unavailable {
    this.process = process;
    this.channel = channel;
    this.folder = TargetFolder.create(process);
    try {
      take(0);
      take(0);
    } catch (Unavailable refused) {
      folder.close();
      throw refused;
    }
  }

  /**
   * Begins.
   *
   * @param nanos when the look began, by {@link System#nanoTime()}
   */
  public synchronized void begin(long nanos) {
    originNanos = nanos;
    spentMs = 0;
  }

  /** Takes a dump if the budget allows one now. Call it a few times a second. */
  public synchronized void tick() {
    double now = (System.nanoTime() - originNanos) / 1e6;
    if (!failure.isEmpty() || now < nextAtMs || spentMs + lastMs > CREDIT_MS + BUDGET * now) {
      return;
    }
    nextAtMs = now + LEAST_GAP_MS;
    try {
      dumps.add(take(now));
    } catch (Unavailable refused) {
      failure = refused.reason();
    }
  }

  private Dump take(double now) throws Unavailable {
    String name = "dump" + number++ + ".json";
    double before = servantsMs();
    try {
      channel.dumpThreads(folder.inside(name));
      lastMs = Math.max(0.5, servantsMs() - before);
      spentMs += lastMs;
      return DumpReader.read(now, MAPPER.readTree(folder.outside(name)));
    } catch (JacksonException unreadable) {
      throw new Unavailable("thread dump: " + unreadable.getOriginalMessage());
    } finally {
      folder.delete(name);
    }
  }

  /** The threads that serve the doctor make the dumps. */
  private double servantsMs() {
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
  public void close() {
    folder.close();
  }
}
