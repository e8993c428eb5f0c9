package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * C3: virtual threads compute for long without letting others on; there are no time slices for
 * them. Busy carriers alone are no hog: many short tasks fill them too. So the same few threads
 * must be found computing again and again, or their mounts must be seen to be long.
 */
final class CpuHogRule implements Rule {
  static final Limit HOGGED =
      new Limit(50, "%", "of carrier time in long mounts: others get less than half");

  /** Samples of one thread in a window: at 20 ms a sample that is 100 ms of computing. */
  static final double SAMPLES_PER_THREAD = 5;

  /** Samples in a window below which their spread means nothing. */
  static final int LEAST_SAMPLES = 10;

  @Override
  public Cause cause() {
    return Cause.CPU_HOG;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, CpuHogRule::hit).map(s -> verdict(windows, s));
  }

  private static boolean hit(Window window) {
    return Carriers.when(c -> c.isQueueing() && c.isBusy()).test(window)
        && (HOGGED.exceededBy(tracedPercent(window)) || isSampled(window));
  }

  static double tracedPercent(Window window) {
    return Mounts.share(Mounts.of(window).computingMs(), window);
  }

  /** Whether samples show no more threads than carriers, each again and again. */
  private static boolean isSampled(Window window) {
    Tally threads = samples(window);
    int carriers = window.scheduler() == null ? 0 : window.scheduler().parallelism();
    return threads.total() >= LEAST_SAMPLES
        && threads.names() <= 2 * carriers
        && threads.total() / threads.names() >= SAMPLES_PER_THREAD;
  }

  private static Tally samples(Window window) {
    Tally threads = new Tally();
    for (JvmEvent event : window.events()) {
      if (event instanceof CpuSample s && s.virtual() && !s.thread().isEmpty()) {
        threads.add(s.thread(), 1);
      }
    }
    return threads;
  }

  private static Verdict verdict(List<Window> windows, Streak streak) {
    String site = Sites.computing(streak.hits()).orElse(Stacks.UNKNOWN);
    Tally threads = new Tally();
    streak.hits().forEach(w -> samples(w).sums().forEach(threads::add));
    int parallelism = Carriers.of(streak.last()).orElseThrow().use().parallelism();
    return new Finding(Cause.CPU_HOG)
        .critical(true)
        .headline(
            site
                + " computes on "
                + Text.count(parallelism, "carrier")
                + " without letting other virtual threads on: "
                + Text.number(streak.mean(Carriers.figure(c -> c.use().queued())), "of them")
                + " wait")
        .evidence(
            streak.evidence(
                "carrier time on a processor, %",
                Carriers.figure(Carriers::runningPercent), Carriers.BUSY, Carriers.SCHEDSTAT))
        .evidence(
            streak.evidence(
                "samples with a queue, %",
                Carriers.figure(Carriers::queuedPercent), Carriers.QUEUED, Carriers.BEAN))
        .evidence(
            streak.evidence(
                "long mounts that compute, % of carrier time",
                CpuHogRule::tracedPercent,
                HOGGED,
                "jdk.MethodTrace of VirtualThread.runContinuation"))
        .evidence(
            "virtual threads found computing",
            "many, each seldom",
            threads.top().isEmpty()
                ? "not sampled"
                : threads.names() + ", " + Text.number(threads.total(), "samples"),
            "jdk.CPUTimeSample")
        .check(true)
        .check(HOGGED.exceededBy(streak.mean(CpuHogRule::tracedPercent)))
        .check(streak.all(CpuHogRule::isSampled))
        .check(!site.equals(Stacks.UNKNOWN))
        .fix(
            "run "
                + site
                + " on platform threads: Executors.newFixedThreadPool("
                + parallelism
                + "), or call Thread.yield() in its loop each millisecond",
            "run it on virtual threads again")
        .verdict(windows);
  }
}
