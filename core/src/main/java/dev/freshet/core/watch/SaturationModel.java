package dev.freshet.core.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Foresees at which arrival rate a pool gives in, and how long tasks take below that.
 *
 * <pre>{@code
 * SaturationModel model =
 *     SaturationModel.of(
 *         SaturationInputs.of(200, Runtime.getRuntime().availableProcessors())
 *             .cpu(Duration.ofNanos(300_000))
 *             .blocked(Duration.ofMillis(40)));
 * model.kneePerSecond(); // 4,963: above it the lane only grows
 * model.binding();       // LIMIT: raise the limit, processors would not help
 * model.at(4_000).response(); // what a task takes at 4,000/s
 * model.curve(50);       // points for a plot
 * }</pre>
 *
 * <p>Immutable, safe for all threads. Building is O(limit²) at worst, some ten milliseconds; {@link
 * #at} is O(limit); from a limit of 8,192 on all is O(1). {@link #kneePerSecond} O(1). Rates are
 * per second.
 *
 * <p>The knee is the highest rate at which the backlog does not grow. Measured knees of three
 * workloads (sleep, arithmetic, both) and how far the predictions are off: suite {@code knee}.
 */
public final class SaturationModel {
  /*
   * Little's law
   * ------------
   * In a steady state
   *
   *     tasks in flight = arrival rate * (service + blocked time)      [tasks] = [tasks/s] * [s]
   *
   * and a pool is in a steady state only while that is below its limit. The formula that is passed
   * round, "an avalanche comes when G * T > S" with G goroutines, T the time they are blocked and S
   * the throughput of the scheduler, compares task-seconds with tasks per second: whether it holds
   * depends on the unit of time. What was meant are two bounds: lambda * T > limit, and lambda > S.
   * Here there are three, each a rate:
   *
   *     LIMIT     limit / (cpu + dispatch + blocked)
   *     CPU       processors / (cpu + dispatch)
   *     DISPATCH  what the hand-over can do by itself, whoever works
   *
   * Between the bounds
   * ------------------
   * The least of the three is right only where the others are far. Near the corner of the first two,
   * tasks wait for a processor while they hold a grant, so they hold it for longer. The pool at full
   * use is a closed network: `limit` tasks go round between the processors and the place where they
   * are blocked, each alone. That is the machine repairman of the textbooks, with as many machines
   * as grants and as many repairmen as processors: a birth-death process, whose throughput with n
   * tasks is X(n) [1, 4]. (Mean value analysis [2] gives the same by a recursion over n, which loses
   * its digits near saturation: 3 % with 16 processors.) The knee is the less of X(limit) and the
   * bound of dispatch.
   *
   * Below the knee
   * --------------
   * Seen from outside the pool is one server whose rate depends on how many are inside, X(n) up to
   * the limit and X(limit) beyond it (the flow-equivalent server of [3]). With arrivals at random
   * that is a birth-death process; the states in the lane form a finite geometric series, so
   * overload and a lane that is full are just other values of the same sums. For arrivals or
   * services that vary less or more than by chance, the time in the lane is multiplied by
   * (ca^2 + cs^2) / 2, as Allen and Cunneen do [4].
   *
   * What it leaves out
   * ------------------
   * Service times that themselves grow with load (a database that slows down, a collector that has
   * more to do, processors that others use too): measure the inputs near the load you ask about.
   *
   * [1] D. Cox, W. Smith, Queues, 1961, section 4.5; computing times are exponential, blocked times
   *     any
   * [2] M. Reiser, S. Lavenberg, Mean-Value Analysis of Closed Multichain Queuing Networks, JACM 1980
   * [3] K. Chandy, U. Herzog, L. Woo, Parametric Analysis of Queuing Networks, IBM J. R&D 1975
   * [4] A. Allen, Probability, Statistics, and Queueing Theory, 1990, section 5.3
   */

  /**
   * Most levels of concurrency that are computed one by one; a larger limit is treated as a fluid,
   * whose queues begin at the knee. So many tasks deviate from their mean by about a percent.
   */
  private static final int MOST_LEVELS = 1 << 13;

  /** States so much less likely than the likeliest are left out. */
  private static final double NEGLIGIBLE = 1e-15;

  /** How near to the processors' bound X(n) counts as having reached it. */
  private static final double SATURATED = 1 - 1e-9;

  /** Where sums are scaled down; see the largest term of {@link Series}. */
  private static final double HUGE = 1e30;

  /** What a curve begins and ends with, in knees. */
  private static final double CURVE_FROM = 0.05;

  private static final double CURVE_TO = 1.3;

  private static final double SECOND = 1e9;

  /** What keeps a pool from more. */
  public enum Bound {
    /** Grants: tasks hold them while they are blocked. */
    LIMIT,
    /** Processors, or carriers. */
    CPU,
    /** The hand-over of tasks to workers. */
    DISPATCH
  }

  /**
   * A load and what comes of it.
   *
   * @param ratePerSecond arrivals
   * @param throughputPerSecond tasks that end; less than arrive if the lane is full at times
   * @param running tasks that hold a grant, in the mean
   * @param queued tasks in the lane, in the mean
   * @param response from arrival to end, in the mean, of the tasks accepted
   * @param cpuUse share of the processors that is used, 0 to 1
   * @param refused share of the arrivals that finds limit and lane exhausted, 0 to 1
   */
  public record Point(
      double ratePerSecond,
      double throughputPerSecond,
      double running,
      double queued,
      Duration response,
      double cpuUse,
      double refused) {}

  private final SaturationInputs inputs;

  /** Throughput with n tasks inside, per nanosecond; if it ends early, the last value goes on. */
  private final double[] throughput;

  private SaturationModel(SaturationInputs inputs) {
    this.inputs = inputs;
    this.throughput = throughputs(inputs);
  }

  /**
   * The model of a pool.
   *
   * @param inputs what was measured
   * @return the model
   * @throws IllegalArgumentException if neither processor time nor blocked time is positive
   */
  public static SaturationModel of(SaturationInputs inputs) {
    Objects.requireNonNull(inputs, "inputs");
    if (inputs.serviceNanos() <= 0) {
      throw new IllegalArgumentException(
          "inputs: cpu, blocked and dispatch are all 0; allowed is one of them above 0");
    }
    return new SaturationModel(inputs);
  }

  private static double[] throughputs(SaturationInputs inputs) {
    double cpu = inputs.cpuNanos() + inputs.dispatchNanos();
    double most = bound(inputs.processors(), cpu);
    int levels = Math.min(inputs.limit(), MOST_LEVELS);
    double[] throughput = new double[levels + 1];
    for (int n = 1; n <= levels; n++) {
      throughput[n] = throughputWith(n, inputs.processors(), cpu, inputs.blockedNanos());
      if (throughput[n] >= SATURATED * most) {
        return Arrays.copyOf(throughput, n + 1);
      }
    }
    return throughput;
  }

  /**
   * Throughput of n tasks that go round for ever. The states, k tasks at the processors, are summed
   * from the likeliest one outwards, as far as they count.
   */
  private static double throughputWith(int n, int processors, double cpu, double blocked) {
    if (cpu == 0 || blocked == 0) {
      return cpu == 0 ? n / blocked : Math.min(n, processors) / cpu;
    }
    double load = cpu / blocked;
    double crowded = n - processors / load; // likeliest number if all processors are busy
    double spare = (n * load - 1) / (1 + load); // and if some are idle
    int mode = (int) Math.clamp(Math.ceil(Math.max(crowded, Math.min(spare, processors))), 0, n);
    double sum = 1;
    double working = Math.min(mode, processors);
    double state = 1;
    for (int k = mode; k < n && state > NEGLIGIBLE; k++) {
      state *= (n - k) * load / Math.min(k + 1, processors);
      sum += state;
      working += Math.min(k + 1, processors) * state;
    }
    state = 1;
    for (int k = mode; k > 0 && state > NEGLIGIBLE; k--) {
      state *= Math.min(k, processors) / ((n - k + 1) * load);
      sum += state;
      working += Math.min(k - 1, processors) * state;
    }
    return working / sum / cpu;
  }

  private static double bound(double capacity, double nanos) {
    return nanos > 0 ? capacity / nanos : Double.POSITIVE_INFINITY;
  }

  private boolean isFluid() {
    return inputs.limit() > throughput.length - 1 && throughput.length - 1 == MOST_LEVELS;
  }

  private static double dispatchBound(SaturationInputs inputs) {
    return inputs.dispatchesPerSecond() / SECOND;
  }

  /** What the pool does with that many tasks inside, per nanosecond. */
  private double rateWith(int tasks) {
    double x = throughput[Math.min(tasks, throughput.length - 1)];
    return Math.min(x, dispatchBound(inputs));
  }

  /**
   * What the model was made of.
   *
   * @return the inputs
   */
  public SaturationInputs inputs() {
    return inputs;
  }

  /**
   * The highest arrival rate at which the backlog does not grow without end.
   *
   * @return tasks per second
   */
  public double kneePerSecond() {
    double bounds =
        Math.min(
            bound(inputs.limit(), inputs.serviceNanos()),
            bound(inputs.processors(), inputs.cpuNanos() + inputs.dispatchNanos()));
    double knee = isFluid() ? Math.min(bounds, dispatchBound(inputs)) : rateWith(inputs.limit());
    return knee * SECOND;
  }

  /**
   * What to change if the knee is too low.
   *
   * @return the least of the three bounds
   */
  public Bound binding() {
    double limit = bound(inputs.limit(), inputs.serviceNanos());
    double cpu = bound(inputs.processors(), inputs.cpuNanos() + inputs.dispatchNanos());
    double dispatch = dispatchBound(inputs);
    if (dispatch < limit && dispatch < cpu) {
      return Bound.DISPATCH;
    }
    return limit <= cpu ? Bound.LIMIT : Bound.CPU;
  }

  /**
   * How many tasks are in flight at a rate if none has to wait: Little's law. More than the limit
   * means collapse.
   *
   * @param ratePerSecond arrivals per second
   * @return rate times service time
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public double demandAt(double ratePerSecond) {
    return requireRate(ratePerSecond) / SECOND * inputs.serviceNanos();
  }

  /**
   * What comes of a load.
   *
   * @param ratePerSecond arrivals per second, below the knee or above it
   * @return the means of the steady state; above the knee that of a lane that is full
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Point at(double ratePerSecond) {
    double rate = requireRate(ratePerSecond) / SECOND;
    if (isFluid()) {
      return fluidAt(ratePerSecond);
    }
    int levels = throughput.length - 1;
    double sum = 1;
    double running = 0;
    double state = 1;
    for (int n = 1; n <= levels; n++) {
      state *= rate / rateWith(n);
      if (state > HUGE) {
        sum /= state;
        running /= state;
        state = 1;
      }
      sum += state;
      running += n * state;
    }
    // All states above are served at one rate: first those with a free grant, then the lane.
    double ratio = rate / rateWith(levels);
    Series granted = Series.of(ratio, inputs.limit() - levels);
    Series waiting = Series.of(ratio, inputs.laneCapacity());
    double full = state * granted.last();
    double total = sum + state * granted.sum() + full * waiting.sum();
    double inGrants =
        running
            + state * (levels * granted.sum() + granted.weighted())
            + full * inputs.limit() * waiting.sum();
    return point(
        ratePerSecond,
        inGrants / total,
        full * waiting.weighted() / total,
        full * waiting.last() / total,
        ratio < 1);
  }

  private Point fluidAt(double ratePerSecond) {
    double knee = kneePerSecond();
    return ratePerSecond <= knee
        ? point(ratePerSecond, demandAt(ratePerSecond), 0, 0, true)
        : point(
            ratePerSecond, inputs.limit(), inputs.laneCapacity(), 1 - knee / ratePerSecond, false);
  }

  private Point point(
      double ratePerSecond, double running, double inLane, double refused, boolean belowTheKnee) {
    double accepted = ratePerSecond * (1 - refused);
    if (accepted == 0) {
      return new Point(0, 0, 0, 0, Duration.ofNanos(Math.round(inputs.serviceNanos())), 0, 0);
    }
    double queued =
        belowTheKnee ? Math.min(inLane * inputs.variation(), inputs.laneCapacity()) : inLane;
    double demand = inputs.cpuNanos() + inputs.dispatchNanos();
    return new Point(
        ratePerSecond,
        accepted,
        running,
        queued,
        Duration.ofNanos(Math.round((running + queued) / accepted * SECOND)),
        Math.min(1, accepted / SECOND * demand / inputs.processors()),
        refused);
  }

  /**
   * Points for a plot, evenly spaced from a twentieth of the knee to 1.3 knees.
   *
   * @param points how many, at least 2
   * @return the points by rising rate
   * @throws IllegalArgumentException if there are to be fewer than 2
   */
  public List<Point> curve(int points) {
    if (points < 2) {
      throw new IllegalArgumentException("points: value is " + points + "; allowed is 2 or more");
    }
    List<Point> curve = new ArrayList<>(points);
    for (int i = 0; i < points; i++) {
      double share = CURVE_FROM + (CURVE_TO - CURVE_FROM) * i / (points - 1);
      curve.add(at(share * kneePerSecond()));
    }
    return List.copyOf(curve);
  }

  private static double requireRate(double ratePerSecond) {
    if (!(ratePerSecond >= 0) || Double.isInfinite(ratePerSecond)) {
      throw new IllegalArgumentException(
          "ratePerSecond: value is " + ratePerSecond + "; allowed is 0 or more, and finite");
    }
    return ratePerSecond;
  }

  /** Knee and bound in words. */
  @Override
  public String toString() {
    return "SaturationModel[knee %.0f/s, bound %s]".formatted(kneePerSecond(), binding());
  }
}
