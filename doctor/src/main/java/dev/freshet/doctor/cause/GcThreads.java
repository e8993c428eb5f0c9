package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The threads that collect, and what kept them from it: a pause lasts as long as its slowest
 * thread, so wait for a processor goes straight into the pause. The VM thread counts, it is the
 * collector of the serial GC.
 */
final class GcThreads {
  static final Limit WAIT =
      new Limit(25, "%", "of the collector's time spent waiting: pauses are a third longer for it");
  static final Limit SWITCHES =
      new Limit(
          50,
          "",
          "involuntary switches a second: the collector is preempted while it stops"
              + " the program");

  private GcThreads() {}

  static List<ThreadUse> of(Window window) {
    return window.threads().stream()
        .filter(t -> t.role() == Role.GC || t.role() == Role.VM)
        .toList();
  }

  static double runMs(Window window) {
    return Use.sum(of(window), ThreadUse::runMs);
  }

  static double waitMs(Window window) {
    return Use.sum(of(window), ThreadUse::waitMs);
  }

  static double waitPercent(Window window) {
    return Use.percent(waitMs(window), waitMs(window) + runMs(window));
  }

  static double throttledMs(Window window) {
    double throttled = Use.throttledMs(window);
    return Use.sum(of(window), t -> Math.min(t.waitMs(), throttled));
  }

  /** Of all processor time that the target used. */
  static double cpuPercent(Window window) {
    return Use.percent(runMs(window), Use.sum(window.threads(), ThreadUse::runMs));
  }

  static double involuntary(Window window) {
    return 1000 * of(window).stream().mapToLong(ThreadUse::involuntary).sum() / window.millis();
  }

  static Set<Integer> allowed(Window window) {
    Set<Integer> cpus = new TreeSet<>();
    of(window).forEach(t -> cpus.addAll(t.allowedCpus()));
    return cpus;
  }
}
