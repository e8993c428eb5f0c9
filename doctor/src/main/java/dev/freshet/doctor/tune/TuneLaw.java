package dev.freshet.doctor.tune;

import dev.freshet.doctor.tune.TuneDecision.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many carriers a JVM should have: a pure function from what was seen to what to do.
 *
 * {@snippet lang=java :
 * TuneLaw.State state = TuneLaw.start();
 * for (Reading reading : readings) {
 *   TuneLaw.Step step = TuneLaw.step(state, reading);
 *   System.out.println(step.decision().reason());
 *   state = step.next();
 * }
 * }
 *
 * <h2>Feed-forward</h2>
 *
 * Unlike the threads of a pool, carriers obey a law that is known: as many of them should be able
 * to run as there are processors. A carrier that blocks in native code is missing, so one more is
 * needed for each: <em>target = processors + carriers blocked while they carry</em>. (It is the
 * compensation of {@code ForkJoinPool.ManagedBlocker}, with the number measured instead of
 * announced, and Goetz's cpus × (1 + wait/compute).) The number is read off: carriers that carry,
 * minus those that run, minus those that wait for a processor. While all carriers block, only as
 * many as there are can be counted; once a raise has shown that work grows with the carriers, those
 * that are to come are taken to block for the same share of their time as those that are there
 * (Goetz's formula itself).
 *
 * <h2>Guards</h2>
 *
 * Nothing moves unless virtual threads wait for carriers in most samples: a program that is short
 * of work, or waits for a lock or a database without holding carriers, gains nothing. Every move is
 * on trial: if it does not bring work or latency it is undone, the level is remembered as bad, and
 * nothing is tried for a while. Where the quota is used up nothing is raised.
 *
 * <p>Hill climbing as in .NET's thread pool (Hellerstein, Morrison, Eilebrecht 2009: a wave on the
 * number of threads, its response found by a Fourier transform) needs no such law and is slower,
 * and hunts. The app-limited guard is that of Netflix concurrency-limits.
 *
 * <p>Time is counted in ticks of the caller, meant to be of a second: ten periods of a quota.
 * Stateless; the states are immutable.
 */
public final class TuneLaw {
  /** Fewest carriers: with one, a single virtual thread that blocks stops all others. */
  public static final int FLOOR = 2;

  /** Most carriers as a multiple of the processors, and in all (the JVM's own limit of threads). */
  private static final int MOST_PER_CPU = 4;

  private static final int MOST = 256;

  /** Weight of the newest tick in the smoothed number of blocked carriers. */
  private static final double WEIGHT = 0.3;

  /** Ticks that are averaged before and after a move. */
  static final int WINDOW = 5;

  /**
   * Ticks left out after a move: the flight recorder hands the work on once a second, so the first
   * two may still count work from before.
   */
  static final int SETTLE = 2;

  /** Ticks in which nothing is tried after an undo. */
  static final int COOL_DOWN = 30;

  /** Ticks for which a level that did not help is remembered. */
  static final int TABU = 300;

  /** Share of samples in which virtual threads must wait for a carrier. */
  private static final double SATURATED = 0.8;

  /** Fewer blocked carriers than this are noise of the two clocks they are computed from. */
  private static final double BLOCKED = 0.5;

  /** Share of a quota's periods above which it is what limits. */
  private static final double THROTTLED = 0.05;

  /** Share of waiting in the time carriers want to run, above which processors are what limits. */
  private static final double CROWDED = 0.2;

  /** A raise must bring this much more work, or take this much off the latency. */
  private static final double GAIN = 1.05;

  private static final double FASTER = 0.9;

  /** A lowering may cost this much work or latency: fewer carriers are better at equal figures. */
  private static final double LOSS = 0.95;

  private static final double SLOWER = 1.1;

  private TuneLaw() {}

  /** A move whose effect is being watched. */
  private record Trial(int from, int to, double work, double latencyMs) {}

  /** What the law remembers from tick to tick. Immutable. */
  public static final class State {
    private final long tick;
    private final double blocked;
    private final List<Reading> window;
    private final int settling;
    private final boolean proven;
    private final @Nullable Trial trial;
    private final long coolUntil;
    private final Map<Integer, Long> tabu;

    private State(
        long tick,
        double blocked,
        List<Reading> window,
        int settling,
        boolean proven,
        @Nullable Trial trial,
        long coolUntil,
        Map<Integer, Long> tabu) {
      this.tick = tick;
      this.blocked = blocked;
      this.window = List.copyOf(window);
      this.settling = settling;
      this.proven = proven;
      this.trial = trial;
      this.coolUntil = coolUntil;
      this.tabu = Map.copyOf(tabu);
    }

    private State after(@Nullable Trial next) {
      return new State(tick, blocked, window, settling, proven, next, coolUntil, tabu);
    }

    private State kept(Trial good) {
      return new State(tick, blocked, window, settling, good.to > good.from, null, coolUntil, tabu);
    }

    private State undone(int bad) {
      Map<Integer, Long> marked = new HashMap<>(tabu);
      marked.put(bad, tick + TABU);
      return new State(tick, blocked, window, settling, false, null, tick + COOL_DOWN, marked);
    }

    private boolean isTabu(int level) {
      return tabu.getOrDefault(level, 0L) > tick;
    }

    private double mean(ToDoubleFunction<Reading> figure) {
      return window.stream()
          .mapToDouble(figure)
          .filter(known -> !Double.isNaN(known))
          .average()
          .orElse(Double.NaN);
    }
  }

  /**
   * A decision, and the state to give with the next reading.
   *
   * @param next state for the next tick
   * @param decision what to do now; whether it is done shows in the next reading's parallelism
   */
  public record Step(State next, TuneDecision decision) {}

  /**
   * The state before the first tick.
   *
   * @return nothing seen yet
   */
  public static State start() {
    return new State(0, 0, List.of(), 0, false, null, 0, Map.of());
  }

  /**
   * Decides.
   *
   * @param before the state that the last step gave
   * @param reading what was seen since
   * @return what to do, and the state for the next tick
   */
  public static Step step(State before, Reading reading) {
    State state = seen(before, reading);
    Trial trial = state.trial;
    if (trial != null) {
      return state.window.size() < WINDOW
          ? hold(state, Action.LOOK, "on trial: " + trial.to + " instead of " + trial.from)
          : judged(state, trial);
    }
    if (state.window.size() < WINDOW) {
      return hold(state, Action.LOOK, "looking: " + state.window.size() + " of " + WINDOW);
    }
    return state.tick < state.coolUntil
        ? hold(
            state,
            Action.HOLD,
            "cooling down after an undo, for " + (state.coolUntil - state.tick) + " ticks more")
        : moved(state, reading);
  }

  /** Takes a reading in. A level that is not that of the last reading begins a new window. */
  private static State seen(State before, Reading reading) {
    int level = reading.parallelism();
    boolean first = before.tick == 0;
    boolean changed =
        !first && !before.window.isEmpty() && before.window.getLast().parallelism() != level;
    // What was decided and does not show was advice only, or somebody else set another level.
    Trial trial = before.trial != null && before.trial.to == level ? before.trial : null;
    int settling = changed ? SETTLE : Math.max(0, before.settling - 1);
    List<Reading> window =
        new ArrayList<>(changed || before.settling > 0 ? List.of() : before.window);
    window.add(reading);
    if (window.size() > WINDOW) {
      window.removeFirst();
    }
    double blocked =
        first || changed
            ? reading.blocked()
            : WEIGHT * reading.blocked() + (1 - WEIGHT) * before.blocked;
    return new State(
        before.tick + 1,
        blocked,
        window,
        settling,
        before.proven,
        trial,
        before.coolUntil,
        before.tabu);
  }

  private static Step judged(State state, Trial trial) {
    double work = state.mean(Reading::work);
    double latencyMs = state.mean(Reading::latencyOrSojournMs);
    boolean raised = trial.to > trial.from;
    boolean faster = latencyMs <= FASTER * trial.latencyMs && work >= LOSS * trial.work;
    boolean good =
        raised
            ? work >= GAIN * trial.work || faster
            : work >= LOSS * trial.work && latencyMs <= SLOWER * trial.latencyMs;
    String figures =
        text(
            "work %.4g/s before, %.4g/s after; latency %.4g ms before, %.4g ms after",
            trial.work, work, trial.latencyMs, latencyMs);
    if (good) {
      return hold(state.kept(trial), Action.KEEP, "it helps: " + figures);
    }
    String verdict = raised ? "it does not help: " : "it costs too much: ";
    return new Step(
        state.undone(trial.to), decision(state, Action.UNDO, trial.from, verdict + figures));
  }

  private static Step moved(State state, Reading reading) {
    int now = reading.parallelism();
    int target = target(state, reading);
    double share = state.mean(Reading::queuedShare);
    double running = state.mean(Reading::running);
    double waiting = state.mean(Reading::waiting);
    double throttled = state.mean(Reading::throttledShare);
    boolean crowded = waiting > CROWDED * (running + waiting);
    if (share < SATURATED) {
      return hold(state, Action.HOLD, unsaturated(state, now, share));
    }
    if (now > target) {
      boolean straight = throttled > THROTTLED || crowded;
      int to = straight ? target : now - 1;
      String why =
          straight
              ? text(
                  "quota used up in %.0f %% of its periods, carriers wait %.0f %% of the time they"
                      + " want to run",
                  100 * throttled, 100 * waiting / (running + waiting))
              : text("%.1f carriers are blocked: fewer do", state.blocked);
      return state.isTabu(to)
          ? hold(state, Action.HOLD, to + " was tried and cost too much")
          : move(state, Action.LOWER, to, why);
    }
    if (now < target && (state.blocked >= BLOCKED || now < base(reading))) {
      if (throttled > THROTTLED) {
        return hold(
            state,
            Action.HOLD,
            text(
                "the quota is used up in %.0f %% of its periods: more carriers would be throttled"
                    + " too",
                100 * throttled));
      }
      int to = state.isTabu(target) ? now + 1 : target;
      return state.isTabu(to)
          ? hold(state, Action.HOLD, to + " was tried and did not help")
          : move(
              state,
              Action.RAISE,
              to,
              text(
                  "%.1f virtual threads wait for a carrier and %.1f of %d carriers are blocked",
                  state.mean(Reading::queued), state.blocked, now));
    }
    return hold(
        state,
        Action.HOLD,
        state.blocked < BLOCKED
            ? text(
                "%.1f of %d carriers run and %.1f wait for a processor: the processors are the"
                    + " limit, more carriers cannot help",
                running, now, waiting)
            : text("%.1f carriers are blocked, and %d are enough for that", state.blocked, now));
  }

  private static String unsaturated(State state, int now, double share) {
    double mounted = state.mean(Reading::mounted);
    return text(
            "virtual threads wait for a carrier in %.0f %% of the samples, %.1f of %d carriers"
                + " carry: ",
            100 * share, mounted, now)
        + (state.blocked < BLOCKED
            ? "the program is short of work or waits elsewhere (locks, databases, peers); more"
                + " carriers cannot help"
            : "there are enough carriers");
  }

  /** As many carriers as processors, but not one alone. */
  private static int base(Reading reading) {
    return Math.max(FLOOR, reading.wholeCpus());
  }

  private static int target(State state, Reading reading) {
    int cpus = reading.wholeCpus();
    double running = state.mean(Reading::running);
    // One for each that is missing. Where that was shown to scale: as many as fill the processors,
    // if those that are to come run for the same share of their time (Goetz's ratio).
    double missing =
        state.proven && running > 0
            ? reading.parallelism() * cpus / running - cpus
            : Math.ceil(state.blocked);
    double wanted = cpus + (state.blocked < BLOCKED ? 0 : Math.floor(missing));
    int most = Math.max(base(reading), Math.min(MOST_PER_CPU * cpus, MOST));
    return (int) Math.clamp(wanted, base(reading), most);
  }

  private static Step move(State state, Action action, int to, String reason) {
    Trial trial =
        new Trial(
            state.window.getLast().parallelism(),
            to,
            state.mean(Reading::work),
            state.mean(Reading::latencyOrSojournMs));
    return new Step(state.after(trial), decision(state, action, to, reason));
  }

  private static Step hold(State state, Action action, String reason) {
    return new Step(state, decision(state, action, state.window.getLast().parallelism(), reason));
  }

  private static TuneDecision decision(State state, Action action, int to, String reason) {
    Reading reading = state.window.getLast();
    return new TuneDecision(
        state.tick,
        action,
        reading.parallelism(),
        to,
        reason,
        state.blocked,
        target(state, reading),
        reading);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is a library that is not shipped
  private static String text(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }
}
