package dev.freshet.core.sizing;

/** Keeps the limit where tasks do not yet run slower for it. */
final class GradientPolicy implements SizePolicy {
  /*
   * The gradient
   * ------------
   * base is the mean run time of a task when few run, now the mean of a window of recent tasks.
   * Where a server works on K tasks at once and shares itself among more, c of them run c / K times
   * as long, so c * base / now = K: the gradient names the knee in one step. TCP Vegas [1] and
   * Netflix's limiters [2] rest on the same ratio; what differs here follows from how those fail.
   *
   * Slow start
   * ----------
   * From the beginning each window doubles the limit until tasks run slower; then the limit goes to
   * the knee, not to half. Additive growth needs a thousand windows for a limit of a thousand
   * (Netflix issue 35), doubling ten. The knee that is found in haste is
   * checked by a probe a second later. Later a limit grows by 5 % a window, and by 10 % when
   * nothing has spoken against it for long, so a knee that moved away is found within seconds.
   *
   * No drift
   * --------
   * Gradient2 compares with a long mean of the same run times and adds the root of the limit in each
   * window; under mild overload the mean follows, and so the limit rises for ever (pull request
   * 134). Here base is known together with the concurrency it was measured at, and only windows with
   * no more than that add to it, but for the cases below. Every growth needs run times at most 10 %
   * above base, a limit that is in use, and a window of its own; the errors of both means count
   * against it. Windows that decide nothing are looked at together.
   *
   * A base that changed
   * -------------------
   * Probe: when the limit was in use for 30 s, it is halved for one window, which costs a percent of
   * the throughput. If base was learnt at a limit up to twice the knee, halving measures
   * the truth; if at more, it halves the error, and a probe that found a faster base is repeated at
   * once.
   *   Slower with no more than before: if run times rise at a concurrency at which base was measured,
   * that concurrency is not the cause, and the window is the new base.
   *   Slower whatever we do: if the limit was cut and run times fell by less than half of what the
   * cut promised, the cause lies elsewhere; the run time found is the new base, the limit before the
   * cut is put back, and a probe follows. Without this a dependency that became slower for good would hold the limit
   * at its floor until the next probe.
   *   Faster: a run time clearly below base is the new base.
   *
   * Windows
   * -------
   * A window ends when it has lasted 100 ms and counted 400 tasks (in slow start fewer, see
   * FIRST_TASKS): time alone would let a slow pool decide on three tasks, count alone a fast one on
   * a microsecond. It begins three run times after the limit has changed and when no more run than
   * may: what ends before was started under the old limit. No window outlives a change of the limit,
   * and a gap (SampleClock) or a resize by hand drops it, so no stale figure can move the limit
   * (Netty [3]).
   *
   * [1] L. Brakmo, L. Peterson, TCP Vegas, 1995
   * [2] github.com/Netflix/concurrency-limits
   * [3] Netty, pull request 17538
   */

  /** Growth needs run times below base times this. */
  private static final double GOOD = 1.1;

  /** Run times above base times this shrink the limit; between the two it holds. */
  private static final double BAD = 1.2;

  /** Standard deviations of noise that are not taken for slowness. */
  private static final double DOUBT = 2;

  /** Standard deviations by which run times must be good to grow. */
  private static final double GROWTH_DOUBT = 1.75;

  /** A run time so far below base, and as many standard deviations, is a new base. */
  private static final double FASTER = 0.9;

  private static final double FASTER_DOUBT = 4;

  /** Standard deviations by which a quiet window must be slower to replace base. */
  private static final double SLOWER_DOUBT = 3;

  /** Growth of a window after slow start. */
  private static final double STEP = 0.05;

  /** After so many growths with no window against them the step doubles: the knee is not near. */
  private static final int STREAK = 6;

  /** A window counts 400 tasks: the mean of exponential run times is then known to 5 %. */
  private static final int TASKS = 400;

  /** In slow start 10 tasks are enough, and twice the limit: noise only delays what it decides. */
  private static final int FIRST_TASKS = 10;

  /**
   * Slow start is left on evidence of 60 tasks in both means and three standard deviations: who
   * leaves it by chance at a limit of ten needs half a minute to the knee at a hundred.
   */
  private static final int FIRST_CERTAIN = 60;

  private static final double FIRST_DOUBT = 3;

  /**
   * Run times from a change of the limit to the window that judges it. After growth the short tasks
   * end first, after a cut the long ones of before end last; of exponential tasks 5 % are left
   * after three.
   */
  private static final double SETTLE = 3;

