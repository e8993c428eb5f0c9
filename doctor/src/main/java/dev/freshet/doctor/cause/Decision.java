package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.Verdict.Evidence;
import dev.freshet.doctor.Verdict.Severity;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the windows of a look mean: causes with the stall they explain, and the rest. A pure
 * function of its input. Immutable.
 *
 * {@snippet lang=java :
 * Decision decision = Decision.of(target, windows);
 * decision.verdicts().forEach(v -> print(v.cause().id() + " " + v.headline()));
 * }
 *
 * @param verdicts causes, the root of the most severe first; empty if nothing is wrong
 * @param stalledMs stall of all kinds over all windows, in thread-milliseconds
 * @param unexplainedMs the part of it that no verdict explains
 * @param matrix pile-up, lock contention and carrier hunger crossed
 * @param anomalies of scheduling, each kind once
 * @param remarks worth knowing, but nothing stalls for it
 * @param notChecked what could not be looked at, with the reason
 */
public record Decision(
    List<Verdict> verdicts,
    double stalledMs,
    double unexplainedMs,
    Matrix matrix,
    List<Anomaly> anomalies,
    List<String> remarks,
    List<String> notChecked) {
  private static final Limit WORTH_A_WARNING =
      new Limit(10, "%", "of all stall: a second cause that explains less is a note");

  /** Keeps unmodifiable copies. */
  public Decision {
    verdicts = List.copyOf(verdicts);
    anomalies = List.copyOf(anomalies);
    remarks = List.copyOf(remarks);
    notChecked = List.copyOf(notChecked);
  }

  /**
   * Decides.
   *
   * @param target the JVM
   * @param windows what was seen, oldest first
   * @return causes, their share of the stall, and what was not looked at
   */
  public static Decision of(Target target, List<Window> windows) {
    return of(target, windows, Extra.NONE);
  }

  /**
   * Decides with what probes told beside the windows.
   *
   * @param target the JVM
   * @param seen windows, oldest first
   * @param extra results of probes, and which layers were read
   * @return causes, their share of the stall, and what was not looked at
   */
  public static Decision of(Target target, List<Window> seen, Extra extra) {
    List<Window> windows = Timeline.spread(seen);
    List<Verdict> found = new ArrayList<>();
    for (Rule rule : rules(extra)) {
      rule.look(target, windows).ifPresent(found::add);
    }
    double total = Stall.ms(EnumSet.allOf(Stall.class), windows);
    Matrix matrix = Matrix.of(windows);
    List<Anomaly> anomalies = Anomaly.of(windows);
    List<Verdict> verdicts = new ArrayList<>();
    Set<Stall> open = EnumSet.allOf(Stall.class);
    for (Roots.Root root : Roots.of(found)) {
      Set<Stall> mine = kinds(root);
      mine.retainAll(open);
      open.removeAll(mine);
      double stalled = Stall.ms(mine, windows);
      List<Evidence> more = new ArrayList<>();
      if (verdicts.isEmpty()) {
        more.add(matrix.evidence());
        anomalies.forEach(a -> more.add(a.evidence()));
      }
      Severity severity =
          verdicts.isEmpty() ? root.cause().severity() : lesser(root.cause(), stalled, total);
      verdicts.add(merged(root, severity, stalled, more));
    }
    return new Decision(
        verdicts,
        total,
        Stall.ms(open, windows),
        matrix,
        anomalies,
        remarks(target, windows, verdicts),
        NotChecked.of(windows, extra));
  }

  private static List<Rule> rules(Extra extra) {
    return List.of(
        new GcPauseRule(),
        new AllocationRule(),
        new ThrottledRule(),
        new AffinityRule(),
        new RunQueueRule(),
        new StealRule(),
        new DiskRule(),
        new ParallelismRule(),
        new PinnedRule(),
        new NativeBlockRule(),
        new CpuHogRule(),
        new LockRule(),
        new LeakRule(),
        new QueueRule(),
        new MigrationRule(),
        new NumaRule(extra.numa()),
        new FalseSharingRule(extra.squeeze()));
  }

  private static Set<Stall> kinds(Roots.Root root) {
    Set<Stall> kinds = EnumSet.noneOf(Stall.class);
    kinds.addAll(Stall.explainedBy(root.cause().cause()));
    root.signals().forEach(s -> kinds.addAll(Stall.explainedBy(s.cause())));
    return kinds;
  }

  /** The first is the cause; what comes beside it is at most a warning. */
  private static Severity lesser(Verdict verdict, double stalled, double total) {
    boolean large = WORTH_A_WARNING.exceededBy(Use.percent(stalled, total));
    return large && verdict.severity() != Severity.NOTE ? Severity.WARNING : Severity.NOTE;
  }

  private static Verdict merged(
      Roots.Root root, Severity severity, double stalledMs, Collection<Evidence> more) {
    Verdict cause = root.cause();
    List<Evidence> evidence = new ArrayList<>(cause.evidence());
    for (Verdict signal : root.signals()) {
      String where = signal.evidence().isEmpty() ? "" : signal.evidence().getFirst().where();
      evidence.add(
          new Evidence(
              "follows from it: " + signal.cause().id() + " " + signal.cause().words(),
              "no signal",
              signal.headline(),
              where));
    }
    evidence.addAll(more);
    return new Verdict(
        cause.cause(),
        severity,
        cause.confidence(),
        cause.headline(),
        stalledMs,
        evidence,
        cause.fix(),
        cause.undo());
  }

  private static List<String> remarks(Target target, List<Window> windows, List<Verdict> verdicts) {
    List<String> remarks = new ArrayList<>();
    boolean named = verdicts.stream().anyMatch(v -> v.cause() == Cause.PARALLELISM);
    Optional<Window> last = windows.isEmpty() ? Optional.empty() : Optional.of(windows.getLast());
    boolean one = last.map(Window::scheduler).filter(s -> s.parallelism() == 1).isPresent();
    if (one && !named) {
      remarks.add(
          "parallelism is 1: any virtual thread that blocks or computes for long stops all others;"
              + " freshet tune "
              + target.pid()
              + " --parallelism 2 --apply");
    }
    if (verdicts.isEmpty()
        && Streak.of(windows, Carriers.when(c -> c.isQueueing() && c.isBusy())).isPresent()) {
      remarks.add(
          "carriers are fully busy with short tasks and the queue stands: this is load, not a"
              + " fault; more speed needs more processors or less work");
    }
    return remarks;
  }
}
