package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.Dump.StackGroup;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * C13: threads are made and do not end, and one stack grows. Told from a ramp of load: a ramp
 * levels off, or the work grows with the threads; leaked threads do nothing.
 */
final class LeakRule implements Rule {
  static final int LEAST_DUMPS = 20;
  static final Limit CHANCE = new Limit(1, "%", "chance that a series without trend rises so");
  static final Limit ONE_STACK = new Limit(80, "%", "of the growth in one stack");
  static final Limit GROWTH =
      new Limit(20, "threads", "more than at the beginning: pools warm up by less");

  private static final Limit MORE_WORK =
      new Limit(20, "%", "more computing at the end than at the beginning");

  /** Leaked threads never end: hardly a step may go down. */
  private static final double FALLING_STEPS = 0.1;

  /**
   * Growth in the last third of the look; a third is even growth, less than half of that a ramp.
   */
  private static final double LAST_THIRD = 1.0 / 6;

  private static final String WHERE = "jcmd Thread.dump_to_file -format=json";

  @Override
  public Cause cause() {
    return Cause.LEAK;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    List<Dump> dumps = windows.stream().flatMap(w -> w.dumps().stream()).toList();
    if (dumps.size() < LEAST_DUMPS) {
      return Optional.empty();
    }
    List<Double> times = dumps.stream().map(Dump::atMs).toList();
    List<Double> counts = dumps.stream().map(d -> (double) threads(d)).toList();
    Trend trend = Trend.of(times, counts);
    double growth = counts.getLast() - counts.getFirst();
    if (trend.slope() <= 0
        || CHANCE.exceededBy(100 * trend.p())
        || !GROWTH.exceededBy(growth)
        || !isSteady(counts, growth)
        || hasMoreWork(windows)) {
      return Optional.empty();
    }
    StackGroup group = growing(dumps.getFirst(), dumps.getLast());
    double share = Use.percent(group.count() - count(dumps.getFirst(), group), growth);
    return ONE_STACK.exceededBy(share) && !group.state().equals("RUNNABLE")
        ? Optional.of(verdict(windows, dumps, trend, group, share))
        : Optional.empty();
  }

  private static int threads(Dump dump) {
    return dump.platformThreads() + dump.virtualThreads();
  }

  private static boolean isSteady(List<Double> counts, double growth) {
    long falls = 0;
    for (int i = 1; i < counts.size(); i++) {
      falls += counts.get(i) < counts.get(i - 1) ? 1 : 0;
    }
    double late = counts.getLast() - counts.get(counts.size() * 2 / 3);
    return falls <= FALLING_STEPS * counts.size() && late > LAST_THIRD * growth;
  }

  /** Whether the program computes more and more while the threads grow: then the load does. */
  private static boolean hasMoreWork(List<Window> windows) {
    List<Double> run = windows.stream().map(Use::runMs).toList();
    Trend trend = Trend.of(windows.stream().map(Window::startMs).toList(), run);
    double rise = trend.slope() * (windows.getLast().startMs() - windows.getFirst().startMs());
    return !CHANCE.exceededBy(100 * trend.p())
        && MORE_WORK.exceededBy(Use.percent(rise, run.getFirst()));
  }

  private static StackGroup growing(Dump first, Dump last) {
    return last.groups().stream()
        .max(Comparator.comparingInt((StackGroup g) -> g.count() - count(first, g)))
        .orElse(new StackGroup(0, false, "", List.of()));
  }

  private static int count(Dump dump, StackGroup like) {
    return dump.groups().stream()
        .filter(g -> g.virtual() == like.virtual() && g.stack().equals(like.stack()))
        .mapToInt(StackGroup::count)
        .sum();
  }

  private static Verdict verdict(
      List<Window> windows, List<Dump> dumps, Trend trend, StackGroup group, double share) {
    String kind = group.virtual() ? "virtual threads" : "platform threads";
    String site = Stacks.site(group.stack());
    return new Finding(Cause.LEAK)
        .critical(true)
        .headline(
            kind
                + " pile up in "
                + site
                + ": "
                + Text.number(trend.slope() * 1000, "more each second")
                + ", none ends")
        .evidence(
            "threads",
            String.valueOf(threads(dumps.getFirst())),
            String.valueOf(threads(dumps.getLast())),
            WHERE)
        .evidence(
            kind + " in " + site + " (" + group.state() + ")",
            String.valueOf(count(dumps.getFirst(), group)),
            String.valueOf(group.count()),
            WHERE)
        .evidence(
            "share of the growth in that stack",
            ONE_STACK.allowed(),
            Text.number(share, "%"),
            WHERE)
        .check(true)
        .check(share > 95)
        .check(dumps.size() >= 1.5 * LEAST_DUMPS)
        .fix(
            "in " + site + ": wait with a deadline, or bind the threads to a scope that ends them",
            "none needed")
        .verdict(windows);
  }
}