  /** The same in slow start, which gains more by haste than it loses by one doubling too many. */
  private static final double FIRST_SETTLE = 1.5;

  /** A cut is judged when so much of the concurrency before it is left. */
  private static final double CUT_ENOUGH = 0.6;

  /** Windows that neither grew nor shrank the limit are looked at together, up to three of them. */
  private static final double HELD_TASKS = 3 * TASKS;

  /** Base remembers 1,200 tasks: a probe has a quarter of the say. */
  private static final double BASE_TASKS = 1_200;

  /** 10 ms between samples; windows are made of them. */
  private static final long PERIOD_NANOS = 10_000_000;

  /** 100 ms: the shortest window after slow start. */
  private static final long WINDOW_NANOS = 100_000_000;

  /** Slow tasks: after 5 s, in a probe after 1 s, so many are enough. */
  private static final int FEW = 50;

  private static final long LONG_NANOS = 5_000_000_000L;
  private static final long PROBED_NANOS = 1_000_000_000;

  /** 1 s to the first probe: an initial limit beyond the knee is found out soon. */
  private static final long FIRST_PROBE_NANOS = 1_000_000_000;

  /** 30 s between probes: at 0.3 s of half a limit each, they cost half a percent. */
  private static final long PROBE_NANOS = 30_000_000_000L;

  /** A probe takes at most a fiftieth of the time, however slow the tasks are. */
  private static final long PROBE_SHARE = 50;

  private enum Mode {
    SLOW_START,
    CRUISE,
    PROBE
  }

  private final int min;
  private final int max;
  private final SampleClock clock = new SampleClock();
  private final RunTimeMean runTime = new RunTimeMean();
  private final TaskWindow window = new TaskWindow(clock);
  private Mode mode = Mode.SLOW_START;
  private int lastLimit;

  private double base = Double.NaN;
  private double baseTasks;

  /** The concurrency up to which base was measured. */
  private double baseRunning;

  private long probeInNanos = FIRST_PROBE_NANOS;
  private long probeEveryNanos = FIRST_PROBE_NANOS;

  /** How long the probe takes by now. */
  private long probeNanos;

  private int streak;

  /** The limit to go back to after a probe. */
  private int resume;

  /** Whether cuts are on trial, and what limit, concurrency and run time were before them. */
  private boolean isCut;

  private int cutLimit;

  private double cutRunning;
  private double cutNanos;

  /** Mean run time and tasks of the windows before that left the limit alone. */
  private double heldNanos;

  private double heldTasks;

  /* The last complete window: mean run time, tasks in it, mean concurrency. */
  private double now;
  private double tasks;
  private double running;

  GradientPolicy(int min, int max) {
    this.min = min;
    this.max = max;
  }

  @Override
  public long periodNanos() {
    return PERIOD_NANOS;
  }

  @Override
  public int next(SizeSample sample) {
    int limit = sample.limit();
    if (clock.advance(sample)) {
      runTime.add(sample.meanRunNanos(), clock);
      if (clock.afterGap || limit != lastLimit) {
        limit = interrupted(limit);
      } else {
        probeNanos += clock.seen;
        if (window.add(sample) && isComplete(limit)) {
          limit = decide(limit);
        }
      }
    }
    limit = Math.clamp(limit, min, max);
    if (limit != lastLimit || !window.isSet()) {
      double runs = mode == Mode.SLOW_START ? FIRST_SETTLE : SETTLE;
      window.settle(runs * Math.max(now, runTime.nanos())); // NaN before the first task has ended
    }
    lastLimit = limit;
    return limit;
  }

  /** Drops the window, and what was on trial. */
  private int interrupted(int limit) {
    boolean ownProbe = mode == Mode.PROBE && limit == lastLimit;
    if (mode == Mode.PROBE) {
      mode = Mode.CRUISE;
    }
    isCut = false;
    streak = 0;
    heldTasks = 0;
    window.begin();
    return ownProbe ? resume : limit;
  }

  private boolean isComplete(int limit) {
    long ended = window.ended();
    double span = window.spanNanos();
    return switch (mode) {
      case SLOW_START ->
          ended >= Math.clamp(2L * limit, FIRST_TASKS, TASKS) && span >= runTime.nanos();
      case CRUISE -> ended >= TASKS ? span >= WINDOW_NANOS : ended >= FEW && span >= LONG_NANOS;
      case PROBE -> ended >= TASKS ? span >= WINDOW_NANOS : ended >= FEW && span >= PROBED_NANOS;
    };
  }

