package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.JvmEvent.Pin;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * C2: virtual threads wait while pinned, and others queue for the carriers they hold. A pin that
 * keeps nobody waiting is harmless and not named.
 */
final class PinnedRule implements Rule {
  static final Limit PINNED =
      new Limit(10, "%", "of carrier time pinned: a tenth of the carriers is gone");
  static final Limit VICTIMS =
      new Limit(20, "%", "of the samples find a queue: the pins keep somebody waiting");

  private static final String EVENT = "jdk.VirtualThreadPinned";

  @Override
  public Cause cause() {
    return Cause.PINNED;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, PinnedRule::hit).map(s -> verdict(target, windows, s));
  }

  private static boolean hit(Window window) {
    return PINNED.exceededBy(percent(window)) && hasVictims(window);
  }

  private static boolean hasVictims(Window window) {
    return window.scheduler() == null || VICTIMS.exceededBy(100 * window.scheduler().queuedShare());
  }

  private static double percent(Window window) {
    return Mounts.share(Mounts.of(window).pinnedMs(), window);
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak) {
    Tally sites = new Tally();
    Tally reasons = new Tally();
    for (Window window : streak.hits()) {
      for (Pin pin : Mounts.pins(window)) {
        sites.add(Stacks.site(pin.stack()), pin.ms());
        reasons.add(pin.operation() + " (" + pin.reason().toLowerCase(Locale.ROOT) + ")", pin.ms());
      }
    }
    String site = sites.top().orElse(Stacks.UNKNOWN);
    int parallelism = parallelism(streak.last());
    return new Finding(Cause.PINNED)
        .critical(streak.last().scheduler() != null)
        .headline(
            site
                + " waits while pinned to its carrier: "
                + reasons.top().orElse("reason unknown")
                + ", "
                + Text.number(streak.mean(PinnedRule::percent), "%")
                + " of carrier time")
        .evidence(streak.evidence("pinned, % of carrier time", PinnedRule::percent, PINNED, EVENT))
        .evidence("pinned at " + site, "0 ms", Text.ms(sites.of(site)), EVENT + " stackTrace")
        .evidence(
            streak.evidence(
                "samples with a queue, %",
                Carriers.figure(Carriers::queuedPercent), VICTIMS, Carriers.BEAN))
        .check(true)
        .check(streak.last().scheduler() != null)
        .check(streak.all(Carriers.when(Carriers::isBlocked)))
        .fix(
            "in "
                + site
                + ": wait outside the native frame or class initialiser; meanwhile freshet tune "
                + target.pid()
                + " --parallelism "
                + (parallelism + blocked(streak))
                + " --apply",
            "freshet tune " + target.pid() + " --parallelism " + parallelism + " --apply")
        .verdict(windows);
  }

  private static int parallelism(Window window) {
    return window.scheduler() == null ? 1 : window.scheduler().parallelism();
  }

  /** Carriers to add: as many as are held, the law of the managed blocker. */
  private static int blocked(Streak streak) {
    return (int) Math.max(1, Math.ceil(streak.mean(w -> Mounts.of(w).pinnedMs() / w.millis())));
  }
}
