package dev.freshet.host;

import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Measures how long threads of this process that could run waited for a processor.
 *
 * {@snippet lang=java :
 * RunDelayMeter meter = RunDelayMeter.start(name -> name.startsWith("ForkJoinPool-1-"));
 * run();
 * meter.delay().ifPresent(delay -> System.out.println(delay.meanUs() + " us"));
 * }
 *
 * <p>The kernel's scheduler keeps three numbers for each thread, in {@code
 * /proc/self/task/<tid>/schedstat}: time on a processor, time runnable but waiting, and times put
 * on a processor. Threads that end before the reading are not seen: they take their numbers with
 * them; those that began after the start are counted from their beginning.
 *
 * <p>Thread-safe: immutable. A reading costs two small files for each thread of the process.
 */
public final class RunDelayMeter {
  private static final String TASKS = "proc/self/task";
  private static final int NANOS_PER_MICRO = 1_000;

  /**
   * How long the threads waited.
   *
   * @param threads threads that ran at least once
   * @param meanUs mean wait before each time on a processor, µs
   * @param worstUs mean wait of the thread that waited longest, µs
   * @param share waiting by waiting plus running, 0 to 1
   */
  public record Delay(int threads, double meanUs, double worstUs, double share) {}

  /** What the kernel counts for a thread: nanoseconds run, nanoseconds waited, times it ran. */
  private record Counters(long ran, long waited, long times) {
    static final Counters NONE = new Counters(0, 0, 0);
  }

  private final SystemRoot files;
  private final Predicate<String> names;
  private final Map<String, Counters> begin;

  private RunDelayMeter(SystemRoot files, Predicate<String> names) {
    this.files = files;
    this.names = names;
    this.begin = read();
  }

  /**
   * Begins a span.
   *
   * @param names which threads are looked at, by the name the kernel knows: the first 15 bytes of
   *     Java's
   * @return a meter that measures from now on
   */
  public static RunDelayMeter start(Predicate<String> names) {
    return start(SystemRoot.ofThisMachine(), names);
  }

  static RunDelayMeter start(SystemRoot files, Predicate<String> names) {
    return new RunDelayMeter(files, names);
  }

  /**
   * The waiting since the start.
   *
   * @return empty where the kernel does not tell, or no such thread has run
   */
  public Optional<Delay> delay() {
    int threads = 0;
    long ran = 0;
    long waited = 0;
    long times = 0;
    double worst = 0;
    for (Map.Entry<String, Counters> thread : read().entrySet()) {
      Counters before = begin.getOrDefault(thread.getKey(), Counters.NONE);
      Counters now = thread.getValue();
      long turns = now.times - before.times;
      if (turns > 0) {
        threads++;
        times += turns;
        ran += now.ran - before.ran;
        waited += now.waited - before.waited;
        worst = Math.max(worst, (double) (now.waited - before.waited) / turns);
      }
    }
    if (threads == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Delay(
            threads,
            (double) waited / times / NANOS_PER_MICRO,
            worst / NANOS_PER_MICRO,
            ran + waited == 0 ? 0 : (double) waited / (ran + waited)));
  }

  private Map<String, Counters> read() {
    Map<String, Counters> counters = new HashMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(files.root().resolve(TASKS))) {
      for (Path task : tasks) {
        String folder = TASKS + "/" + task.getFileName() + "/";
        String name = files.text(folder + "comm");
        String line = files.text(folder + "schedstat");
        if (name != null && line != null && names.test(name)) {
          counters.put(String.valueOf(task.getFileName()), parse(line));
        }
      }
    } catch (IOException absent) {
      return Map.of();
    }
    return counters;
  }

  /** A line that is no such line counts as a thread that never ran. */
  private static Counters parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 3) {
      return Counters.NONE;
    }
    Long ran = SystemRoot.leadingNumber(words[0]);
    Long waited = SystemRoot.leadingNumber(words[1]);
    Long times = SystemRoot.leadingNumber(words[2]);
    return ran == null || waited == null || times == null
        ? Counters.NONE
        : new Counters(ran, waited, times);
  }
}
