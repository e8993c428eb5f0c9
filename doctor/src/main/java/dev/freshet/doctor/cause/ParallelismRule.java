package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * C1: virtual threads queue although more processors may be used than there are carriers. Carriers
 * that are blocked have another cause: there, more carriers are a plaster.
 */
final class ParallelismRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.PARALLELISM;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(
            windows, Carriers.when(c -> c.isQueueing() && !c.isBlocked()).and(w -> few(target, w)))
        .map(s -> verdict(target, windows, s));
  }

  private static boolean few(Target target, Window window) {
    return window.scheduler() != null
        && window.scheduler().parallelism() < Use.usable(target, window);
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    Window last = streak.last();
    int parallelism = Carriers.of(last).orElseThrow().use().parallelism();
    int usable = Use.usable(target, last);
    return new Finding(Cause.PARALLELISM)
        .critical(true)
        .headline(
            "parallelism of the virtual-thread scheduler is "
                + parallelism
                + " while "
                + usable
                + " CPUs may be used: "
                + Text.number(
                    streak.mean(Carriers.figure(c -> c.use().queued())), "virtual threads")
                + " wait for a carrier")
        .evidence(
            "parallelism", usable + " usable CPUs", String.valueOf(parallelism), Carriers.BEAN)
        .evidence(
            streak.evidence(
                "samples with a queue, %",
                Carriers.figure(Carriers::queuedPercent), Carriers.QUEUED, Carriers.BEAN))
        .evidence(
            streak.evidence(
                "carrier time on a processor, %",
                Carriers.figure(Carriers::runningPercent), Carriers.BUSY, Carriers.SCHEDSTAT))
        .check(true)
        .check(streak.all(Carriers.when(Carriers::isBusy)))
        .check(Use.othersCpus(last) + Use.runMs(last) / last.millis() < last.machine().cpus() - 0.5)
        .fix(
            "freshet tune "
                + target.pid()
                + " --parallelism "
                + usable
                + " --apply; for good: -Djdk.virtualThreadScheduler.parallelism="
                + usable,
            "freshet tune " + target.pid() + " --parallelism " + parallelism + " --apply")
        .verdict(windows);
  }
}
