package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * C16: the hypervisor runs others on the processors of this machine while the target wants them.
 */
final class StealRule implements Rule {
  static final Limit STEAL =
      new Limit(10, "%", "of the machine's time stolen: the warning of common monitors");
  static final Limit BAD_STEAL =
      new Limit(20, "%", "of the machine's time stolen: the alarm of common monitors");

  /** A target that hardly computes cannot be hurt. */
  static final Limit OWN = new Limit(5, "% of the window", "the target computes at all");

  @Override
  public Cause cause() {
    return Cause.STEAL;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, StealRule::hit).map(s -> verdict(windows, s));
  }

  private static boolean hit(Window window) {
    return STEAL.exceededBy(percent(window))
        && OWN.exceededBy(Use.percent(Use.runMs(window), window.millis()));
  }

  private static double percent(Window window) {
    return Use.percent(window.machine().stealMs(), window.millis() * window.machine().cpus());
  }

  private static Verdict verdict(List<Window> windows, Streak streak) {
    double percent = streak.mean(StealRule::percent);
    return new Finding(Cause.STEAL)
        .critical(BAD_STEAL.exceededBy(percent))
        .headline(
            "the hypervisor gives "
                + Text.number(percent, "%")
                + " of this machine's processor time to others")
        .evidence(
            streak.evidence(
                "stolen, % of all processors", StealRule::percent, STEAL, "/proc/stat steal"))
        .evidence(
            streak.evidence(
                "runnable time spent waiting, %",
                RunQueueRule::waitPercent, RunQueueRule.WAIT, "/proc/PID/task/TID/schedstat"))
        .check(true)
        .check(!RunQueueRule.WAIT.exceededBy(streak.mean(RunQueueRule::waitPercent)))
        .fix(
            "move the virtual machine to a host that is not oversold, or to a size with dedicated"
                + " processors; nothing inside it helps",
            "move it back")
        .verdict(windows);
  }
}
