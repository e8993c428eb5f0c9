package dev.freshet.lab;

import dev.freshet.report.LatencySummary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run of one cell gave: one JVM, warmed up, its result checked.
 *
 * <p>It travels from the measuring JVM to the lab as JSON, and is kept in the result as a round. A
 * figure that could not be had is NaN (null in JSON), never zero. Immutable.
 *
 * @param tasks tasks that ran in the measured part
 * @param seconds how long the measured part took
 * @param tasksPerSecond tasks by seconds
 * @param start from the planned instant (open load) or the call of the submitter (closed load)
 *     until the task began; null where tasks have no start
 * @param response the same until the task ended; null where tasks have no end of their own
 * @param cpuUserUsPerTask processor time in user mode of the whole process, µs a task
 * @param cpuSystemUsPerTask the same in the kernel
 * @param voluntarySwitchesPerTask context switches because a thread waited
 * @param involuntarySwitchesPerTask context switches because a thread was preempted
 * @param peakRssMiB most memory the process ever had, MiB
 * @param heapLiveMiB heap after a full collection, MiB: where the workload holds most, or at the
 *     end of its measured part; the latencies kept of the tasks are in it
 * @param bytesPerTask bytes allocated by all threads, a task
 * @param gc what the collector did in the measured part
 * @param carriers how long threads that could run waited for a processor; null where the kernel
 *     does not tell
 * @param timeline the run in slices of equal length, oldest first; empty where time is no axis
 * @param extra figures of this workload only, by name with unit, such as {@code settledSize}
 */
public record Measurement(
    long tasks,
    double seconds,
    double tasksPerSecond,
    @Nullable LatencySummary start,
    @Nullable LatencySummary response,
    double cpuUserUsPerTask,
    double cpuSystemUsPerTask,
    double voluntarySwitchesPerTask,
    double involuntarySwitchesPerTask,
    double peakRssMiB,
    double heapLiveMiB,
    double bytesPerTask,
    Gc gc,
    @Nullable RunDelay carriers,
    List<Slice> timeline,
    Map<String, Double> extra) {

  /** Keeps unmodifiable copies. */
  public Measurement {
    timeline = List.copyOf(timeline);
    extra = Map.copyOf(extra);
  }

  /**
   * Processor time a task, both modes.
   *
   * @return microseconds
   */
  public double cpuUsPerTask() {
    return cpuUserUsPerTask + cpuSystemUsPerTask;
  }

  /**
   * Stops of the program by the collector.
   *
   * @param count collections with a pause
   * @param pauseMsTotal sum of the pauses in milliseconds
   * @param pauseMsMax the longest pause in milliseconds
   * @param pauses each of them, oldest first
   */
  public record Gc(int count, double pauseMsTotal, double pauseMsMax, List<Pause> pauses) {
    /** Keeps an unmodifiable copy. */
    public Gc {
      pauses = List.copyOf(pauses);
    }
  }

  /**
   * One pause.
   *
   * @param atMs when it began, in milliseconds after the measured part began
   * @param ms how long it took
   */
  public record Pause(double atMs, double ms) {}

  /**
   * Waiting of runnable carriers (and workers) for a processor, as the kernel's scheduler counts.
   *
   * @param threads threads looked at
   * @param meanUs mean wait before each time on a processor, µs
   * @param worstUs mean wait of the thread that waited longest, µs
   * @param share waiting by waiting plus running, 0 to 1
   */
  public record RunDelay(int threads, double meanUs, double worstUs, double share) {}

  /**
   * A slice of the run.
   *
   * @param atMs its beginning, in milliseconds after the measured part began
   * @param arrived tasks that arrived in it
   * @param completed tasks that ended in it
   * @param p99Us 99th percentile of the responses of the tasks planned in it, µs; NaN if none
   * @param size tasks that might run at once at its end; 0 where that is not known
   */
  public record Slice(double atMs, long arrived, long completed, double p99Us, int size) {}
}