  private int decide(int limit) {
    boolean limited = window.isLimited();
    now = window.meanNanos();
    tasks = window.tasks();
    running = window.running();
    probeInNanos -= (long) window.spanNanos();
    window.begin();
    boolean learnt = Double.isNaN(base);
    if (learnt) {
      rebase();
    }
    double error = error();
    if (now < base * Math.min(FASTER, 1 - FASTER_DOUBT * error)) {
      rebase();
      probeInNanos = 0;
      return endOfProbe(limit);
    }
    if (!learnt && (mode == Mode.PROBE || running <= baseRunning)) {
      relearn(error);
      learnt = true;
      if (mode == Mode.PROBE) {
        probeEveryNanos = Math.min(4 * probeEveryNanos, PROBE_NANOS);
        probeInNanos = Math.max(probeEveryNanos, PROBE_SHARE * probeNanos);
        return endOfProbe(limit);
      }
      if (!limited) {
        probeInNanos = probeEveryNanos;
      }
    }
    return mode == Mode.SLOW_START ? start(limit, limited, learnt) : cruise(limit, limited);
  }

  /** Standard deviation of the ratio of the two means, by chance. */
  private double error() {
    return error(tasks);
  }

  private double error(double tasks) {
    return Math.sqrt(runTime.spread() * (1 / tasks + 1 / baseTasks));
  }

  private int start(int limit, boolean limited, boolean learnt) {
    boolean certain = Math.min(tasks, baseTasks) >= FIRST_CERTAIN;
    if (certain && now > base * (BAD + FIRST_DOUBT * error())) {
      mode = Mode.CRUISE;
      baseTasks = Math.min(baseTasks, TASKS);
      return knee(limit);
    }
    if (!limited) {
      return limit;
    }
    if (!learnt) {
      learn();
    }
    baseRunning = Math.max(baseRunning, running / 2);
    return (int) Math.min(2L * limit, max);
  }

  private int cruise(int limit, boolean limited) {
    double ratio = now / base;
    if (ratio > BAD + DOUBT * error()) {
      streak = 0;
      return isCut && running <= CUT_ENOUGH * cutRunning && isInVain()
          ? slowerAnyway()
          : cut(limit);
    }
    isCut = false;
    if (!limited) {
      streak = 0;
      heldTasks = 0;
      return limit;
    }
    if (probeInNanos <= 0) {
      return probe(limit);
    }
    double all = tasks + heldTasks;
    double mean = (now * tasks + heldNanos * heldTasks) / all;
    if (mean / base + GROWTH_DOUBT * error(all) > GOOD) {
      streak = mean / base > GOOD ? 0 : streak;
      heldNanos = mean;
      heldTasks = Math.min(all, HELD_TASKS);
      return limit;
    }
    heldTasks = 0;
    streak++;
    double step = streak > STREAK && ratio < 1 ? 2 * STEP : STEP;
    return (int) Math.min(max, limit + Math.max(1L, (long) (limit * step)));
  }

  /** Goes to the knee, at most down to half, and puts that on trial. */
  private int cut(int limit) {
    if (!isCut) {
      isCut = true;
      cutLimit = limit;
      cutRunning = running;
      cutNanos = now;
    }
    heldTasks = 0;
    return knee(limit);
  }

  private int knee(int limit) {
    return (int) Math.max(running * base / now, limit / 2.0);
  }

  /** Whether run times fell by less than half of what the cuts of the concurrency promised. */
  private boolean isInVain() {
    return 1 - now / cutNanos < (1 - running / cutRunning) / 2;
  }

  private int slowerAnyway() {
    isCut = false;
    rebase();
    probeInNanos = 0;
    return cutLimit;
  }

  private int probe(int limit) {
    mode = Mode.PROBE;
    probeNanos = 0;
    resume = limit;
    streak = 0;
    heldTasks = 0;
    return limit / 2;
  }

  private int endOfProbe(int limit) {
    if (mode != Mode.PROBE) {
      return limit;
    }
    mode = Mode.CRUISE;
    return resume;
  }

  /** Takes the window for base. */
  private void rebase() {
    base = now;
    baseTasks = tasks;
    baseRunning = running;
  }

  /** Adds the window to base, or takes it for base if that has changed. */
  private void relearn(double error) {
    if (now > base * (1 + SLOWER_DOUBT * error)) {
      rebase();
    } else {
      learn();
      baseRunning = mode == Mode.PROBE ? running : baseRunning;
    }
  }

  private void learn() {
    double sum = baseTasks + tasks;
    base += (now - base) * tasks / sum;
    baseTasks = Math.min(sum, BASE_TASKS);
  }
}
