package dev.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.lab.child.TrialOutcome;
import dev.freshet.lab.run.Catalogue;
import dev.freshet.lab.run.TrialRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rounds of a lab, with outcomes that are known beforehand in the place of children. */
final class LabTest {
  private static final String FIRST = "freshet-virtual";
  private static final String SECOND = "ThreadPoolExecutor";

  private static LabPlan.Builder plan() {
    return LabPlan.builder().subjects(List.of(FIRST, SECOND)).workloads(List.of("noop", "cpu"));
  }

  private static Lab lab(LabPlan plan, TrialRunner runner) {
    return Lab.of(plan, Catalogue.ofThisBuild(), runner);
  }

  @Test
  void everyCellIsRunInEveryRound() {
    List<String> ran = new ArrayList<>();
    LabResult result =
        lab(
                plan().rounds(3).build(),
                (trial, patience) -> {
                  ran.add(trial.cell().subject());
                  return new TrialOutcome.Measured(Samples.measurement(2));
                })
            .run(new LabProgress() {});

    assertThat(result.rounds()).isEqualTo(3);
    assertThat(result.interrupted()).isFalse();
    assertThat(result.cells()).hasSize(4).allMatch(cell -> cell.measurements().size() == 3);
    assertThat(result.base()).isEqualTo(FIRST);
    assertThat(ran).hasSize(12);
    assertThat(ran.subList(0, 2)).as("the second does not always come second").contains(FIRST);
    assertThat(ran.get(0)).isNotEqualTo(ran.get(1));
  }

  @Test
  void whatFailsIsMarkedAndNotRunAgainAndTheRestGoesOn() {
    List<CellKey> ran = new ArrayList<>();
    LabResult result =
        lab(
                plan().rounds(3).build(),
                (trial, patience) -> {
                  ran.add(trial.cell());
                  return trial.cell().subject().equals(SECOND)
                          && trial.cell().workload().equals("cpu")
                      ? new TrialOutcome.Failed(
                          TrialOutcome.Reason.OUT_OF_MEMORY, "Java heap space")
                      : new TrialOutcome.Measured(Samples.measurement(2));
                })
            .run(new LabProgress() {});

    assertThat(result.failed()).hasSize(1);
    assertThat(result.failed().getFirst().failure())
        .isEqualTo(new RunFailure("out of memory", "Java heap space"));
    assertThat(ran).as("three cells three times, the bad one once").hasSize(10);
    assertThat(result.rounds()).isEqualTo(3);
  }

  @Test
  void aRunThatTheLabCannotStartIsAFailedRoundAndTheRestGoesOn() {
    LabResult result =
        lab(
                plan().workloads(List.of("noop")).rounds(2).build(),
                (trial, patience) -> {
                  if (trial.cell().subject().equals(SECOND)) {
                    throw new UncheckedIOException("no JVM", new IOException("disk full"));
                  }
                  return new TrialOutcome.Measured(Samples.measurement(2));
                })
            .run(new LabProgress() {});

    assertThat(result.failed()).hasSize(1);
    assertThat(result.failed().getFirst().failure()).isEqualTo(new RunFailure("lost", "no JVM"));
    assertThat(result.cells().getFirst().measurements()).hasSize(2);
  }

  @Test
  void whenItIsStoppedItKeepsWhatItHas() {
    List<Lab> labs = new ArrayList<>();
    Lab lab =
        lab(
            plan().rounds(3).build(),
            (trial, patience) -> {
              labs.add(labs.getFirst());
              if (labs.size() == 6) {
                labs.getFirst().stop();
                throw new InterruptedException();
              }
              return new TrialOutcome.Measured(Samples.measurement(2));
            });
    labs.add(lab);
    LabResult result = lab.run(new LabProgress() {});

    assertThat(result.interrupted()).isTrue();
    assertThat(result.rounds()).isEqualTo(1);
    assertThat(result.cells()).allMatch(cell -> cell.measurements().size() == 1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aLabThatWasStoppedBeforeRunsNothing() {
    Lab lab =
        lab(
            plan().rounds(3).build(),
            (trial, patience) -> {
              throw new AssertionError("nothing is to run");
            });
    lab.stop();

    assertThat(lab.run(new LabProgress() {}).interrupted()).isTrue();
  }

  @Test
  void progressIsTold() {
    List<String> told = new ArrayList<>();
    lab(
            plan().workloads(List.of("noop")).rounds(2).build(),
            (trial, patience) -> new TrialOutcome.Measured(Samples.measurement(2)))
        .run(
            new LabProgress() {
              @Override
              public void listened(Noise noise, Isolation isolation) {
                told.add("listened");
              }

              @Override
              public void running(CellKey cell, int round, int rounds, Duration left) {
                told.add(round + " of " + rounds);
              }
            });

    assertThat(told).containsExactly("listened", "1 of 2", "1 of 2", "2 of 2", "2 of 2");
  }

  @Test
  void namesThatAreNotKnownAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lab.of(plan().subjects(List.of("nobody")).build()))
        .withMessageStartingWith("subjects: nobody; known are freshet-virtual, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lab.of(plan().workloads(List.of("rest")).build()))
        .withMessageStartingWith("workloads: rest; known are noop, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lab.of(plan().base("Disruptor").build()))
        .withMessage("base: Disruptor; must be one of the subjects run");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Lab.of(
                    plan()
                        .subjects(List.of("VirtualThreadPerTask"))
                        .workloads(List.of("step"))
                        .build()))
        .withMessageContaining("none of them can run step");
  }
}
