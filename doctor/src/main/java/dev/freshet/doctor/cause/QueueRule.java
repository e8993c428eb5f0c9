package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * C14: the queue of the virtual-thread scheduler grows all the time: more arrives than is done. A
 * queue that stands is load; one that grows has no end. Queues inside the program are not seen from
 * outside.
 */
final class QueueRule implements Rule {
  /** Below, a series that rises by chance alone cannot be told from a trend at 1 %. */
  static final int LEAST_WINDOWS = 6;

  static final Limit CHANCE = new Limit(1, "%", "chance that a series without trend rises so");
  static final Limit PER_CARRIER =
      new Limit(4, "virtual threads a carrier", "queued: less is drained within a few tasks");

  @Override
  public Cause cause() {
    return Cause.QUEUE;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, Carriers.when(Carriers::isQueueing), LEAST_WINDOWS)
        .flatMap(s -> growing(target, windows, s));
  }

  private static Optional<Verdict> growing(Target target, List<Window> windows, Streak streak) {
    List<Window> hits = streak.hits();
    List<Double> depth = hits.stream().map(QueueRule::queued).toList();
    Trend trend = Trend.of(hits.stream().map(Window::startMs).toList(), depth);
    Carriers last = Carriers.of(streak.last()).orElseThrow();
    boolean deep =
        PER_CARRIER.exceededBy(last.use().queued() / last.use().parallelism())
            && depth.getLast() > 2 * depth.getFirst();
    return trend.slope() > 0 && !CHANCE.exceededBy(100 * trend.p()) && deep
        ? Optional.of(verdict(target, windows, streak, trend, last))
        : Optional.empty();
  }

  private static double queued(Window window) {
    return window.scheduler() == null ? 0 : window.scheduler().queued();
  }

  private static Verdict verdict(
      Target target, List<Window> windows, Streak streak, Trend trend, Carriers last) {
    double perSecond = 1000 * trend.slope();
    String site = Sites.computing(streak.hits()).map(s -> ", mostly in " + s).orElse("");
    boolean busy = streak.all(Carriers.when(Carriers::isBusy));
    int parallelism = last.use().parallelism();
    return new Finding(Cause.QUEUE)
        .critical(true)
        .headline(
            "more virtual threads become runnable than "
                + Text.count(parallelism, "carrier")
                + " can run"
                + site
                + ": the queue grows by "
                + Text.number(perSecond, "a second")
                + " to "
                + Text.number(queued(streak.last()), ""))
        .evidence(
            "queue of the scheduler",
            Text.number(queued(streak.hits().getFirst()), "virtual threads"),
            Text.number(queued(streak.last()), "virtual threads"),
            Carriers.BEAN)
        .evidence(
            streak.evidence(
                "carrier time on a processor, %",
                Carriers.figure(Carriers::runningPercent), Carriers.BUSY, Carriers.SCHEDSTAT))
        .evidence(
            "time to drain",
            "finite",
            "never at this rate of arrival; "
                + Text.number(perSecond, "fewer a second")
                + " would hold it",
            "growth of the queue")
        .check(true)
        .check(busy)
        .check(Use.usable(target, streak.last()) <= parallelism)
        .fix(
            "bound what is admitted, such as a pool with a limit and an overflow policy, by at least "
                + Text.number(Math.ceil(perSecond), "tasks a second")
                + "; or add processors",
            "lift the bound")
        .verdict(windows);
  }
}
