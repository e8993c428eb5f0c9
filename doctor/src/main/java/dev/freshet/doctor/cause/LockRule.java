package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** C11: on average more than one thread waits for the same lock. */
final class LockRule implements Rule {
  static final Limit WAITERS =
      new Limit(1, "waiters", "on average: more blocked than runs, however many processors");
  static final Limit SAMPLED_WAITERS =
      new Limit(1.5, "waiters", "on average in dumps: a dump may catch two by chance");
  static final Limit BAD_WAITERS =
      new Limit(3, "waiters", "on average: the lock serves one thread of several at a time");

  /** A few waiters in a few dumps may be chance: they must be found in twice as many windows. */
  private static final int MILD_IN_A_ROW = 2 * IN_A_ROW;

  @Override
  public Cause cause() {
    return Cause.LOCK;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    Tally locks = new Tally();
    windows.forEach(w -> Locks.of(w).forEach(l -> locks.add(l.lock(), l.ms())));
    return locks.top().flatMap(lock -> look(target, windows, lock));
  }

  private static Optional<Verdict> look(Target target, List<Window> windows, String lock) {
    return Streak.of(windows, w -> BAD_WAITERS.exceededBy(waiters(w, lock)))
        .or(() -> Streak.of(windows, w -> traced(w, lock)))
        .or(() -> Streak.of(windows, w -> hot(w, lock), MILD_IN_A_ROW))
        .map(s -> verdict(target, windows, s, lock));
  }

  private static boolean traced(Window window, String lock) {
    return Locks.find(window, lock).filter(w -> w.isHotByTraces(window)).isPresent();
  }

  private static boolean hot(Window window, String lock) {
    return Locks.find(window, lock).filter(w -> w.isHot(window)).isPresent();
  }

  private static double waiters(Window window, String lock) {
    return Locks.find(window, lock).map(w -> w.waiters(window)).orElse(0.0);
  }

  private static Verdict verdict(Target target, List<Window> windows, Streak streak, String lock) {
    List<Locks.Wait> waits = new ArrayList<>();
    streak.hits().forEach(w -> Locks.find(w, lock).ifPresent(waits::add));
    String site =
        waits.stream()
            .map(w -> Stacks.site(w.stack()))
            .filter(s -> !s.equals(Stacks.UNKNOWN))
            .findFirst()
            .orElse(Stacks.UNKNOWN);
    String owner =
        waits.stream().map(Locks.Wait::owner).filter(o -> !o.isEmpty()).findFirst().orElse("");
    boolean virtual = waits.stream().anyMatch(Locks.Wait::isVirtual);
    boolean traced = waits.stream().anyMatch(Locks.Wait::isTraced);
    boolean sampled = waits.stream().anyMatch(Locks.Wait::isSampled);
    double mean = streak.mean(w -> waiters(w, lock));
    double computing = Use.percent(streak.mean(Use::runMs), streak.last().millis());
    return new Finding(Cause.LOCK)
        .critical(BAD_WAITERS.exceededBy(mean))
        .headline(
            Text.number(mean, virtual ? "virtual threads" : "threads")
                + " wait on average for "
                + lock
                + " in "
                + site
                + (owner.isEmpty() ? "" : "; held by " + owner))
        .evidence(
            streak.evidence(
                "waiters for " + lock,
                w -> waiters(w, lock),
                WAITERS,
                traced
                    ? "jdk.MethodTrace of AbstractQueuedSynchronizer.acquire, jdk.JavaMonitorEnter"
                    : "thread dumps, blockedOn"))
        .evidence(
            "waited for it",
            "0 ms",
            Text.ms(waits.stream().mapToDouble(Locks.Wait::ms).sum()),
            sampled ? "thread dumps × interval" : "sum of the traces")
        .evidence(
            "processor time of the program",
            "all threads compute",
            Text.number(computing, "% of one processor"),
            "/proc/PID/task/TID/schedstat")
        .check(true)
        .check(traced)
        .check(sampled)
        .check(!site.equals(Stacks.UNKNOWN))
        .fix(
            "in "
                + site
                + ": hold the lock for less (move work and waiting out of it), split it, or replace"
                + " it by an atomic or LongAdder; watch it: freshet doctor "
                + target.pid(),
            "restore the lock in " + site)
        .verdict(windows);
  }
}
