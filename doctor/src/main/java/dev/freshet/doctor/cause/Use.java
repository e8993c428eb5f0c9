package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.GroupUse;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Processor time of a window, split by who used it and what kept the others from it. */
final class Use {
  private Use() {}

  /** Threads that do the program's work. */
  static List<ThreadUse> program(Window window) {
    return window.threads().stream()
        .filter(t -> t.role() == Role.JAVA || t.role() == Role.CARRIER)
        .filter(t -> !Stacks.isDoctor(t.name(), List.of()))
        .toList();
  }

  static List<ThreadUse> of(Window window, Role role) {
    return window.threads().stream().filter(t -> t.role() == role).toList();
  }

  static double sum(List<ThreadUse> threads, ToDoubleFunction<ThreadUse> figure) {
    return threads.stream().mapToDouble(figure).sum();
  }

  static double runMs(Window window) {
    return sum(program(window), ThreadUse::runMs);
  }

  static double percent(double part, double whole) {
    return whole > 0 ? 100 * part / whole : Double.NaN;
  }

  /**
   * How long quotas kept the target off the processors, at most. The kernel counts it per
   * processor, so the sum over processors and groups bounds what any one thread lost; it cannot be
   * more than the window.
   */
  static double throttledMs(Window window) {
    double sum = 0;
    for (GroupUse group : window.groups()) {
      if (group.throttledMs() > 0 || (Double.isNaN(group.throttledMs()) && hasQuota(group))) {
        sum += group.throttledMs();
      }
    }
    return Double.isNaN(sum) ? sum : Math.min(sum, window.millis());
  }

  private static boolean hasQuota(GroupUse group) {
    return Double.isFinite(group.quotaCpus());
  }

  /** Wait of the program's threads that quotas explain. */
  static double throttledWaitMs(Window window) {
    double throttled = throttledMs(window);
    return sum(program(window), t -> Math.min(t.waitMs(), throttled));
  }

  /** Wait of the program's threads that no quota explains. */
  static double contendedMs(Window window) {
    return contendedMs(window, program(window));
  }

  static double contendedMs(Window window, List<ThreadUse> threads) {
    double explained = throttledMs(window) + slackMs(window);
    return sum(threads, t -> Math.max(0, t.waitMs() - explained));
  }

  /**
   * The kernel adds a throttled span to its group when the span ends, but to the wait of a thread
   * as it lasts: at the edge of a window up to one period is missing.
   */
  private static double slackMs(Window window) {
    return window.groups().stream()
        .filter(g -> hasQuota(g) && (g.throttledPeriods() > 0 || g.throttledMs() > 0))
        .mapToDouble(GroupUse::periodMs)
        .max()
        .orElse(0);
  }

  /** Processors that the program could keep busy: threads that ran or could have. */
  static double demandCpus(Window window) {
    return (runMs(window) + contendedMs(window)) / window.millis();
  }

  /** Processors that everybody else kept busy. */
  static double othersCpus(Window window) {
    return (window.machine().busyMs() - sum(window.threads(), ThreadUse::runMs)) / window.millis();
  }

  /** Processors that the program's threads may use. */
  static Set<Integer> allowed(Target target, Window window) {
    Set<Integer> cpus = new TreeSet<>();
    program(window).forEach(t -> cpus.addAll(t.allowedCpus()));
    if (cpus.isEmpty()) {
      cpus.addAll(target.allowedCpus());
    }
    return cpus;
  }

  static double quotaCpus(Window window) {
    return window.groups().stream()
        .mapToDouble(GroupUse::quotaCpus)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Processors that the target can really use, by mask and quota; 0 if unknown. */
  static int usable(Target target, Window window) {
    int allowed = allowed(target, window).size();
    int count = allowed > 0 ? allowed : window.machine().cpus();
    return (int) Math.min(count, Math.max(1, Math.ceil(quotaCpus(window))));
  }
}
