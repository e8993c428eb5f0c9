package dev.freshet.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Lab;
import dev.freshet.lab.LabPlan;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.ChildJvm;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.TrialOutcome;
import dev.freshet.lab.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every study, with each of its subjects, in a JVM of its own and with few tasks. */
final class StudiesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int FEW = 200;

  static Stream<Arguments> subjects() {
    return Studies.ALL.stream()
        .flatMap(study -> study.subjects().stream().map(name -> Arguments.of(study.name(), name)));
  }

  static Stream<Workload> studies() {
    return Studies.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void measuresEachSubject(String study, String subject) throws Exception {
    Measurement measured = measure(study, subject, 2, 2, FEW);

    assertThat(measured.tasks()).isPositive();
    assertThat(measured.seconds()).isPositive();
    assertThat(measured.cpuUsPerTask()).isPositive();
    assertThat(measured.extra().values()).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @MethodSource("studies")
  void isPlannedWithItsOwnSubjectsWhateverOthersAreAskedFor(Workload study) {
    LabPlan plan =
        LabPlan.builder()
            .subjects(List.of("freshet-ring"))
            .workloads(List.of(study.name()))
            .rounds(1)
            .build();
    List<CellKey> cells = Lab.of(plan).cells();

    assertThat(cells.stream().map(CellKey::subject).distinct())
        .containsExactlyElementsOf(study.subjects());
    assertThat(cells).doesNotHaveDuplicates();
  }

  @Test
  void theLimitIsTheNumberOfCarriers() {
    Workload carriers = Carriers.STUDY;

    assertThat(carriers.shapes(2)).extracting(Workload.Shape::limit).containsExactly(1, 2, 3, 4);
    assertThat(carriers.jvmFlags(new CellKey(Carriers.SUBJECT, "carriers", 1, 3)))
        .contains("-Djdk.virtualThreadScheduler.parallelism=3");
  }

  @Test
  void nativeCallsHoldTheirCarrier() throws Exception {
    Measurement one = measure("starvation", "blocking", 1, 1, 20);

    assertThat(one.seconds()).as("20 waits of 10 ms, one after the other").isGreaterThan(0.2);
  }

  @ParameterizedTest
  @CsvSource({"ring, 0", "ConcurrentLinkedQueue, 24"})
  void linkedQueuesMakeANodeForAnItemAndTheRingNothing(String structure, int bytes)
      throws Exception {
    Measurement measured = measure("queues", structure, 1, 1, 1_000_000);

    // Besides nodes the threads that pass the items, and the number itself where it is an object.
    double number = structure.equals("ring") ? 0 : 24;
    assertThat(measured.bytesPerTask()).isCloseTo(bytes + number, within(9.0));
  }

  private static Measurement measure(
      String study, String subject, int producers, int limit, long tasks) throws Exception {
    CellKey cell = new CellKey(subject, study, producers, limit);
    Trial trial = new Trial(cell, tasks, Duration.ofMillis(50), Map.of());
    TrialOutcome outcome = ChildJvm.run(trial, List.of(), PATIENCE);
    assertThat(outcome).isInstanceOf(TrialOutcome.Measured.class);
    return ((TrialOutcome.Measured) outcome).measurement();
  }
}
