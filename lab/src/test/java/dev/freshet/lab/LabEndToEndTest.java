package dev.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.lab.run.Catalogue;
import dev.freshet.lab.run.TrialRunner;
import dev.freshet.lab.subject.Subjects;
import dev.freshet.lab.workload.Workloads;
import dev.freshet.planted.PlantedSubjects;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A lab with real children, and subjects planted into them. */
final class LabEndToEndTest {
  private static final TrialRunner PLANTING =
      TrialRunner.inAJvm(
          List.of(
              "--class-path",
              Path.of("target", "test-classes").toAbsolutePath().toString(),
              "--add-exports",
              "dev.freshet.lab/dev.freshet.lab.subject=ALL-UNNAMED"));

  /** The children find the planted ones by themselves, this JVM has to be told. */
  private static final Catalogue WITH_PLANTED =
      new Catalogue(
          Stream.concat(Subjects.all().stream(), new PlantedSubjects().subjects().stream())
              .toList(),
          Workloads.all());

  private static LabResult run(int rounds, String... subjects) {
    LabPlan plan =
        LabPlan.builder()
            .subjects(List.of(subjects))
            .workloads(List.of("noop"))
            .tasks(2_000)
            .rounds(rounds)
            .build();
    return Lab.of(plan, WITH_PLANTED, PLANTING).run(new LabProgress() {});
  }

  @Test
  void thePlantedSlowOneIsLastByThroughputAndCpu() {
    Standing standing = run(3, "freshet-virtual", "planted-slow").standings().getFirst();

    for (FigureKind figure : List.of(FigureKind.THROUGHPUT, FigureKind.CPU)) {
      assertThat(standing.ranked(figure).getLast().subject())
          .as("%s", figure)
          .isEqualTo("planted-slow");
    }
  }

  @Test
  void httpBuysFromAMarketOfItsOwn() {
    LabPlan plan =
        LabPlan.builder()
            .subjects(List.of("freshet-virtual", "SemaphoreOutside"))
            .workloads(List.of("http"))
            .tasks(200)
            .rounds(2)
            .build();
    LabResult result = Lab.of(plan).run(new LabProgress() {});

    assertThat(result.failed()).isEmpty();
    assertThat(result.cells()).hasSize(2).allMatch(cell -> cell.measurements().size() == 2);
    assertThat(result.cells().getFirst().measurements())
        .allSatisfy(m -> assertThat(m.extra().get("orders")).isGreaterThanOrEqualTo(50));
  }

  @Test
  void aCrashAndAWrongResultMarkTheirCellsAndTheRestIsMeasured() {
    LabResult result = run(1, "planted-crashing", "freshet-virtual", "planted-losing");

    assertThat(result.cells())
        .extracting(cell -> cell.failure() == null ? "measured" : cell.failure().reason())
        .containsExactly("crashed", "measured", "wrong result");
  }
}
