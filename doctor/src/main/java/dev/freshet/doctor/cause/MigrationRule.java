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
 * C5: a thread that computes is moved between processors all the time. A thread that often waits is
 * placed anew when it wakes; that costs nothing and is taken off. Advice only: a move costs a
 * refill of the cache, not milliseconds.
 */
final class MigrationRule implements Rule {
  static final Limit MOVES =
      new Limit(100, "a second", "moves while running; there is no published limit, this is ours");
  static final Limit BUSY =
      new Limit(50, "%", "of the window on a processor: else moves are cheap");

  private static final String WHERE = "/proc/PID/task/TID/sched se.nr_migrations";

  @Override
  public Cause cause() {
    return Cause.MIGRATION;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, w -> MOVES.exceededBy(worst(w)))
        .map(s -> verdict(target, windows, s));
  }

  private static double worst(Window window) {
    return Use.program(window).stream()
        .filter(t -> BUSY.exceededBy(Use.percent(t.runMs(), window.millis())))
        .mapToDouble(t -> moves(t, window))
        .max()
        .orElse(0);
  }

  private static double moves(ThreadUse thread, Window window) {
    return 1000 * Math.max(0, thread.migrations() - thread.voluntary()) / window.millis();
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    Window last = streak.last();
    ThreadUse thread =
        Use.program(last).stream()
            .filter(t -> BUSY.exceededBy(Use.percent(t.runMs(), last.millis())))
            .max(Comparator.comparingDouble(t -> moves(t, last)))
            .orElseThrow();
    return new Finding(Cause.MIGRATION)
        .note()
        .headline(
            "thread \""
                + thread.name()
                + "\" (tid "
                + thread.tid()
                + ") is moved "
                + Text.number(streak.mean(MigrationRule::worst), "times a second")
                + " while it computes")
        .evidence(
            streak.evidence("moves while running, a second", MigrationRule::worst, MOVES, WHERE))
        .check(true)
        .check(thread.involuntary() > thread.voluntary())
        .fix(
            "taskset -pc CPU "
                + thread.tid()
                + ", or for carriers: freshet tune "
                + target.pid()
                + " --pin carriers CPUS --apply",
            "taskset -pc " + Text.cpus(Use.allowed(target, last)) + " " + thread.tid())
        .verdict(windows);
  }
}
