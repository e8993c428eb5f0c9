package dev.freshet.host.process;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a process and its threads have done, whoever they belong to: everything here is open
 * to every user.
 *
 * {@snippet lang=java :
 * ProcessReader reader = ProcessReader.of(SystemRoot.ofThisMachine(), pid);
 * for (ThreadSample thread : reader.threads()) {
 *   System.out.println(thread.name() + " waited " + thread.waitNanos() + " ns for a CPU");
 * }
 * }
 *
 * <p>Thread-safe: immutable. {@link #threads()} opens four files per thread. The threads are not
 * stopped: each file is a moment of its own, and a thread that ends between two of them is left
 * out.
 */
public final class ProcessReader {
  /**
   * Ticks a second in the files of the kernel: USER_HZ, the same on every architecture of today.
   */
  private static final double TICKS_PER_SECOND = 100;

  private final SystemRoot root;
  private final long pid;
  private final String folder;

  private ProcessReader(SystemRoot root, long pid) {
    this.root = root;
    this.pid = pid;
    this.folder = "proc/" + pid;
  }

  /**
   * A reader of one process. A thread's number works as well, for {@link #status()}.
   *
   * @param root where {@code proc} lies
   * @param pid the process, as the reader's namespace numbers it
   * @return a reader
   */
  public static ProcessReader of(SystemRoot root, long pid) {
    return new ProcessReader(root, pid);
  }

  /**
   * The process as a whole.
   *
   * @return its description; empty if there is no such process
   */
  public Optional<ProcessStatus> status() {
    StatLine stat = StatLine.read(root, folder);
    Fields status = Fields.of(root.lines(folder + "/status"));
    if (stat == null) {
      return Optional.empty();
    }
    String command = root.text(folder + "/cmdline");
    return Optional.of(
        new ProcessStatus(
            pid,
            stat.name(),
            command == null || command.isEmpty() ? List.of() : List.of(command.split("\0")),
            (int) status.number("Uid"),
            status.words("NSpid").stream().map(Long::valueOf).toList(),
            stat.threads(),
            status.cpus("Cpus_allowed_list"),
            status.cpus("Mems_allowed_list"),
            stat.startTicks(),
            ageSeconds(stat.startTicks())));
  }

  /**
   * All threads, in the order of their numbers.
   *
   * @return a sample of each; none if there is no such process
   */
  public List<ThreadSample> threads() {
    List<ThreadSample> samples = new ArrayList<>();
    for (int tid : tids()) {
      ThreadSample sample = thread(tid);
      if (sample != null) {
        samples.add(sample);
      }
    }
    return samples;
  }

  /**
   * Which state each thread is in, at a quarter of the price of {@link #threads()}.
   *
   * @return letters as in {@link ThreadSample#state()}, by thread
   */
  public Map<Integer, Character> states() {
    Map<Integer, Character> states = new TreeMap<>();
    for (int tid : tids()) {
      StatLine stat = StatLine.read(root, folder + "/task/" + tid);
      if (stat != null) {
        states.put(tid, stat.state());
      }
    }
    return states;
  }

  private List<Integer> tids() {
    return root.names(folder + "/task").stream()
        .filter(name -> name.matches("\\d{1,9}"))
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }

  private @Nullable ThreadSample thread(int tid) {
    String task = folder + "/task/" + tid;
    StatLine stat = StatLine.read(root, task);
    List<String> statusLines = root.lines(task + "/status");
    if (stat == null || statusLines.isEmpty()) {
      return null;
    }
    Fields status = Fields.of(statusLines);
    long[] schedule = schedule(root.text(task + "/schedstat"));
    return new ThreadSample(
        tid,
        stat.name(),
        stat.state(),
        stat.startTicks(),
        schedule[0],
        schedule[1],
        schedule[2],
        status.number("voluntary_ctxt_switches"),
        status.number("nonvoluntary_ctxt_switches"),
        Fields.of(root.lines(task + "/sched")).number("se.nr_migrations"),
        stat.majorFaults(),
        stat.lastCpu(),
        status.cpus("Cpus_allowed_list"));
  }

  /** The three numbers of schedstat: run, wait, slices. */
  private static long[] schedule(@Nullable String text) {
    long[] numbers = {-1, -1, -1};
    String[] words = text == null ? new String[0] : text.split(" ", -1);
    if (words.length == numbers.length) {
      for (int i = 0; i < numbers.length; i++) {
        Long number = SystemRoot.leadingNumber(words[i]);
        numbers[i] = number == null ? -1 : number;
      }
    }
    return numbers;
  }

  private double ageSeconds(long startTicks) {
    String uptime = root.text("proc/uptime");
    if (startTicks < 0 || uptime == null || !uptime.matches("\\d+\\.\\d+ .*")) {
      return Double.NaN;
    }
    double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    return Math.max(0, seconds - startTicks / TICKS_PER_SECOND);
  }

  /** Lines of the form {@code key : value}. */
  private record Fields(Map<String, String> values) {
    static Fields of(List<String> lines) {
      Map<String, String> values = new TreeMap<>();
      for (String line : lines) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          values.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
      return new Fields(values);
    }

    long number(String key) {
      Long number = SystemRoot.leadingNumber(values.get(key));
      return number == null ? -1 : number;
    }

    List<String> words(String key) {
      String value = values.getOrDefault(key, "");
      return value.isEmpty() ? List.of() : List.of(value.split("\\s+", -1));
    }

    CpuSet cpus(String key) {
      return CpuSet.parse(values.getOrDefault(key, ""));
    }
  }
}
