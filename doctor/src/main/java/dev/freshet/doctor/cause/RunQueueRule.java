package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * C4: threads that could run wait for a processor, after what quotas explain is taken off. Either
 * the program itself has more runnable threads than processors, or a neighbour is on them; if
 * neither is so, threads merely met now and then and nobody is to blame.
 */
final class RunQueueRule implements Rule {
  static final Limit WAIT =
      new Limit(10, "%", "of runnable time spent waiting: worth a warning if it lasts");
  static final Limit BAD_WAIT =
      new Limit(25, "%", "of runnable time spent waiting: a quarter of the speed is gone");
  static final Limit LEAST =
      new Limit(10, "% of the window", "waited in all: less is lost among the ticks");
  static final Limit SLICE =
      new Limit(1, "ms", "mean wait before a slice: 10 times a busy machine's");

  /** A small excess of the demand over the processors is chance meeting, not too many threads. */
  static final double OVERSUBSCRIBED = 1.1;

  /** Processors that others must keep busy to be blamed. */
  static final double NEIGHBOUR = 0.25;

  /** A mild excess must last twice as long as a bad one: two cores under CI are never still. */
  private static final int MILD_IN_A_ROW = 2 * IN_A_ROW;

  @Override
  public Cause cause() {
    return Cause.RUN_QUEUE;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, w -> hit(target, w, BAD_WAIT))
        .or(() -> Streak.of(windows, w -> hit(target, w, WAIT), MILD_IN_A_ROW))
        .map(s -> verdict(target, windows, s));
  }

  private static boolean hit(Target target, Window window, Limit limit) {
    double contended = Use.contendedMs(window);
    return limit.exceededBy(waitPercent(window))
        && LEAST.exceededBy(Use.percent(contended, window.millis()))
        && contended > 2 * Use.throttledWaitMs(window)
        && (isOwn(target, window) || isNeighbour(window));
  }

  static double waitPercent(Window window) {
    double contended = Use.contendedMs(window);
    return Use.percent(contended, contended + Use.runMs(window));
  }

  private static boolean isOwn(Target target, Window window) {
    return Use.demandCpus(window) > cpus(target, window) * OVERSUBSCRIBED;
  }

  private static boolean isNeighbour(Window window) {
    return Use.othersCpus(window) > NEIGHBOUR;
  }

  private static int cpus(Target target, Window window) {
    int allowed = Use.allowed(target, window).size();
    return allowed > 0 ? allowed : window.machine().cpus();
  }

  private static double sliceMs(Window window) {
    double slices = Use.program(window).stream().mapToLong(ThreadUse::slices).sum();
    return slices > 0 ? Use.contendedMs(window) / slices : 0;
  }

  private static double involuntary(Window window) {
    return Use.program(window).stream().mapToLong(ThreadUse::involuntary).sum();
  }

  private static double pressurePercent(Window window) {
    return Use.percent(window.machine().pressureCpuMs(), window.millis());
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    Window last = streak.last();
    int cpus = cpus(target, last);
    double demand = streak.mean(Use::demandCpus);
    boolean own = demand > cpus * OVERSUBSCRIBED;
    String victim =
        Use.program(last).stream()
            .max(Comparator.comparingDouble(ThreadUse::waitMs))
            .map(t -> "thread \"" + t.name() + "\" (tid " + t.tid() + ")")
            .orElse("its threads");
    Finding finding =
        new Finding(Cause.RUN_QUEUE)
            .critical(BAD_WAIT.exceededBy(streak.mean(RunQueueRule::waitPercent)))
            .headline(headline(own, demand, cpus, victim, streak))
            .evidence(
                streak.evidence(
                    "runnable time spent waiting (throttling taken off), %",
                    RunQueueRule::waitPercent, WAIT, "/proc/PID/task/TID/schedstat run_delay"))
            .evidence(
                "processors the program would keep busy",
                cpus + " allowed",
                Text.number(demand, "CPUs"),
                "/proc/PID/task/TID/schedstat")
            .evidence(
                "processors others keep busy",
                "allowed " + Text.number(NEIGHBOUR, "CPUs"),
                Text.number(streak.mean(Use::othersCpus), "CPUs"),
                "/proc/stat less /proc/PID/task")
            .evidence(
                streak.evidence(
                    "wait before a slice, ms", RunQueueRule::sliceMs, SLICE, "schedstat run_delay"))
            .evidence(
                streak.evidence(
                    "involuntary switches a window",
                    RunQueueRule::involuntary,
                    new Limit(0, "", "compared only"),
                    "/proc/PID/task/TID/status"))
            .check(true)
            .check(SLICE.exceededBy(streak.mean(RunQueueRule::sliceMs)))
            .check(own || streak.mean(Use::othersCpus) > NEIGHBOUR)
            .check(WAIT.exceededBy(streak.mean(RunQueueRule::pressurePercent)));
    return fix(finding, target, last, own, cpus).verdict(windows);
  }

  private static String headline(
      boolean own, double demand, int cpus, String victim, Streak streak) {
    String loss = Text.number(streak.mean(RunQueueRule::waitPercent), "%");
    return own
        ? "own oversubscription: the program would keep "
            + Text.number(demand, "CPUs")
            + " busy and may use "
            + cpus
            + "; "
            + victim
            + " waits most ("
            + loss
            + " of runnable time)"
        : "a neighbour keeps "
            + Text.number(streak.mean(Use::othersCpus), "CPUs")
            + " busy; "
            + victim
            + " waits in the run queue most ("
            + loss
            + " of runnable time)";
  }

  private static Finding fix(Finding finding, Target target, Window last, boolean own, int cpus) {
    int parallelism = last.scheduler() == null ? 0 : last.scheduler().parallelism();
    if (own && parallelism > cpus) {
      return finding.fix(
          "freshet tune " + target.pid() + " --parallelism " + cpus + " --apply",
          "freshet tune " + target.pid() + " --parallelism " + parallelism + " --apply");
    }
    if (own) {
      return finding.fix(
          "run at most "
              + cpus
              + " threads that compute, such as"
              + " Executors.newFixedThreadPool("
              + cpus
              + ")",
          "the former size of the pool");
    }
    String mask = Text.cpus(Use.allowed(target, last));
    return finding.fix(
        "keep the neighbour off these processors: taskset -apc OTHER_CPUS NEIGHBOUR_PID, or give"
            + " the target its own: freshet tune "
            + target.pid()
            + " --pin carriers CPUS --apply",
        "taskset -apc " + (mask.isEmpty() ? "ALL_CPUS" : mask) + " NEIGHBOUR_PID");
  }
}
