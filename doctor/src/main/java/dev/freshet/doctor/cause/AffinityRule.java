package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * C8: the program would keep more processors busy than its mask or cpuset lets it use, and the
 * machine has more. A narrow mask that nothing bumps into is a choice, not a fault.
 */
final class AffinityRule implements Rule {
  static final Limit WAIT =
      new Limit(25, "%", "of runnable time spent waiting: as bad as for the run queue");

  @Override
  public Cause cause() {
    return Cause.AFFINITY;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, w -> hit(target, w)).map(s -> verdict(target, windows, s));
  }

  private static boolean hit(Target target, Window window) {
    Set<Integer> mask = tightest(target, window);
    return !mask.isEmpty()
        && mask.size() < online(target, window)
        && wanted(window) > mask.size() * RunQueueRule.OVERSUBSCRIBED
        && (WAIT.exceededBy(RunQueueRule.waitPercent(window)) || isStarved(window));
  }

  private static int online(Target target, Window window) {
    return Math.max(target.onlineCpus().size(), window.machine().cpus());
  }

  /** Carriers have no time left and virtual threads queue: they would use more processors. */
  private static boolean isStarved(Window window) {
    return Carriers.when(c -> c.isBusy() && c.isQueueing()).test(window);
  }

  private static double wanted(Window window) {
    double queued = window.scheduler() == null ? 0 : window.scheduler().queued();
    return Use.demandCpus(window) + (isStarved(window) ? queued : 0);
  }

  /** Carriers may be bound tighter than the rest; if they are, that mask is at fault. */
  private static Set<Integer> tightest(Target target, Window window) {
    Set<Integer> all = Use.allowed(target, window);
    Set<Integer> carriers = new TreeSet<>();
    List<ThreadUse> threads = Use.of(window, Role.CARRIER);
    threads.forEach(t -> carriers.addAll(t.allowedCpus()));
    boolean carriersWait = Use.contendedMs(window, threads) > Use.contendedMs(window) / 2;
    return !carriers.isEmpty() && carriers.size() < all.size() && carriersWait ? carriers : all;
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    Window last = streak.last();
    Set<Integer> mask = tightest(target, last);
    boolean carriers = mask.size() < Use.allowed(target, last).size();
    String who = carriers ? "the carriers" : "its threads";
    String cpus = "CPU" + (mask.size() == 1 ? " " : "s ") + Text.cpus(mask);
    String everywhere =
        target.onlineCpus().isEmpty()
            ? "0-" + (last.machine().cpus() - 1)
            : Text.cpus(target.onlineCpus());
    int online = online(target, last);
    return new Finding(Cause.AFFINITY)
        .critical(true)
        .headline(
            who
                + " may use only "
                + cpus
                + " of "
                + online
                + " and would keep "
                + Text.number(streak.mean(AffinityRule::wanted), "CPUs")
                + " busy")
        .evidence(
            "allowed processors",
            online + " online",
            mask.size() + " (" + Text.cpus(mask) + ")",
            "/proc/PID/task/TID/status Cpus_allowed_list, cpuset.cpus.effective")
        .evidence(
            streak.evidence(
                "runnable time spent waiting, %",
                RunQueueRule::waitPercent, WAIT, "/proc/PID/task/TID/schedstat"))
        .evidence(
            "processors the JVM believes in",
            String.valueOf(mask.size()),
            target.processors() > 0 ? String.valueOf(target.processors()) : "unknown",
            "Runtime.availableProcessors")
        .check(streak.all(w -> wanted(w) > tightest(target, w).size()))
        .check(Use.othersCpus(last) + Use.runMs(last) / last.millis() < online - 0.5)
        .check(WAIT.exceededBy(streak.mean(RunQueueRule::waitPercent)))
        .fix(
            "taskset -apc "
                + everywhere
                + " "
                + target.pid()
                + (target.processors() > 0 && target.processors() < online
                    ? "; the JVM was started under this mask: start it again without, or freshet"
                        + " tune "
                        + target.pid()
                        + " --parallelism "
                        + online
                        + " --apply"
                    : ""),
            "taskset -apc " + Text.cpus(mask) + " " + target.pid())
        .verdict(windows);
  }
}
