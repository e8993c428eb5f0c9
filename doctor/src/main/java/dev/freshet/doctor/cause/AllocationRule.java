package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.Allocation;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * C10: collections follow one another because so much is allocated, and collecting is a large part
 * of the work. The rate of allocation is told, not judged: what it costs is judged.
 */
final class AllocationRule implements Rule {
  static final Limit GC_CPU =
      new Limit(20, "%", "of the target's processor time collects: a fifth of the machine");
  static final Limit COLLECTIONS =
      new Limit(1, "a second", "collections: rarer ones are long, not many");

  /** Collections that something other than allocation asked for. */
  private static final List<String> ASKED =
      List.of("System.gc", "Heap Dump", "Heap Inspection", "Diagnostic Command", "Metadata");

  @Override
  public Cause cause() {
    return Cause.ALLOCATION;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, AllocationRule::hit).map(s -> verdict(target, windows, s));
  }

  private static boolean hit(Window window) {
    boolean stops = GcPauseRule.PAUSED.exceededBy(gcPercent(window));
    boolean collects =
        GC_CPU.exceededBy(GcThreads.cpuPercent(window))
            && GcPauseRule.PAUSED.exceededBy(Use.percent(GcThreads.runMs(window), window.millis()));
    return (stops || collects) && COLLECTIONS.exceededBy(rate(window));
  }

  private static double rate(Window window) {
    long count =
        Pauses.of(window).stream().filter(Pause::gc).filter(p -> !isAsked(p.cause())).count();
    return 1000 * count / window.millis();
  }

  private static boolean isAsked(String cause) {
    return ASKED.stream().anyMatch(cause::contains);
  }

  private static double gcPercent(Window window) {
    return Use.percent(Pauses.gcMs(window), window.millis());
  }

  private static double mebibytesPerSecond(Window window) {
    double bytes = 0;
    for (JvmEvent event : window.events()) {
      if (event instanceof Allocation a) {
        bytes += a.bytes();
      }
    }
    return bytes / (1 << 20) / (window.millis() / 1000);
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    Tally sites = new Tally();
    for (Window window : streak.hits()) {
      for (JvmEvent event : window.events()) {
        if (event instanceof Allocation a && !Stacks.isDoctor("", a.stack())) {
          sites.add(a.objectClass() + " in " + Stacks.site(a.stack()), a.bytes());
        }
      }
    }
    String site = sites.top().orElse("(no allocation was sampled)");
    double heap = target.maxHeapMiB();
    String heapText = Double.isNaN(heap) ? "the heap" : Text.number(heap, "MiB of heap");
    return new Finding(Cause.ALLOCATION)
        .critical(
            GcPauseRule.BAD_PAUSED.exceededBy(streak.mean(AllocationRule::gcPercent))
                || GC_CPU.exceededBy(streak.mean(GcThreads::cpuPercent)))
        .headline(
            site
                + " allocates "
                + Text.number(streak.mean(AllocationRule::mebibytesPerSecond), "MiB/s sampled")
                + " into "
                + heapText
                + ": "
                + Text.number(streak.mean(AllocationRule::rate), "collections a second"))
        .evidence(
            streak.evidence(
                "collections a second", AllocationRule::rate, COLLECTIONS, "jdk.GCPhasePause"))
        .evidence(
            streak.evidence(
                "stopped for collections, % of the time",
                AllocationRule::gcPercent, GcPauseRule.PAUSED, "jdk.GCPhasePause"))
        .evidence(
            streak.evidence(
                "processor time of GC threads, % of the target's",
                GcThreads::cpuPercent, GC_CPU, "/proc/PID/task/TID/schedstat of GC and VM threads"))
        .evidence(
            "sampled share of " + site,
            "spread",
            Text.number(Use.percent(sites.of(site), sites.total()), "%"),
            "jdk.ObjectAllocationSample")
        .check(GcPauseRule.PAUSED.exceededBy(streak.mean(AllocationRule::gcPercent)))
        .check(GC_CPU.exceededBy(streak.mean(GcThreads::cpuPercent)))
        .check(sites.names() > 0)
        .fix(
            "allocate less: reuse "
                + site
                + "; or give it room: -Xmx"
                + (Double.isNaN(heap) ? "SIZE" : Math.round(2 * heap) + "m"),
            "-Xmx" + (Double.isNaN(heap) ? "SIZE" : Math.round(heap) + "m"))
        .verdict(windows);
  }
}
