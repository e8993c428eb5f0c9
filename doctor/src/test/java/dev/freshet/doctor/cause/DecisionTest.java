package dev.freshet.doctor.cause;

import static dev.freshet.doctor.cause.Scene.decide;
import static dev.freshet.doctor.cause.Scene.during;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.Verdict.Severity;
import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.JvmEvent.LockWait;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One fault, one verdict; what it explains, and what is left. */
class DecisionTest {
  /** A quota that makes pauses long, locks slow, carriers busy and the queue grow. */
  private static void fiveSignals(Scene s) {
    s.group("/sys/fs/cgroup/cpu/app", 0.4, 10, 750);
    s.carriers(190, 790).gcThreads(20, 400).scheduler(2, 2, 10 + 30 * s.index(), 1);
    s.event(new Pause(s.startMs(), 200, true, "G1 Young", "G1 Evacuation Pause", 1));
    s.event(new Pause(s.startMs() + 300, 100, true, "G1 Young", "G1 Evacuation Pause", 1));
    for (int i = 0; i < 4; i++) {
      s.event(
          new LockWait(
              s.startMs(), 900, "shop.Stock", "", "v" + i, true, List.of("shop.Stock.take:1")));
    }
  }

  @Test
  void mergesAFaultThatFiresFiveSignalsIntoOneVerdict() {
    Decision decision = decide(Scene.windows(10, DecisionTest::fiveSignals));
    assertThat(decision.verdicts()).hasSize(1);
    Verdict verdict = decision.verdicts().getFirst();
    assertThat(verdict.cause()).isEqualTo(Cause.THROTTLED);
    assertThat(verdict.evidence().stream().map(e -> e.counter()))
        .contains(
            "follows from it: C9 garbage collection and safepoints",
            "follows from it: C10 allocation pressure",
            "follows from it: C11 lock contention",
            "follows from it: C14 queue build-up");
  }

  @Test
  void explainsAllStallOrPrintsTheRest() {
    for (Decision decision :
        List.of(
            decide(Scene.windows(10, DecisionTest::fiveSignals)),
            decide(during(5, s -> s.worker(600, 500).others(1100))),
            decide(during(0, s -> {})))) {
      double explained = decision.verdicts().stream().mapToDouble(Verdict::stalledMs).sum();
      assertThat(explained + decision.unexplainedMs())
          .isCloseTo(decision.stalledMs(), within(1e-6));
    }
    assertThat(decide(Scene.windows(10, DecisionTest::fiveSignals)).unexplainedMs())
        .isLessThan(2000);
  }

  @Test
  void countsTheStallOfAHandWrittenFaultExactly() {
    Decision decision = decide(Scene.windows(10, s -> s.worker(600, 500).others(1100)));
    assertThat(decision.verdicts().getFirst().stalledMs()).isEqualTo(10 * 504.0);
  }

  @Test
  void keepsTwoIndependentFaultsApartAndTheLesserOneSmall() {
    Decision decision = decide(during(5, s -> s.steal(500).blockedInKernel(Scene.WORKER, 0.9)));
    assertThat(decision.verdicts().stream().map(Verdict::cause))
        .containsExactly(Cause.STEAL, Cause.DISK);
    assertThat(decision.verdicts().get(1).severity()).isNotEqualTo(Severity.CRITICAL);
  }

