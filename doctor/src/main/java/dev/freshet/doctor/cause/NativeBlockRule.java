package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.JvmEvent.Mount;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * C2: carriers are blocked although nothing is reported as pinned: a virtual thread is inside
 * native code that waits. Shown by the scheduler (mounted, yet not running) or by traces of long
 * mounts whose carriers used no processor.
 */
final class NativeBlockRule implements Rule {
  static final Limit BLOCKED =
      new Limit(10, "%", "of carrier time in long mounts without running: as for pins");

  private static final String TRACE = "jdk.MethodTrace of VirtualThread.runContinuation";

  @Override
  public Cause cause() {
    return Cause.NATIVE_BLOCK;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, NativeBlockRule::hit).map(s -> verdict(target, windows, s));
  }

  private static boolean hit(Window window) {
    return Carriers.when(Carriers::isQueueing).test(window)
        && mostlyNative(window)
        && (Carriers.when(Carriers::isBlocked).test(window)
            || BLOCKED.exceededBy(tracedPercent(window)));
  }

  /** Pins explain blocked carriers by themselves. */
  private static boolean mostlyNative(Window window) {
    double pinned = Mounts.share(Mounts.of(window).pinnedMs(), window);
    double blocked = Carriers.of(window).map(Carriers::blockedPercent).orElse(0.0);
    return pinned < Math.max(blocked, tracedPercent(window)) / 2;
  }

  private static double tracedPercent(Window window) {
    return Mounts.share(Mounts.of(window).nativeMs(), window);
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    Optional<String> site = Sites.blocked(streak.hits());
    int parallelism = Carriers.of(streak.last()).orElseThrow().use().parallelism();
    double held = streak.mean(Carriers.figure(Carriers::blockedPercent)) / 100 * parallelism;
    boolean traced = BLOCKED.exceededBy(streak.mean(NativeBlockRule::tracedPercent));
    Finding finding =
        new Finding(Cause.NATIVE_BLOCK)
            .critical(true)
            .headline(
                site.orElse("a virtual thread (which one is not known without traces and dumps)")
                    + " blocks carriers in native code, without an event: "
                    + Text.number(held, "of " + parallelism + " carriers")
                    + " carry without running")
            .evidence(
                streak.evidence(
                    "blocked while mounted, % of carrier time",
                    Carriers.figure(Carriers::blockedPercent),
                    Carriers.BLOCKED,
                    Carriers.BEAN + " less " + Carriers.SCHEDSTAT))
            .evidence(
                streak.evidence(
                    "samples with a queue, %",
                    Carriers.figure(Carriers::queuedPercent), Carriers.QUEUED, Carriers.BEAN))
            .evidence(
                streak.evidence(
                    "long mounts without running, % of carrier time",
                    NativeBlockRule::tracedPercent, BLOCKED, TRACE));
    longest(streak.hits())
        .ifPresent(
            m ->
                finding.evidence(
                    "longest mount, on " + m.carrier() + " (tid " + m.carrierTid() + ")",
                    Mounts.LONG.allowed(),
                    Text.ms(m.ms()),
                    TRACE));
    return finding
        .check(true)
        .check(traced)
        .check(site.isPresent())
        .check(streak.all(Carriers.when(Carriers::isBlocked)))
        .fix(
            "call "
                + site.orElse("the native code")
                + " on platform threads: Executors.newFixedThreadPool(n); meanwhile freshet tune "
                + target.pid()
                + " --parallelism "
                + (parallelism + (int) Math.max(1, Math.ceil(held)))
                + " --apply",
            "freshet tune " + target.pid() + " --parallelism " + parallelism + " --apply")
        .verdict(windows);
  }

  private static Optional<Mount> longest(List<Window> windows) {
    return windows.stream()
        .flatMap(w -> w.events().stream())
        .filter(Mount.class::isInstance)
        .map(Mount.class::cast)
        .max((a, b) -> Double.compare(a.ms(), b.ms()));
  }
}
