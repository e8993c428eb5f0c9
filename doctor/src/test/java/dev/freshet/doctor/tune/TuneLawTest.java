package dev.freshet.doctor.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.tune.SimulatedJvm.Lock;
import dev.freshet.doctor.tune.SimulatedJvm.Round;
import dev.freshet.doctor.tune.TuneDecision.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The law, driving a simulated JVM: no clock, no chance. */
final class TuneLawTest {
  private static final double NO_QUOTA = Double.POSITIVE_INFINITY;

  /** Lets the law rule for some ticks. */
  private static List<TuneDecision> rule(SimulatedJvm jvm, int ticks, boolean apply) {
    List<TuneDecision> decisions = new ArrayList<>();
    TuneLaw.State state = TuneLaw.start();
    for (int i = 0; i < ticks; i++) {
      TuneLaw.Step step = TuneLaw.step(state, jvm.tick());
      state = step.next();
      decisions.add(step.decision());
      if (apply && step.decision().moves()) {
        jvm.set(step.decision().to());
      }
    }
    return decisions;
  }

  /** Lets the law rule over readings that depend on the level alone. */
  private static List<TuneDecision> ruleOver(
      int initial, int ticks, IntFunction<Reading> readings) {
    List<TuneDecision> decisions = new ArrayList<>();
    TuneLaw.State state = TuneLaw.start();
    int level = initial;
    for (int i = 0; i < ticks; i++) {
      TuneLaw.Step step = TuneLaw.step(state, readings.apply(level));
      state = step.next();
      decisions.add(step.decision());
      level = step.decision().to();
    }
    return decisions;
  }

  private static List<TuneDecision> moves(List<TuneDecision> decisions) {
    return decisions.stream().filter(TuneDecision::moves).toList();
  }

  /** Work per second in the steady state. */
  private static double work(SimulatedJvm jvm) {
    return IntStream.range(0, 20)
        .mapToDouble(i -> jvm.tick().work())
        .skip(5)
        .average()
        .orElseThrow();
  }

