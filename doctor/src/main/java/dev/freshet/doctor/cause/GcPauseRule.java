package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * C9: the program stands still for collections or other operations of the virtual machine. Joined
 * with what kept the collector's threads from a processor meanwhile: throttling, others,
 * preemption.
 */
final class GcPauseRule implements Rule {
  static final Limit PAUSED = new Limit(5, "%", "of the time stopped: JMC's warning for halts");
  static final Limit BAD_PAUSED = new Limit(10, "%", "of the time stopped: JMC's alarm for halts");
  static final Limit REACH =
      new Limit(10, "ms", "to reach a safepoint: a thread runs long without a poll");

  @Override
  public Cause cause() {
    return Cause.GC_PAUSE;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, GcPauseRule::hit).map(s -> verdict(windows, s));
  }

  private static boolean hit(Window window) {
    return PAUSED.exceededBy(Pauses.percent(window)) || REACH.exceededBy(Pauses.reachMs(window));
  }

  /** Why the collector's threads were late, in a few words; empty if they were not. */
  private static Optional<String> conflict(Streak streak) {
    if (!GcThreads.WAIT.exceededBy(streak.mean(GcThreads::waitPercent))) {
      return Optional.empty();
    }
    boolean throttled = streak.sum(GcThreads::throttledMs) > streak.sum(GcThreads::waitMs) / 2;
    return Optional.of(
        throttled
            ? "the collector is throttled by a quota"
            : "the collector waits for a processor");
  }

  private static Verdict verdict(List<Window> windows, Streak streak) {
    Tally names = new Tally();
    Tally gc = new Tally();
    double longest = 0;
    for (Window window : streak.hits()) {
      for (Pause pause : Pauses.of(window)) {
        names.add(pause.name() + " (" + pause.cause() + ")", pause.ms());
        gc.add(pause.gc() ? "gc" : "other", pause.ms());
        longest = Math.max(longest, pause.ms());
      }
    }
    boolean isGc = gc.of("gc") >= gc.of("other");
    boolean late = REACH.exceededBy(streak.mean(Pauses::reachMs));
    Optional<String> conflict = conflict(streak);
    String name = names.top().orElse("unknown");
    Finding finding =
        new Finding(Cause.GC_PAUSE)
            .critical(BAD_PAUSED.exceededBy(streak.mean(Pauses::percent)))
            .headline(
                name
                    + " stops the program for "
                    + Text.number(streak.mean(Pauses::percent), "%")
                    + " of the time, up to "
                    + Text.ms(longest)
                    + " at once"
                    + conflict.map(c -> ": " + c).orElse("")
                    + (late ? "; threads are late at the safepoint" : ""))
            .evidence(
                streak.evidence(
                    "stopped, % of the time",
                    Pauses::percent, PAUSED, "jdk.GCPhasePause, jdk.ExecuteVMOperation"))
            .evidence(
                streak.evidence(
                    "longest way to a safepoint, ms",
                    Pauses::reachMs,
                    REACH,
                    "jdk.SafepointStateSynchronization"))
            .evidence(
                streak.evidence(
                    "wait of GC threads for a processor, % of their time",
                    GcThreads::waitPercent,
                    GcThreads.WAIT,
                    "/proc/PID/task/TID/schedstat of GC and VM threads"))
            .evidence(
                streak.evidence(
                    "involuntary switches of GC threads a second",
                    GcThreads::involuntary,
                    GcThreads.SWITCHES,
                    "/proc/PID/task/TID/status"))
            .evidence(
                "processors GC threads may use",
                streak.last().machine().cpus() + " online",
                Text.cpus(GcThreads.allowed(streak.last())),
                "/proc/PID/task/TID/status Cpus_allowed_list")
            .check(PAUSED.exceededBy(streak.mean(Pauses::percent)) || late)
            .check(!names.top().isEmpty())
            .check(streak.hits().size() > IN_A_ROW);
    return fix(finding, isGc, late, conflict.isPresent(), name).verdict(windows);
  }

  private static Finding fix(
      Finding finding, boolean gc, boolean late, boolean conflict, String name) {
    if (gc && conflict) {
      return finding.fix(
          "leave the collector a processor: -XX:ParallelGCThreads=N with N at most the quota, and"
              + " fewer threads that compute beside it",
          "drop -XX:ParallelGCThreads");
    }
    if (gc && name.contains("System.gc")) {
      return finding.fix("-XX:+DisableExplicitGC", "drop the flag");
    }
    if (late) {
      return finding.fix(
          "-XX:+UseCountedLoopSafepoints, and find the late thread with jdk.SafepointLatency",
          "-XX:-UseCountedLoopSafepoints");
    }
    return gc
        ? finding.fix(
            "a collector that works beside the program: -XX:+UseZGC, or a lower goal:"
                + " -XX:MaxGCPauseMillis=50",
            "drop the flag")
        : finding.fix("find who asks for " + name + " and ask less often", "ask as before");
  }
}
