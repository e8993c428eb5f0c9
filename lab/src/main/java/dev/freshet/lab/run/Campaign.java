package dev.freshet.lab.run;

import dev.freshet.host.HostFacts;
import dev.freshet.host.StealMeter;
import dev.freshet.lab.Cell;
import dev.freshet.lab.CellKey;
import dev.freshet.lab.Isolation;
import dev.freshet.lab.LabPlan;
import dev.freshet.lab.LabProgress;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Noise;
import dev.freshet.lab.Round;
import dev.freshet.lab.RunFailure;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.TrialOutcome;
import dev.freshet.lab.workload.Workload.LatencyAxis;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Runs the rounds of a schedule, one run at a time, and collects them. A cell that fails is not run
 * again; the rest goes on. For one thread; {@link #stop} may be called by any.
 */
public final class Campaign {
  private static final Path ROOT = Path.of("/");
  private static final double NANOS = 1e9;

  /** Length of the measured part where the number of tasks does not say it. */
  private static final Duration MEASURE = Duration.ofMillis(600);

  /** A run is hung after ten times what it should take, and after a minute at the earliest. */
  private static final int PATIENCE_FACTOR = 10;

  private static final int LEAST_PATIENCE_S = 60;

  private final LabPlan plan;
  private final Schedule schedule;
  private final TrialRunner runner;
  private final LabProgress progress;
  private final Map<CellKey, List<Round>> rounds = new LinkedHashMap<>();
  private final Set<CellKey> failed = new HashSet<>();
  private final Pace pace = new Pace();
  private volatile boolean stopped;

  /** Who is to be interrupted by {@link #stop}; guarded by this, as {@link #stop} is. */
  private @Nullable Thread running;

  private long began;

  /**
   * Prepares a campaign.
   *
   * @param plan what was asked for
   * @param schedule what fits
   * @param runner runs a trial
   * @param progress hears how far it is
   */
  public Campaign(LabPlan plan, Schedule schedule, TrialRunner runner, LabProgress progress) {
    this.plan = plan;
    this.schedule = schedule;
    this.runner = runner;
    this.progress = progress;
    schedule.cells().forEach(cell -> rounds.put(cell.key(), new ArrayList<>()));
  }

  /** Ends the run in progress without a result, and begins no further one. */
  public synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Once this returns with null, {@link #stop} interrupts nobody any more. */
  private synchronized void interruptible(@Nullable Thread thread) {
    running = thread;
  }

  /**
   * Listens to the machine, then runs.
   *
   * @return what was measured, even if it was stopped
   */
  public LabResult run() {
    HostFacts facts = HostFacts.read(null);
    Noise noise = Listening.noise(ROOT);
    Isolation isolation = Listening.isolation(ROOT, facts);
    progress.listened(noise, isolation);
    StealMeter steal = StealMeter.start();
    Instant instant = Instant.now();
    began = System.nanoTime();
    interruptible(Thread.currentThread());
    int whole = 0;
    try (OwnMarket market = new OwnMarket()) {
      while (whole < schedule.rounds() && fits(whole) && round(whole + 1, market)) {
        whole++;
      }
      interruptible(null);
    }
    // stop() may have interrupted us after the last run; the caller still has to write the result.
    boolean interrupted = Thread.interrupted() || stopped;
    List<String> leftOut = new ArrayList<>(schedule.leftOut());
    if (whole < schedule.rounds() && !interrupted && left().size() > 0) {
      leftOut.add(
          "rounds: %d of %d fitted, runs took longer than expected"
              .formatted(whole, schedule.rounds()));
    }
    String base = plan.base();
    return new LabResult(
        instant,
        facts.withStealPercent(steal.percent()),
        noise,
        isolation,
        base == null ? schedule.cells().getFirst().key().subject() : base,
        whole,
        (System.nanoTime() - began) / NANOS,
        interrupted,
        leftOut,
        cells());
  }

  private List<Cell> cells() {
    return schedule.cells().stream()
        .map(
            cell ->
                new Cell(
                    cell.key(),
                    cell.workload().latencyAxis() == LatencyAxis.RESPONSE,
                    rounds.getOrDefault(cell.key(), List.of())))
        .toList();
  }

  /** The cells that are still run. */
  private List<Planned> left() {
    return schedule.cells().stream().filter(cell -> !failed.contains(cell.key())).toList();
  }

  /** The first round is run whatever it takes: a comparison with none says nothing. */
  private boolean fits(int roundsDone) {
    if (stopped || left().isEmpty()) {
      return false;
    }
    return roundsDone == 0 || pace.of(left()) <= secondsLeft();
  }

  private double secondsLeft() {
    Duration time = plan.time();
    return time == null
        ? Double.POSITIVE_INFINITY
        : time.toMillis() / 1e3 - (System.nanoTime() - began) / NANOS;
  }

  /** Returns false if the round was cut short. */
  private boolean round(int number, OwnMarket market) {
    List<Planned> order = schedule.order(number).stream().filter(left()::contains).toList();
    for (int i = 0; i < order.size(); i++) {
      Planned cell = order.get(i);
      double round = pace.of(left());
      double restOfRound = pace.of(order.subList(i, order.size()));
      int further =
          (int)
              Math.clamp(
                  Math.floor((secondsLeft() - restOfRound) / round), 0, schedule.rounds() - number);
      double left = restOfRound + further * round;
      progress.running(
          cell.key(), number, number + further, Duration.ofMillis((long) (left * 1e3)));
      Round ran = stopped ? null : trial(cell, number, market);
      if (ran == null) {
        return false;
      }
      rounds.computeIfAbsent(cell.key(), key -> new ArrayList<>()).add(ran);
      pace.took(cell, ran.seconds());
      if (ran.failure() != null) {
        failed.add(cell.key());
      }
      progress.ran(cell.key(), ran);
    }
    return true;
  }

  /** Returns null if it was stopped. */
  private @Nullable Round trial(Planned cell, int number, OwnMarket market) {
    StealMeter steal = StealMeter.start();
    CpuLoad load = CpuLoad.start(ROOT);
    long start = System.nanoTime();
    long patience =
        Math.max(LEAST_PATIENCE_S, Math.round(cell.expectedSeconds() * PATIENCE_FACTOR));
    try {
      TrialOutcome outcome =
          runner.run(
              new Trial(cell.key(), cell.tasks(), MEASURE, market.settings(cell.key().workload())),
              Duration.ofSeconds(patience));
      double seconds = (System.nanoTime() - start) / NANOS;
      if (outcome instanceof TrialOutcome.Failed && (stopped || shuttingDown())) {
        stopped = true; // Ctrl-C reaches the children too
        return null;
      }
      return switch (outcome) {
        case TrialOutcome.Measured(var measurement) ->
            new Round(number, seconds, steal.percent(), load.othersPercent(), measurement, null);
        case TrialOutcome.Failed(var reason, var detail) ->
            new Round(
                number,
                seconds,
                steal.percent(),
                load.othersPercent(),
                null,
                new RunFailure(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), detail));
      };
    } catch (InterruptedException asked) {
      stopped = true;
      return null;
    } catch (UncheckedIOException | JacksonException lost) {
      // Such as a full disk: the rounds that are in must not be lost with this one.
      return new Round(
          number,
          (System.nanoTime() - start) / NANOS,
          steal.percent(),
          load.othersPercent(),
          null,
          new RunFailure("lost", String.valueOf(lost.getMessage())));
    } catch (IllegalStateException noHook) {
      if (shuttingDown()) {
        stopped = true;
        return null;
      }
      throw noHook;
    }
  }

  /**
   * Whether this JVM is on its way out. Its children then die of the same signal, perhaps before
   * {@link #stop} is called.
   */
  private static boolean shuttingDown() {
    Thread never = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(never);
      Runtime.getRuntime().removeShutdownHook(never);
      return false;
    } catch (IllegalStateException leaving) {
      return true;
    }
  }
}