  private static double best(IntFunction<SimulatedJvm> program, int most) {
    return IntStream.rangeClosed(1, most)
        .mapToDouble(level -> work(program.apply(level)))
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 4, 8, 0", // two thirds of the time in native code
    "2, 5, 5, 0", // half
    "2, 2, 5, 3", // parks as well
    "4, 1, 3, 0", // three quarters, on four processors
    "8, 2, 3, 0",
  })
  void mixedLoadComesWithinATenthOfTheBestLevelInHalfAMinute(
      int cpus, double computeMs, int blockMs, int parkMs) {
    IntFunction<SimulatedJvm> program =
        level ->
            new SimulatedJvm(cpus, NO_QUOTA, level)
                .with(20 * cpus, new Round(computeMs, blockMs, parkMs, Lock.NONE));
    SimulatedJvm jvm = program.apply(cpus);

    List<TuneDecision> decisions = rule(jvm, 30, true);

    assertThat(decisions).extracting(TuneDecision::action).contains(Action.RAISE, Action.KEEP);
    double tuned = work(jvm);
    assertThat(tuned).isGreaterThanOrEqualTo(0.9 * best(program, 4 * cpus));
    assertThat(tuned).isGreaterThanOrEqualTo(work(program.apply(cpus)));
  }

  @Test
  void twoThreadsThatBlockAreReplacedAndTheQueueEnds() {
    SimulatedJvm jvm =
        new SimulatedJvm(2, NO_QUOTA, 2)
            .with(2, new Round(0.1, 50, 0, Lock.NONE))
            .with(4, new Round(0.1, 0, 3, Lock.NONE));

    List<TuneDecision> decisions = rule(jvm, 30, true);

    assertThat(moves(decisions))
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.action()).isEqualTo(Action.RAISE);
              assertThat(move.to()).isBetween(3, 4);
              assertThat(move.reason()).contains("of 2 carriers are blocked");
            });
    assertThat(decisions.getLast().reason()).contains("there are enough carriers");
    assertThat(jvm.tick().queuedShare()).isLessThan(0.5);
  }

  @Test
  void computingAloneIsLeftAsItIs() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 2).with(40, new Round(5, 0, 0, Lock.NONE));

    List<TuneDecision> decisions = rule(jvm, 60, true);

    assertThat(moves(decisions)).isEmpty();
    assertThat(decisions.getLast().reason()).contains("the processors are the limit");
  }

  @Test
  void fewerCarriersThanProcessorsAreRaisedToThemAlthoughNoneBlocks() {
    SimulatedJvm jvm = new SimulatedJvm(4, NO_QUOTA, 1).with(40, new Round(5, 0, 0, Lock.NONE));

    assertThat(moves(rule(jvm, 30, true))).extracting(TuneDecision::to).containsExactly(4);
  }

  @Test
  void underAQuotaOfThirtyPercentItGoesDownToTheFloorAndStays() {
    IntFunction<SimulatedJvm> program =
        level -> new SimulatedJvm(2, 0.3, level).with(40, new Round(5, 0, 0, Lock.NONE));
    SimulatedJvm jvm = program.apply(4);

    List<TuneDecision> decisions = rule(jvm, 60, true);

    assertThat(moves(decisions))
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.action()).isEqualTo(Action.LOWER);
              assertThat(move.to()).isEqualTo(TuneLaw.FLOOR);
              assertThat(move.reason()).startsWith("quota used up in 100 % of its periods");
            });
    assertThat(decisions).extracting(TuneDecision::action).contains(Action.KEEP);
    assertThat(work(jvm)).isGreaterThanOrEqualTo(0.98 * work(program.apply(4)));
  }

  @Test
  void aProgramShortOfWorkIsLeftAsItIsAndToldSo() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 2).with(4, new Round(1, 0, 50, Lock.NONE));

    List<TuneDecision> decisions = rule(jvm, 60, true);

    assertThat(moves(decisions)).isEmpty();
    assertThat(decisions.getLast().reason()).contains("more carriers cannot help");
  }

  @Test
  void aProgramThatWaitsForALockIsLeftAsItIsAndToldSo() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 2).with(40, new Round(1, 0, 10, Lock.PARKED));

    List<TuneDecision> decisions = rule(jvm, 60, true);

    assertThat(moves(decisions)).isEmpty();
    assertThat(decisions.getLast().reason())
        .contains("waits elsewhere (locks, databases, peers); more carriers cannot help");
  }

  @Test
  void whatDoesNotHelpIsUndoneAndNotTriedAgain() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 2).with(40, new Round(1, 10, 0, Lock.PINNED));

    List<TuneDecision> decisions = rule(jvm, 200, true);

    List<TuneDecision> moves = moves(decisions);
    assertThat(moves)
        .extracting(TuneDecision::action)
        .containsExactly(Action.RAISE, Action.UNDO, Action.RAISE, Action.UNDO);
    assertThat(moves).extracting(TuneDecision::to).containsExactly(4, 2, 3, 2);
    assertThat(moves.get(2).tick() - moves.get(1).tick()).isGreaterThanOrEqualTo(TuneLaw.COOL_DOWN);
    assertThat(moves.get(1).reason()).startsWith("it does not help: work ");
    assertThat(decisions.getLast().reason()).contains("was tried and did not help");
    assertThat(jvm.parallelism()).isEqualTo(2);
  }

  @Test
  void afterFiveMinutesABadLevelIsTriedAgain() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 2).with(40, new Round(1, 10, 0, Lock.PINNED));

    List<Long> tried =
        moves(rule(jvm, TuneLaw.TABU + 60, true)).stream()
            .filter(move -> move.to() == 4)
            .map(TuneDecision::tick)
            .toList();

    assertThat(tried).hasSize(2);
    assertThat(tried.get(1) - tried.get(0)).isGreaterThanOrEqualTo(TuneLaw.TABU);
  }

  @Test
  void carriersThatAreNotNeededAnyMoreAreTakenBack() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 6).with(40, new Round(20, 1, 0, Lock.NONE));

    List<TuneDecision> decisions = rule(jvm, 40, true);

    assertThat(moves(decisions).getFirst().action()).isEqualTo(Action.LOWER);
    assertThat(jvm.parallelism()).isEqualTo(2);
  }

  @Test
  void adviceIsRepeatedAndNeverTakenForATrial() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 2).with(40, new Round(4, 8, 0, Lock.NONE));

    List<TuneDecision> decisions = rule(jvm, 40, false);

    assertThat(decisions.subList(TuneLaw.WINDOW - 1, 40))
        .allSatisfy(
            decision -> {
              assertThat(decision.action()).isEqualTo(Action.RAISE);
              assertThat(decision.to()).isEqualTo(4);
            });
  }

  @Test
  void aLevelThatSomebodyElseSetEndsTheTrial() {
    SimulatedJvm jvm = new SimulatedJvm(2, NO_QUOTA, 2).with(40, new Round(4, 8, 0, Lock.NONE));
    TuneLaw.Step step = TuneLaw.step(TuneLaw.start(), jvm.tick());
    while (!step.decision().moves()) {
      step = TuneLaw.step(step.next(), jvm.tick());
    }
    jvm.set(7);

    step = TuneLaw.step(step.next(), jvm.tick());

    assertThat(step.decision().action()).isEqualTo(Action.LOOK);
    assertThat(step.decision().reason()).startsWith("looking: 1 of 5");
  }

  private static void assertUndone(List<TuneDecision> decisions, Action first, int initial) {
    assertThat(moves(decisions))
        .extracting(TuneDecision::action)
        .containsExactly(first, Action.UNDO);
    assertThat(decisions.getLast().to()).isEqualTo(initial);
  }

  @Test
  void aRaiseOfWhichNothingIsKnownIsUndone() {
    IntFunction<Reading> unknown =
        level -> new Reading(level, 2, level, 5, 1, 0, 0, 0, Double.NaN, Double.NaN);

    assertUndone(ruleOver(2, 20, unknown), Action.RAISE, 2);
  }

  @Test
  void aLoweringThatCostsWorkIsUndone() {
    IntFunction<Reading> crowded =
        level -> new Reading(level, 2, level, 5, 1, 1.5, level - 1.5, 0, level * 100, Double.NaN);

    assertUndone(ruleOver(4, 20, crowded), Action.LOWER, 4);
  }

  @Test
  void theProgramsOwnLatencyDecidesWhereItIsGiven() {
    IntUnaryOperator millis = level -> level == 2 ? 20 : 10;
    List<TuneDecision> decisions =
        ruleOver(
            2,
            12,
            level -> new Reading(level, 2, level, 5, 1, 0, 0, 0, 100, millis.applyAsInt(level)));

    assertThat(decisions.getLast().action()).isEqualTo(Action.KEEP);
    assertThat(decisions.getLast().reason())
        .isEqualTo(
            "it helps: work 100.0/s before, 100.0/s after; latency 20.00 ms before, 10.00 ms"
                + " after");
  }
}
