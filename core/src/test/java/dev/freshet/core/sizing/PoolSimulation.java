package dev.freshet.core.sizing;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A pool in simulated time: a limit, a first-in first-out lane, and a policy that is asked as an
 * engine without helper threads asks it, which is when a task arrives or ends and the period is
 * over. A pool in which nothing happens is not sampled.
 *
 * <p>Deterministic: equal seeds make equal runs.
 */
final class PoolSimulation {
  private final RandomGenerator arrivalRandom;
  private final RandomGenerator runRandom;
  private final RunTimes runTimes;
  private final @Nullable SizePolicy policy;
  private final PriorityQueue<long[]> endings =
      new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
  private final ArrayDeque<Long> lane = new ArrayDeque<>();
  private final SimulatedRun run = new SimulatedRun();
  private int laneCapacity = Integer.MAX_VALUE;
  private boolean measured = true;
  private int limit;
  private int running;
  private long arrivals;
  private long lastSample;
  private double runSum;
  private long runCount;

  private PoolSimulation(long seed, RunTimes runTimes, int limit, @Nullable SizePolicy policy) {
    SplittableRandom root = new SplittableRandom(seed);
    this.arrivalRandom = root.split();
    this.runRandom = root.split();
    this.runTimes = runTimes;
    this.policy = policy;
    this.limit = limit;
  }

  /** A pool whose limit the policy moves. */
  static PoolSimulation elastic(long seed, RunTimes runTimes, int limit, SizePolicy policy) {
    return new PoolSimulation(seed, runTimes, limit, policy);
  }

  /** A pool whose limit stays. */
  static PoolSimulation fixed(long seed, RunTimes runTimes, int limit) {
    return new PoolSimulation(seed, runTimes, limit, null);
  }

  /** Refuses tasks when so many wait. */
  PoolSimulation laneCapacity(int tasks) {
    laneCapacity = tasks;
    return this;
  }

  /** Hands no run times to the policy. */
  PoolSimulation withoutRunTimes() {
    measured = false;
    return this;
  }

  /** Tasks come whether or not those before are done. */
  SimulatedRun open(Arrivals source, double seconds) {
    long end = (long) (seconds * 1e9);
    run.limitIs(0, limit);
    long next = source.next(0, arrivalRandom);
    while (true) {
      long ending = endings.isEmpty() ? Long.MAX_VALUE : endings.element()[0];
      long now = Math.min(next, ending);
      if (now >= end) {
        break;
      }
      if (ending <= next) {
        finish(now);
      } else {
        arrive(now);
        next = source.next(next, arrivalRandom);
      }
      sample(now);
    }
    run.endNanos = end;
    return run;
  }

  /** So many clients, each with one task at a time, who submit the next as soon as one is done. */
  SimulatedRun closed(DoubleToIntFunction clientsAt, double seconds) {
    long end = (long) (seconds * 1e9);
    run.limitIs(0, limit);
    long step = 1_000_000;
    int clients = 0;
    for (long tick = 0; tick < end; tick += step) {
      int wanted = clientsAt.applyAsInt(tick / 1e9);
      while (clients < wanted) {
        arrive(tick);
        clients++;
        sample(tick);
      }
      while (!endings.isEmpty() && endings.element()[0] < tick + step) {
        long now = endings.element()[0];
        finish(now);
        if (clients > wanted) {
          clients--;
        } else {
          arrive(now);
        }
        sample(now);
      }
    }
    run.endNanos = end;
    return run;
  }

  private void arrive(long now) {
    if (lane.size() >= laneCapacity && running >= limit) {
      run.refused++;
      return;
    }
    arrivals++;
    lane.add(now);
    start(now);
  }

  private void finish(long now) {
    long[] task = endings.remove();
    running--;
    run.ended++;
    run.responded(task[1], now);
    runSum += now - task[2];
    runCount++;
    start(now);
  }

  private void start(long now) {
    while (running < limit && !lane.isEmpty()) {
      running++;
      long nanos = Math.max(1, (long) runTimes.nanos(now, running, runRandom));
      endings.add(new long[] {now + nanos, lane.remove(), now});
    }
  }

  private void sample(long now) {
    if (policy == null || now - lastSample < policy.periodNanos()) {
      return;
    }
    lastSample = now;
    double mean = measured && runCount > 0 ? runSum / runCount : Double.NaN;
    runSum = 0;
    runCount = 0;
    int next =
        policy.next(new SizeSample(now, limit, running, lane.size(), arrivals, run.ended, mean));
    if (next != limit) {
      limit = next;
      run.limitIs(now, next);
      start(now);
    }
  }
}
