package dev.freshet.core.watch;

import dev.freshet.core.LatencySnapshot;
import dev.freshet.core.PoolSnapshot;
import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link SaturationModel} is made of: how long a task computes and is blocked, and what the
 * pool may use.
 *
 * <pre>{@code
 * PoolSnapshot before = pool.snapshot();
 * long cpuBefore = operatingSystem.getProcessCpuTime();
 * ... // a while under a load that the pool bears
 * SaturationInputs inputs =
 *     SaturationInputs.measured(
 *         before, pool.snapshot(), Duration.ofNanos(operatingSystem.getProcessCpuTime() - cpuBefore),
 *         Runtime.getRuntime().availableProcessors());
 * }</pre>
 *
 * <p>Immutable. Times are nanoseconds per task, in the mean.
 *
 * @param limit how many tasks may run at once
 * @param processors processors, or carriers, that the tasks may use
 * @param laneCapacity how many tasks may wait
 * @param cpuNanos time a task computes
 * @param blockedNanos time a task holds its grant without computing
 * @param dispatchNanos processor time that submission and hand-over add to each task, if {@code
 *     cpuNanos} does not hold it already
 * @param dispatchesPerSecond the most tasks that can be handed over in a second, however little
 *     they do: what suite {@code submit} measures; infinite if unknown
 * @param arrivalVariation variance of the time between arrivals over its squared mean: 1 at random,
 *     0 evenly spaced, more in bursts
 * @param serviceVariation variance of the service time over its squared mean: 0 if all are alike
 */
public record SaturationInputs(
    int limit,
    int processors,
    int laneCapacity,
    double cpuNanos,
    double blockedNanos,
    double dispatchNanos,
    double dispatchesPerSecond,
    double arrivalVariation,
    double serviceVariation) {

  private static final int DEFAULT_LANE = 65_536;

  /**
   * Checks all.
   *
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  public SaturationInputs {
    requireAtLeast("limit", limit, 1);
    requireAtLeast("processors", processors, 1);
    requireAtLeast("laneCapacity", laneCapacity, 0);
    requireFinite("cpuNanos", cpuNanos);
    requireFinite("blockedNanos", blockedNanos);
    requireFinite("dispatchNanos", dispatchNanos);
    requireFinite("arrivalVariation", arrivalVariation);
    requireFinite("serviceVariation", serviceVariation);
    if (!(dispatchesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "dispatchesPerSecond: value is " + dispatchesPerSecond + "; allowed is above 0");
    }
  }

  private static void requireAtLeast(String field, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          field + ": value is " + value + "; allowed is " + least + " or more");
    }
  }

  private static void requireFinite(String field, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          field + ": value is " + value + "; allowed is 0 or more, and finite");
    }
  }

  /**
   * A pool whose tasks take no time yet, with 65,536 places in its lane, free dispatch, and
   * arrivals and services at random.
   *
   * @param limit how many tasks may run at once, at least 1
   * @param processors how many of them may compute at once, at least 1
   * @return the inputs
   * @throws IllegalArgumentException if one of them is below 1
   */
  public static SaturationInputs of(int limit, int processors) {
    return new SaturationInputs(
        limit, processors, DEFAULT_LANE, 0, 0, 0, Double.POSITIVE_INFINITY, 1, 1);
  }

  /**
   * What a pool did between two snapshots. The pool must have borne the load: while tasks wait for
   * processors, that counts as blocked.
   *
   * @param before the first snapshot
   * @param after the second one, of the same pool
   * @param processorTime what the process used in between, of all threads; dispatch is part of it
   * @param processors how many there are for the tasks
   * @return limit and lane of the pool, processor and blocked time per task
   * @throws IllegalArgumentException if no task ended in between, or the pool measures no run times
   */
  public static SaturationInputs measured(
      PoolSnapshot before, PoolSnapshot after, Duration processorTime, int processors) {
    Objects.requireNonNull(before, "before");
    long tasks = after.completed() + after.failed() - before.completed() - before.failed();
    LatencySnapshot runTimes = after.runTime().minus(before.runTime());
    if (tasks <= 0 || runTimes.count() <= 0) {
      throw new IllegalArgumentException(
          "after: "
              + tasks
              + " tasks ended since, "
              + runTimes.count()
              + " run times were measured; allowed is 1 or more of each");
    }
    double cpu = (double) processorTime.toNanos() / tasks;
    double blocked = Math.max(0, runTimes.meanNanos() - cpu);
    return new SaturationInputs(
        after.limit(),
        processors,
        after.laneCapacity(),
        cpu,
        blocked,
        0,
        Double.POSITIVE_INFINITY,
        1,
        1);
  }

  /**
   * The same with another processor time.
   *
   * @param perTask not negative
   * @return the changed inputs
   */
  public SaturationInputs cpu(Duration perTask) {
    return with((double) perTask.toNanos(), blockedNanos, dispatchNanos, dispatchesPerSecond);
  }

  /**
   * The same with another blocked time.
   *
   * @param perTask not negative
   * @return the changed inputs
   */
  public SaturationInputs blocked(Duration perTask) {
    return with(cpuNanos, (double) perTask.toNanos(), dispatchNanos, dispatchesPerSecond);
  }

  /**
   * The same with another cost of dispatch.
   *
   * @param perTask processor time that submission and hand-over add to a task, not negative
   * @param mostPerSecond the most that can be handed over in a second, above 0
   * @return the changed inputs
   */
  public SaturationInputs dispatch(Duration perTask, double mostPerSecond) {
    return with(cpuNanos, blockedNanos, (double) perTask.toNanos(), mostPerSecond);
  }

  /**
   * The same with another limit, to see what raising it would do.
   *
   * @param tasks at least 1
   * @return the changed inputs
   */
  public SaturationInputs limit(int tasks) {
    return new SaturationInputs(
        tasks,
        processors,
        laneCapacity,
        cpuNanos,
        blockedNanos,
        dispatchNanos,
        dispatchesPerSecond,
        arrivalVariation,
        serviceVariation);
  }

  /**
   * The same with another lane.
   *
   * @param tasks how many may wait, 0 or more
   * @return the changed inputs
   */
  public SaturationInputs laneCapacity(int tasks) {
    return new SaturationInputs(
        limit,
        processors,
        tasks,
        cpuNanos,
        blockedNanos,
        dispatchNanos,
        dispatchesPerSecond,
        arrivalVariation,
        serviceVariation);
  }

  /**
   * The same with other variations.
   *
   * @param arrivals 0 evenly spaced, 1 at random, more in bursts
   * @param services 0 all alike, 1 exponential
   * @return the changed inputs
   */
  public SaturationInputs variation(double arrivals, double services) {
    return new SaturationInputs(
        limit,
        processors,
        laneCapacity,
        cpuNanos,
        blockedNanos,
        dispatchNanos,
        dispatchesPerSecond,
        arrivals,
        services);
  }

  private SaturationInputs with(double cpu, double blocked, double dispatch, double dispatches) {
    return new SaturationInputs(
        limit,
        processors,
        laneCapacity,
        cpu,
        blocked,
        dispatch,
        dispatches,
        arrivalVariation,
        serviceVariation);
  }

  /**
   * How long a task holds its grant if it never waits for a processor.
   *
   * @return nanoseconds
   */
  public double serviceNanos() {
    return cpuNanos + dispatchNanos + blockedNanos;
  }

  /** By how much the wait in the lane differs from that of a random process. */
  double variation() {
    return (arrivalVariation + serviceVariation) / 2;
  }
}
