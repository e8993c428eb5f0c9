package dev.freshet.lab.study;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.workload.Workload;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A workload with subjects of its own.
 *
 * @param shapesOn the combinations, by the processors of the machine
 * @param flags options of the JVM, by cell
 * @param runner measures
 */
record Study(
    String name,
    String what,
    List<String> subjects,
    IntFunction<List<Shape>> shapesOn,
    double expectedSeconds,
    Function<CellKey, List<String>> flags,
    Runner runner)
    implements Workload {
  /** Warms up, measures and checks. */
  @FunctionalInterface
  interface Runner {
    Measurement run(Trial trial) throws Exception;
  }

  /** The JVM as it comes. */
  static List<String> noFlags(CellKey cell) {
    return List.of();
  }

  /** So many carriers, and no more of them when some are blocked. */
  static List<String> carriers(CellKey cell) {
    return List.of(
        "-Djdk.virtualThreadScheduler.parallelism=" + cell.limit(),
        "-Djdk.virtualThreadScheduler.maxPoolSize=" + cell.limit());
  }

  @Override
  public boolean study() {
    return true;
  }

  @Override
  public Load load() {
    return Load.CLOSED;
  }

  @Override
  public LatencyAxis latencyAxis() {
    return LatencyAxis.START;
  }

  @Override
  public List<Shape> shapes(int processors) {
    return shapesOn.apply(processors);
  }

  @Override
  public int defaultProducers() {
    return 1;
  }

  @Override
  public int defaultLimit(int processors) {
    return processors;
  }

  @Override
  public List<String> jvmFlags() {
    return List.of();
  }

  @Override
  public List<String> jvmFlags(CellKey cell) {
    return flags.apply(cell);
  }

  @Override
  public Measurement run(Trial trial) throws Exception {
    return runner.run(trial);
  }
}
