package dev.freshet.doctor.tune;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A JVM with carriers, processors, a quota and virtual threads that go round and round: compute,
 * block while mounted, park. Steps of a millisecond, no chance and no clock.
 */
final class SimulatedJvm {
  private static final int TICK_MS = 1_000;

  /** Prime to the rounds of the programs, so that no phase of theirs is always hit. */
  private static final int SAMPLE_MS = 97;

  private static final int PERIOD_MS = 100;

  /** How threads wait for the one lock of the program, if they need it. */
  enum Lock {
    NONE,
    /** Held while blocked in native code; who waits for it keeps its carrier. */
    PINNED,
    /** Held while parked; who waits for it is parked as well. */
    PARKED
  }

  /**
   * What each thread does in turn.
   *
   * @param computeMs on a processor
   * @param blockMs in native code, mounted
   * @param parkMs unmounted
   * @param lock what is held in the second or third part
   */
  record Round(double computeMs, int blockMs, int parkMs, Lock lock) {}

  private enum Phase {
    READY,
    COMPUTE,
    BLOCK,
    PARK
  }

  private static final class Virtual {
    Phase phase = Phase.READY;
    double left;
    boolean hasLock;
    final Round round;

    Virtual(Round round) {
      this.round = round;
    }
  }

  private final double cpus;
  private final double quota;
  private final List<Virtual> threads = new ArrayList<>();
  private final Deque<Virtual> queue = new ArrayDeque<>();
  private final List<Virtual> mounted = new ArrayList<>();
  private boolean locked;
  private int parallelism;
  private long now;
  private double budget;
  private long periods;
  private long throttledPeriods;
  private boolean throttled;
  private long work;

  SimulatedJvm(int cpus, double quota, int parallelism) {
    this.cpus = cpus;
    this.quota = quota;
    this.parallelism = parallelism;
  }

  SimulatedJvm with(int count, Round round) {
    for (int i = 0; i < count; i++) {
      Virtual thread = new Virtual(round);
      threads.add(thread);
      queue.add(thread);
    }
    return this;
  }

  void set(int carriers) {
    parallelism = carriers;
  }

  int parallelism() {
    return parallelism;
  }

  /** Lets a second pass. */
  Reading tick() {
    long workBefore = work;
    long periodsBefore = periods;
    long throttledBefore = throttledPeriods;
    double ran = 0;
    double waited = 0;
    double mountedSum = 0;
    double queuedSum = 0;
    int samples = 0;
    int backedUp = 0;
    for (int i = 0; i < TICK_MS; i++) {
      mount();
      if (now % SAMPLE_MS == 0) {
        samples++;
        mountedSum += mounted.size();
        queuedSum += queue.size();
        backedUp += queue.isEmpty() ? 0 : 1;
      }
      double[] use = millisecond();
      ran += use[0];
      waited += use[1];
    }
    return new Reading(
        parallelism,
        Math.min(cpus, quota),
        mountedSum / samples,
        queuedSum / samples,
        (double) backedUp / samples,
        ran / TICK_MS,
        waited / TICK_MS,
        periods == periodsBefore
            ? 0
            : (double) (throttledPeriods - throttledBefore) / (periods - periodsBefore),
        (double) (work - workBefore),
        Double.NaN);
  }

  private void mount() {
    while (mounted.size() < parallelism && !queue.isEmpty()) {
      Virtual next = queue.remove();
      next.phase = Phase.COMPUTE;
      next.left = next.round.computeMs;
      mounted.add(next);
    }
  }

  /** What carriers ran and waited for a processor. */
  private double[] millisecond() {
    if (now % PERIOD_MS == 0) {
      budget = quota * PERIOD_MS;
      throttled = false;
      periods += Double.isInfinite(quota) ? 0 : 1;
    }
    double computing = mounted.stream().filter(thread -> thread.phase == Phase.COMPUTE).count();
    double wanted = Math.min(cpus, computing);
    double given = Math.min(wanted, budget);
    budget -= given;
    if (!throttled && given < wanted) {
      throttled = true;
      throttledPeriods++;
    }
    double share = computing == 0 ? 0 : given / computing;
    for (Virtual thread : List.copyOf(mounted)) {
      advance(thread, share);
    }
    for (Virtual thread : threads) {
      if (thread.phase == Phase.PARK) {
        parked(thread);
      }
    }
    now++;
    return new double[] {given, computing - given};
  }

  private void advance(Virtual thread, double share) {
    if (thread.phase == Phase.COMPUTE) {
      thread.left -= share;
      if (thread.left <= 1e-9) {
        thread.phase = Phase.BLOCK;
        thread.left = thread.round.blockMs;
      }
    } else if (take(thread, Lock.PINNED)) {
      thread.left--;
    }
    if (thread.phase == Phase.BLOCK && thread.left <= 0) {
      release(thread);
      mounted.remove(thread);
      work++;
      thread.phase = Phase.PARK;
      thread.left = thread.round.parkMs;
    }
  }

  private void parked(Virtual thread) {
    if (thread.left > 0 && take(thread, Lock.PARKED)) {
      thread.left--;
    }
    if (thread.left <= 0) {
      release(thread);
      thread.phase = Phase.READY;
      queue.add(thread);
    }
  }

  /** Whether the thread can go on: it needs no lock here, or has it, or gets it. */
  private boolean take(Virtual thread, Lock kind) {
    if (thread.round.lock != kind || thread.hasLock) {
      return true;
    }
    if (locked) {
      return false;
    }
    locked = true;
    thread.hasLock = true;
    return true;
  }

  private void release(Virtual thread) {
    if (thread.hasLock) {
      thread.hasLock = false;
      locked = false;
    }
  }
}
