package dev.freshet.core.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A pool in simulated time (seconds): tasks arrive, wait for one of its grants, run, and end. */
final class SimulatedPool {
  private static final double SAMPLE = 0.25;

  private final SplittableRandom random;
  private final int limit;
  private final DoubleUnaryOperator rate;
  private final double highestRate;
  private final ToDoubleFunction<SplittableRandom> service;

  /** Instants at which tasks of the pool end; those that never do are in {@link #leaked} only. */
  private final PriorityQueue<double[]> ends =
      new PriorityQueue<>((a, b) -> Double.compare(a[0], b[0]));

  private final List<Double> leaked = new ArrayList<>();
  private final ArrayDeque<Boolean> lane = new ArrayDeque<>();

  /** Run times by size, eight cells to a factor of two. */
  private final long[] runTimes = new long[8 * 64];

  private long ended;
  private double longest;
  private double leakFrom = Double.POSITIVE_INFINITY;
  private double leakShare;

  /** Tasks arrive at random at a rate that changes with time, at most {@code highestRate}. */
  SimulatedPool(
      long seed,
      int limit,
      DoubleUnaryOperator rate,
      double highestRate,
      ToDoubleFunction<SplittableRandom> service) {
    this.random = new SplittableRandom(seed);
    this.limit = limit;
    this.rate = rate;
    this.highestRate = highestRate;
    this.service = service;
  }

  /** From that instant on such a share of the tasks that start never ends. */
  SimulatedPool leaking(double from, double share) {
    leakFrom = from;
    leakShare = share;
    return this;
  }

  static ToDoubleFunction<SplittableRandom> exponential(double mean) {
    return random -> -mean * Math.log(1 - random.nextDouble());
  }

  /** The instant at which a leak is reported; null if none is within so many seconds. */
  @Nullable Double firstAlarm(double seconds, double wantedAge) {
    LeakDetector detector = new LeakDetector();
    double nextArrival = 0;
    long p999 = 0;
    int samples = 0;
    for (double sample = SAMPLE; sample <= seconds; sample += SAMPLE) {
      while (Math.min(nextArrival, nextEnd()) <= sample) {
        if (nextEnd() < nextArrival) {
          end();
        } else {
          if (random.nextDouble() * highestRate < rate.applyAsDouble(nextArrival)) {
            arrive(nextArrival);
          }
          nextArrival -= Math.log(1 - random.nextDouble()) / highestRate;
        }
      }
      long now = (long) (sample * 1e9);
      detector.add(now, ends.size() + leaked.size() + lane.size());
      if (++samples % 4 == 0) {
        p999 = longRunTime();
      }
      long age = LeakDetector.suspectAge((long) (wantedAge * 1e9), ended, p999);
      boolean unheardOf = LeakDetector.isUnheardOf(age, ended, (long) (longest * 1e9));
      LeakDetector.Rise rise = detector.rise(age, unheardOf);
      long old = olderThan(sample - age / 1e9);
      if (rise != null && LeakDetector.explains(rise, age, unheardOf, old, limit)) {
        return sample;
      }
    }
    return null;
  }

  private double nextEnd() {
    double[] next = ends.peek();
    return next == null ? Double.POSITIVE_INFINITY : next[0];
  }

  private void arrive(double now) {
    if (ends.size() + leaked.size() < limit) {
      begin(now);
    } else {
      lane.add(true);
    }
  }

  private void begin(double now) {
    if (now >= leakFrom && random.nextDouble() < leakShare) {
      leaked.add(now);
    } else {
      ends.add(new double[] {now + service.applyAsDouble(random), now});
    }
  }

  private void end() {
    double[] task = ends.remove();
    ended++;
    longest = Math.max(longest, task[0] - task[1]);
    runTimes[cell((task[0] - task[1]) * 1e9)]++;
    if (lane.poll() != null) {
      begin(task[0]);
    }
  }

  private static int cell(double nanos) {
    return Math.clamp((int) (8 * Math.log(Math.max(1, nanos)) / Math.log(2)), 0, 8 * 64 - 1);
  }

  /** The upper end of the cell within which 99.9 % lie. */
  private long longRunTime() {
    long beyond = ended / 1000;
    int cell = runTimes.length - 1;
    for (long seen = runTimes[cell]; seen <= beyond && cell > 0; seen += runTimes[cell]) {
      cell--;
    }
    return ended == 0 ? 0 : (long) Math.pow(2, (cell + 1) / 8.0);
  }

  private long olderThan(double instant) {
    return leaked.stream().filter(began -> began <= instant).count()
        + ends.stream().filter(task -> task[1] <= instant).count();
  }
}
