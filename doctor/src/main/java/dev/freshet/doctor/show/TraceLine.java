package dev.freshet.doctor.show;

import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.GroupUse;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.SchedulerUse;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The scheduler of virtual threads in one line, as GODEBUG=schedtrace shows Go's. Shares are in
 * processors: {@code oncpu=1.3} means that carriers ran for 1.3 s in a second.
 */
public final class TraceLine {
  private TraceLine() {}

  /**
   * The line, and one for each carrier if asked for.
   *
   * @param window what was seen
   * @param detail whether each carrier has a line
   * @return lines
   */
  public static List<String> lines(Window window, boolean detail) {
    List<ThreadUse> carriers =
        window.threads().stream().filter(thread -> thread.role() == Role.CARRIER).toList();
    List<String> lines = new ArrayList<>();
    lines.add(line(window, carriers));
    if (detail) {
      for (ThreadUse carrier : carriers) {
        lines.add(carrier(window, carrier));
      }
    }
    return lines;
  }

  private static String line(Window window, List<ThreadUse> carriers) {
    double run = carriers.stream().mapToDouble(ThreadUse::runMs).sum() / window.millis();
    double wait = carriers.stream().mapToDouble(ThreadUse::waitMs).sum() / window.millis();
    double throttled = window.groups().stream().mapToDouble(GroupUse::throttledMs).max().orElse(0);
    SchedulerUse scheduler = window.scheduler();
    String gauges =
        scheduler == null
            ? "parallelism=? pool=" + carriers.size() + " mounted=? queued=?"
            : String.format(
                Locale.ROOT,
                "parallelism=%d pool=%d mounted=%.1f queued=%.0f",
                scheduler.parallelism(),
                scheduler.poolSize(),
                scheduler.mounted(),
                scheduler.queued());
    String blocked =
        scheduler == null ? "?" : Words.number(Math.max(0, scheduler.mounted() - run - wait));
    return String.format(
        Locale.ROOT,
        "VSCHED %.0fms: %s oncpu=%.1f runqwait=%.1f blockedmounted=%s throttled=%.1f threads=%d"
            + " imbalance=%s",
        window.startMs() + window.millis(),
        gauges,
        run,
        wait,
        blocked,
        throttled / window.millis(),
        window.threads().size(),
        imbalance(carriers, run * window.millis()));
  }

  /** How far the busiest carrier is above the mean; says little where hardly any runs. */
  private static String imbalance(List<ThreadUse> carriers, double runMs) {
    double most = carriers.stream().mapToDouble(ThreadUse::runMs).max().orElse(0);
    double mean = carriers.isEmpty() ? 0 : runMs / carriers.size();
    return mean < 1 ? "-" : String.format(Locale.ROOT, "%.0f%%", 100 * (most / mean - 1));
  }

  private static String carrier(Window window, ThreadUse carrier) {
    return String.format(
        Locale.ROOT,
        "  carrier %s tid=%d run=%.2f wait=%.2f slices=%d preempted=%d moved=%s cpus=%s",
        carrier.name(),
        carrier.tid(),
        carrier.runMs() / window.millis(),
        carrier.waitMs() / window.millis(),
        carrier.slices(),
        carrier.involuntary(),
        carrier.migrations() < 0 ? "?" : String.valueOf(carrier.migrations()),
        carrier.allowedCpus());
  }
}
