package dev.freshet.lab.workload;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Trial;
import java.util.List;

/** A kind of load. Stateless: one instance serves every trial. */
public interface Workload {
  /** How tasks arrive. */
  enum Load {
    /** At planned instants, whatever becomes of the earlier ones. */
    OPEN,
    /** As fast as the subject takes them. */
    CLOSED
  }

  /** Which latency is the axis of the comparison. */
  enum LatencyAxis {
    /** Until the task began. */
    START,
    /** Until the task ended. */
    RESPONSE
  }

  /**
   * A combination that is run.
   *
   * @param producers threads that submit, 1 and more
   * @param limit tasks that may run at once, 1 and more
   */
  record Shape(int producers, int limit) {}

  /**
   * What the command line calls it.
   *
   * @return such as {@code sleep}
   */
  String name();

  /**
   * One line for {@code freshet lab list}.
   *
   * @return without a full stop
   */
  String what();

  /**
   * How tasks arrive.
   *
   * @return open or closed
   */
  Load load();

  /**
   * Which latency is compared.
   *
   * @return start or response
   */
  LatencyAxis latencyAxis();

  /**
   * The subjects that make sense here, best known first.
   *
   * @return their names
   */
  List<String> subjects();

  /**
   * Producers if none are asked for.
   *
   * @return 1 and more
   */
  int defaultProducers();

  /**
   * The limit if none is asked for.
   *
   * @param processors of this machine
   * @return 1 and more
   */
  int defaultLimit(int processors);

  /**
   * The combinations that are run if none are asked for.
   *
   * @param processors of this machine
   * @return one and more, without duplicates
   */
  default List<Shape> shapes(int processors) {
    return List.of(new Shape(defaultProducers(), defaultLimit(processors)));
  }

  /**
   * Whether it compares subjects of its own, which make sense nowhere else: it is then run with all
   * of them, whatever other subjects are asked for.
   *
   * @return true for a study
   */
  default boolean study() {
    return false;
  }

  /**
   * What it takes about, warm-up and start of the JVM included, so that a time budget can be
   * planned.
   *
   * @return seconds
   */
  double expectedSeconds();

  /**
   * What one cell takes about, where that depends on the limit or on a number of tasks asked for.
   *
   * @param cell the cell
   * @param tasks that are asked for; 0 leaves the number to the workload
   * @return seconds, at least those of {@link #expectedSeconds()}
   */
  default double expectedSeconds(CellKey cell, long tasks) {
    return expectedSeconds();
  }

  /**
   * Options of the JVM that measures.
   *
   * @return such as {@code -Xmx1g}
   */
  List<String> jvmFlags();

  /**
   * Options of the JVM that measures one cell, for workloads that vary them.
   *
   * @param cell the cell
   * @return those of all cells, unless the workload says otherwise
   */
  default List<String> jvmFlags(CellKey cell) {
    return jvmFlags();
  }

  /**
   * Warms up, measures and checks; called in the measuring JVM.
   *
   * @param trial what to measure
   * @return the figures
   * @throws dev.freshet.lab.child.WrongResult if tasks were lost, ran twice or exceeded the limit
   * @throws Exception whatever the work throws
   */
  Measurement run(Trial trial) throws Exception;
}
