package dev.freshet.lab;

import dev.freshet.report.LatencySummary;
import org.jspecify.annotations.Nullable;

/**
 * A figure by which subjects are compared.
 *
 * <p>Example: {@code FigureKind.CPU.of(cell, measurement)} is the processor time of a task in µs.
 */
public enum FigureKind {
  /** Tasks that ran, by the time they took. */
  THROUGHPUT("tasks/s", "/s", true),
  /** The 99th percentile of the latency that the workload is about. */
  LATENCY("latency p99", "µs", false),
  /** Processor time of a task. */
  CPU("CPU a task", "µs", false),
  /** Most memory that the process had. */
  MEMORY("peak RSS", "MiB", false),
  /**
   * What a million tasks cost, in seconds of a CPU: the processor time, and a second for every nine
   * seconds that a GiB of memory was held, as the price of a CPU is about nine times that of a GiB
   * with clouds that sell them apart.
   */
  COST("cost of 1 M tasks", "CPU s", false);

  private static final double GIB_SECONDS_OF_A_CPU_SECOND = 9;
  private static final double MIB_OF_A_GIB = 1024;
  private static final double MILLION = 1e6;

  private final String label;
  private final String unit;
  private final boolean higherIsBetter;

  FigureKind(String label, String unit, boolean higherIsBetter) {
    this.label = label;
    this.unit = unit;
    this.higherIsBetter = higherIsBetter;
  }

  /**
   * What it is called.
   *
   * @return a few words
   */
  public String label() {
    return label;
  }

  /**
   * Its unit.
   *
   * @return such as {@code MiB}
   */
  public String unit() {
    return unit;
  }

  /**
   * Which direction is the better one.
   *
   * @return true for throughput only
   */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /**
   * The figure of one run.
   *
   * @param cell which latency counts
   * @param m the run
   * @return NaN if the run does not have it
   */
  public double of(Cell cell, Measurement m) {
    return switch (this) {
      case THROUGHPUT -> m.tasksPerSecond();
      case LATENCY -> {
        LatencySummary latency = latency(cell, m);
        yield latency == null ? Double.NaN : latency.p99Us();
      }
      case CPU -> m.cpuUsPerTask();
      case MEMORY -> m.peakRssMiB();
      case COST -> {
        double gibSeconds = m.peakRssMiB() / MIB_OF_A_GIB * MILLION / m.tasksPerSecond();
        // A microsecond a task is a second a million tasks.
        yield m.cpuUsPerTask() + gibSeconds / GIB_SECONDS_OF_A_CPU_SECOND;
      }
    };
  }

  /**
   * The latency that counts in a cell.
   *
   * @param cell the cell
   * @param m one of its runs
   * @return null if the run does not have it
   */
  public static @Nullable LatencySummary latency(Cell cell, Measurement m) {
    return cell.response() ? m.response() : m.start();
  }
}
