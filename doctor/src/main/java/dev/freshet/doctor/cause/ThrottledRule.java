package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.GroupUse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * C6: a quota is used up, and the program's threads wait for the next period. A group that is
 * throttled while the target sleeps hurts a sibling, not the target: its threads must have waited.
 */
final class ThrottledRule implements Rule {
  static final Limit PERIODS =
      new Limit(1, "%", "of periods throttled: hurts the tail already when threads stall in them");
  static final Limit BAD_PERIODS =
      new Limit(5, "%", "of periods throttled: hurts more than the tail");
  static final Limit WAIT =
      new Limit(2, "% of the window", "the program waited: two missed ticks of 10 ms a second");

  @Override
  public Cause cause() {
    return Cause.THROTTLED;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, ThrottledRule::hit).map(s -> verdict(target, windows, s));
  }

  private static boolean hit(Window window) {
    return PERIODS.exceededBy(periodsPercent(window)) && WAIT.exceededBy(waitPercent(window));
  }

  /** Of the group that is throttled most. */
  static double periodsPercent(Window window) {
    return window.groups().stream()
        .mapToDouble(g -> Use.percent((double) g.throttledPeriods(), (double) g.periods()))
        .filter(p -> !Double.isNaN(p))
        .max()
        .orElse(0);
  }

  private static double waitPercent(Window window) {
    return Use.percent(Use.throttledWaitMs(window), window.millis());
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    GroupUse group = worst(streak.last());
    double demand = streak.mean(w -> (Use.runMs(w) + Use.throttledWaitMs(w)) / w.millis());
    double enough = Math.max(Math.ceil(2 * demand) / 2, Math.ceil(2 * group.quotaCpus() + 1) / 2);
    boolean ancestor = !group.path().equals(streak.last().groups().getFirst().path());
    double lost = streak.mean(w -> Use.throttledMs(w) / Math.max(1, worst(w).throttledPeriods()));
    return new Finding(Cause.THROTTLED)
        .critical(BAD_PERIODS.exceededBy(streak.mean(ThrottledRule::periodsPercent)))
        .headline(
            String.format(
                Locale.ROOT,
                "the CPU quota of %s%s (%s of %s) is used up: threads stand still for %s of each"
                    + " throttled period",
                ancestor ? "the ancestor group " : "",
                group.path(),
                Text.number(group.quotaCpus(), "CPUs"),
                Text.number(streak.last().machine().cpus(), "online"),
                Text.ms(lost)))
        .evidence(
            streak.evidence(
                "periods throttled, %",
                ThrottledRule::periodsPercent,
                PERIODS,
                group.path() + "/cpu.stat nr_throttled, nr_periods"))
        .evidence(
            streak.evidence(
                "threads waited while throttled, % of the window",
                ThrottledRule::waitPercent, WAIT, "/proc/PID/task/TID/schedstat and cpu.stat"))
        .evidence(
            "processors wanted by the program",
            Text.number(group.quotaCpus(), "CPUs (quota)"),
            Text.number(demand, "CPUs"),
            "/proc/PID/task/TID/schedstat")
        .check(streak.all(w -> PERIODS.exceededBy(periodsPercent(w))))
        .check(Use.throttledWaitMs(streak.last()) >= Use.contendedMs(streak.last()))
        .check(demand > group.quotaCpus())
        .fix(
            write(group, enough)
                + "; or ask for less at a time: freshet tune "
                + target.pid()
                + " --parallelism "
                + (int) Math.max(1, Math.floor(group.quotaCpus()))
                + " --apply",
            write(group, group.quotaCpus()))
        .verdict(windows);
  }

  private static GroupUse worst(Window window) {
    return window.groups().stream()
        .max(Comparator.comparingDouble(GroupUse::throttledMs))
        .orElseThrow();
  }

  private static String write(GroupUse group, double cpus) {
    long periodUs = Math.round(group.periodMs() * 1000);
    long quotaUs = Math.round(cpus * periodUs);
    return isVersion1(group.path())
        ? "echo " + quotaUs + " > " + group.path() + "/cpu.cfs_quota_us"
        : "echo \"" + quotaUs + " " + periodUs + "\" > " + group.path() + "/cpu.max";
  }

  /** Version 1 mounts each controller in a folder of its own. */
  private static boolean isVersion1(String path) {
    return path.matches("/sys/fs/cgroup/(cpu|cpu,cpuacct|cpuacct,cpu)(/.*)?");
  }
}
