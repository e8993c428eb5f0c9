package dev.freshet.doctor.cause;

import dev.freshet.doctor.Verdict.Evidence;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.ProbeUse;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Something odd about scheduling. A signal, not a cause; each kind is told once however long it
 * lasts. Immutable.
 *
 * @param kind which rule
 * @param sinceMs when it was first seen, in milliseconds after the look began
 * @param evidence the counter behind it
 */
public record Anomaly(Kind kind, double sinceMs, Evidence evidence) {
  /** A window is longer than the 10 ms of the rule: what counts is the rate, 10 per millisecond. */
  private static final Limit STORM =
      new Limit(100, "in 10 ms", "involuntary switches: a scheduler that does nothing else");

  private static final Limit DELAY =
      new Limit(5, "ms", "from runnable to running, throttling taken off: more than a time slice");

  /** A thread that ran less often says little about the scheduler. */
  private static final int LEAST_SLICES = 10;

  /** The rules. */
  public enum Kind {
    /** Threads are preempted at least 100 times in 10 ms. */
    PREEMPT_STORM("preempt storm"),
    /** A runnable thread waits longer than 5 ms for a processor. */
    SCHEDULING_DELAY("scheduling delay");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /**
     * The rule's name in words.
     *
     * @return lower case
     */
    public String words() {
      return words;
    }
  }

  static List<Anomaly> of(List<Window> windows) {
    List<Anomaly> anomalies = new ArrayList<>();
    add(
        anomalies,
        Kind.PREEMPT_STORM,
        windows,
        w -> storm(w) >= STORM.value(),
        Anomaly::storm,
        STORM,
        "/proc/PID/task/TID/status nonvoluntary_ctxt_switches");
    add(
        anomalies,
        Kind.SCHEDULING_DELAY,
        windows,
        w -> DELAY.exceededBy(delay(w)),
        Anomaly::delay,
        DELAY,
        "/proc/PID/task/TID/schedstat, probe");
    return List.copyOf(anomalies);
  }

  private static void add(
      List<Anomaly> anomalies,
      Kind kind,
      List<Window> windows,
      Predicate<Window> hit,
      ToDoubleFunction<Window> figure,
      Limit limit,
      String where) {
    Streak.of(windows, hit)
        .map(
            s ->
                new Anomaly(
                    kind,
                    s.hits().getFirst().startMs(),
                    s.evidence("anomaly: " + kind.words(), figure, limit, where)))
        .ifPresent(anomalies::add);
  }

  private static double storm(Window window) {
    return 10
        * Use.program(window).stream().mapToLong(ThreadUse::involuntary).sum()
        / window.millis();
  }

  /** The worst thread's mean wait for a slice, or the probe's lateness if that is known. */
  private static double delay(Window window) {
    double threads =
        Use.program(window).stream()
            .filter(t -> t.slices() >= LEAST_SLICES)
            .mapToDouble(t -> Use.contendedMs(window, List.of(t)) / t.slices())
            .filter(d -> !Double.isNaN(d))
            .max()
            .orElse(0);
    ProbeUse probe = window.probe();
    boolean throttled = !(Use.throttledMs(window) <= 0);
    return probe == null || throttled || Pauses.totalMs(window) > 0
        ? threads
        : Math.max(threads, probe.platformLateUs() / 1000);
  }
}