  @Test
  void doesNotLetAMildSignalExplainASevereOne() {
    Decision decision =
        decide(
            Scene.windows(
                10,
                s -> {
                  s.worker(600, 150).others(900);
                  for (int i = 0; i < 9; i++) {
                    s.event(
                        new LockWait(
                            s.startMs(), 900, "shop.Stock", "", "v", true, List.of("shop.A.b:1")));
                  }
                }));
    assertThat(decision.verdicts().getFirst().cause()).isEqualTo(Cause.LOCK);
    assertThat(decision.verdicts().get(1).cause()).isEqualTo(Cause.RUN_QUEUE);
    assertThat(decision.verdicts().get(1).severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void printsTheCrossCheckWithTheVerdict() {
    Decision decision = decide(Scene.windows(10, DecisionTest::fiveSignals));
    assertThat(decision.matrix()).isEqualTo(new Matrix(true, true, true));
    assertThat(decision.verdicts().getFirst().evidence())
        .anyMatch(
            e -> e.counter().endsWith("pile-up yes × lock contention yes × carrier hunger yes"));
    assertThat(decide(during(0, s -> {})).matrix()).isEqualTo(new Matrix(false, false, false));
  }

  @Test
  void givesEachCellOfTheCrossCheckAMeaningOfItsOwnOrTheCarriersFirst() {
    assertThat(new Matrix(true, true, false).meaning()).contains("the lock is the bottleneck");
    assertThat(new Matrix(true, false, true).meaning()).contains("carriers are the bottleneck");
    assertThat(new Matrix(true, false, false).meaning()).contains("outside the JVM");
    assertThat(new Matrix(true, true, true).meaning()).contains("free the carriers first");
    assertThat(new Matrix(false, true, true).meaning()).contains("free the carriers first");
    assertThat(new Matrix(false, false, false).meaning()).isEqualTo("none of the three");
  }

  @Test
  void tellsEachAnomalyOnce() {
    Consumer<Scene> storm =
        s ->
            s.put(
                new ThreadUse(
                    Scene.WORKER, "w", Role.JAVA, 500, 20, 11_000, 5, 10_000, 1, 0, Scene.BOTH));
    assertThat(decide(during(5, storm)).anomalies().stream().map(Anomaly::kind))
        .containsExactly(Anomaly.Kind.PREEMPT_STORM);
    assertThat(decide(during(2, storm)).anomalies()).isEmpty();
    Consumer<Scene> delay =
        s ->
            s.put(
                new ThreadUse(
                    Scene.WORKER, "w", Role.JAVA, 300, 600, 100, 5, 90, 1, 0, Scene.BOTH));
    Decision delayed = decide(during(5, delay));
    assertThat(delayed.anomalies().stream().map(Anomaly::kind))
        .containsExactly(Anomaly.Kind.SCHEDULING_DELAY);
    assertThat(delayed.anomalies().getFirst().sinceMs()).isEqualTo(3000);
    assertThat(decide(during(5, s -> s.probe(7000, 7000))).anomalies()).hasSize(1);
    assertThat(decide(during(5, s -> s.probe(4000, 4000))).anomalies()).isEmpty();
    assertThat(
            decide(during(5, s -> delay.accept(s.group("/sys/fs/cgroup/a", 0.3, 9, 600))))
                .anomalies())
        .as("throttling is no delay of the scheduler")
        .isEmpty();
  }

  @Test
  void staysSilentAboutAFaultThatOnlyAMissingLayerWouldShow() {
    Decision hog = decide(Scene.windows(10, s -> s.carriers(960, 20).noScheduler()));
    assertThat(hog.verdicts()).isEmpty();
    assertThat(hog.notChecked()).anyMatch(l -> l.startsWith("C1 C2 C3 C14 carriers"));
    Decision unknown =
        decide(during(5, s -> s.steal(Double.NaN).others(Double.NaN).pressureIo(Double.NaN)));
    assertThat(unknown.verdicts()).isEmpty();
    Decision neighbour = decide(during(5, s -> s.worker(600, 500).others(Double.NaN)));
    assertThat(neighbour.verdicts()).as("who is on the processor is not known").isEmpty();
    Decision files = decide(Scene.windows(10, s -> s.steal(Double.NaN).pressureIo(Double.NaN)));
    assertThat(files.notChecked())
        .anyMatch(l -> l.startsWith("C16 steal"))
        .anyMatch(l -> l.contains("PSI is off"));
  }

  @Test
  void saysWhatItCouldNotLookAt() {
    Decision files =
        Decision.of(Scene.target(), Scene.windows(10, s -> s.noScheduler().noThreadFigures()));
    assertThat(files.verdicts()).isEmpty();
    assertThat(files.unexplainedMs()).isZero();
    assertThat(files.notChecked())
        .anyMatch(l -> l.startsWith("C1 C2 C3 C14 carriers"))
        .anyMatch(l -> l.contains("no event arrived"))
        .anyMatch(l -> l.contains("no thread dump was taken"))
        .anyMatch(l -> l.startsWith("C4 C6 C8"))
        .anyMatch(l -> l.startsWith("C7"))
        .anyMatch(l -> l.startsWith("C12"));
    assertThat(Decision.of(Scene.target(), Scene.windows(2, s -> {})).notChecked())
        .anyMatch(l -> l.startsWith("all causes: 2 windows"));
    assertThat(Decision.of(Scene.target(), List.of()).notChecked())
        .anyMatch(l -> l.startsWith("all causes: 0 windows"));
    Decision whole =
        Decision.of(
            Scene.target(),
            Scene.windows(
                20, s -> s.pause(1, "G1").dump(new Dump(s.startMs(), 9, 9, List.of(), List.of()))));
    assertThat(whole.notChecked())
        .noneMatch(l -> l.contains("no event") || l.contains("dump") || l.contains("carriers:"));
  }

  @Test
  void givesEveryVerdictEvidenceWithItsPlaceAFixAndAnUndo() {
    for (Verdict verdict : decide(Scene.windows(10, DecisionTest::fiveSignals)).verdicts()) {
      assertThat(verdict.fix()).isNotBlank();
      assertThat(verdict.undo()).isNotBlank();
      assertThat(verdict.headline()).isNotBlank();
      assertThat(verdict.evidence())
          .isNotEmpty()
          .allMatch(e -> !e.where().isBlank() && !e.before().isBlank() && !e.after().isBlank());
    }
  }
}
