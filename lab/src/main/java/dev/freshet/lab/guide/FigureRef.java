package dev.freshet.lab.guide;

import java.util.Locale;

/**
 * Which figure of a lab result a reason rests on.
 *
 * @param workload the lab's name of the workload
 * @param metric what was measured
 * @param subject the lab's name of what is recommended
 * @param against the lab's name of what it is compared with
 */
record FigureRef(String workload, Metric metric, String subject, String against) {
  /** What a cell tells. */
  enum Metric {
    TASKS_PER_SECOND("tasksPerSecond", "throughput", "/s"),
    START_P50_US("startLatencyUs.p50", "median of the start latency", " us"),
    START_P99_US("startLatencyUs.p99", "p99 of the start latency", " us"),
    CPU_US_PER_TASK("cpuUsPerTask", "processor time", " us a task"),
    PEAK_RSS_MIB("peakRssMiB", "peak RSS", " MiB"),
    BYTES_PER_TASK("bytesPerTask", "allocation", " B a task");

    final String path;
    final String title;
    private final String unit;

    Metric(String path, String title, String unit) {
      this.path = path;
      this.title = title;
      this.unit = unit;
    }

    String print(double value) {
      return digits(value) + unit;
    }
  }

  /** Three digits, of large numbers all before the point. */
  static String digits(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
