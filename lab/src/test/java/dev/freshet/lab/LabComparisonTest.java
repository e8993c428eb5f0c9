package dev.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.report.stats.Verdict;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class LabComparisonTest {
  private static final LabResult BEFORE =
      Samples.result(
          Samples.QUIET,
          Samples.cell("a", "noop", 10, 11, 12, 10, 11),
          Samples.cell("b", "noop", 10, 11, 12, 10, 11),
          Samples.cell("gone", "noop", 1, 1, 1));
  private static final LabResult AFTER =
      Samples.result(
          Samples.QUIET,
          Samples.cell("a", "noop", 11, 10, 12, 11, 10),
          Samples.cell("b", "noop", 20, 22, 24, 20, 22),
          Samples.failed("gone", "noop"),
          Samples.cell("new", "noop", 1, 1, 1));

  private final LabComparison comparison = LabComparison.of(BEFORE, AFTER);

  @Test
  void cellsThatBothHaveAreCompared() {
    assertThat(comparison.rows()).extracting(row -> row.key().subject()).containsExactly("a", "b");
    Standing.Ratio cpu = ratio(FigureKind.CPU);
    assertThat(cpu.interval().estimate()).isEqualTo(2);
    assertThat(cpu.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(ratio(FigureKind.THROUGHPUT).verdict()).isEqualTo(Verdict.WORSE);
  }

  private Standing.Ratio ratio(FigureKind figure) {
    return Objects.requireNonNull(comparison.rows().getLast().ratios().get(figure));
  }

  @Test
  void cellsThatOneLacksAreNamed() {
    assertThat(comparison.onlyFirst()).extracting(CellKey::subject).containsExactly("gone");
    assertThat(comparison.onlySecond()).extracting(CellKey::subject).containsExactly("new");
  }

  @Test
  void theShareOfAgreeingCellsIsCounted() {
    assertThat(comparison.overlapping(FigureKind.CPU)).isEqualTo(0.5);
    assertThat(comparison.rows())
        .extracting(LabComparison.Row::overlaps)
        .containsExactly(true, false);
  }

  @Test
  void aResultAgreesWithItself() {
    LabComparison same = LabComparison.of(BEFORE, BEFORE);

    assertThat(same.rows()).hasSize(3).allMatch(LabComparison.Row::overlaps);
    assertThat(same.overlapping(FigureKind.LATENCY)).isEqualTo(1);
  }

  @Test
  void twoRoundsAreTooFewToAgreeOrToDiffer() {
    LabResult twice = Samples.result(Samples.QUIET, Samples.cell("a", "noop", 10, 11));
    LabResult other = Samples.result(Samples.QUIET, Samples.cell("a", "noop", 99, 98));
    LabComparison few = LabComparison.of(twice, other);

    assertThat(few.overlapping(FigureKind.CPU)).isNaN();
    assertThat(few.rows()).hasSize(1);
    assertThat(few.rows().getFirst().ratios()).isEmpty();
    assertThat(few.rows().getFirst().overlaps()).isFalse();
  }
}
