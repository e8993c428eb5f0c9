package dev.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.report.stats.Interval;
import dev.freshet.report.stats.Verdict;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StandingTest {
  private static final Cell BASE = Samples.cell("base", "noop", 10, 10.1, 9.9, 10.2, 9.8);
  private static final Cell SLOW = Samples.cell("slow", "noop", 20, 20.3, 19.7, 20.1, 19.9);
  private static final Cell TWIN = Samples.cell("twin", "noop", 10.1, 9.9, 10, 9.8, 10.2);

  private static Standing standing(Cell... cells) {
    return Samples.result(Samples.QUIET, cells).standings().getFirst();
  }

  @Test
  void theSlowOneIsWorseOnEveryAxisAndDominated() {
    Standing standing = standing(BASE, SLOW, TWIN);

    assertThat(standing.front()).containsExactly("base", "twin");
    assertThat(standing.dominated()).containsOnlyKeys("slow");
    for (FigureKind figure : FigureKind.values()) {
      assertThat(standing.ranked(figure).getLast().subject()).isEqualTo("slow");
      assertThat(verdict(standing, 1, figure)).as("%s", figure).isEqualTo(Verdict.WORSE);
      assertThat(verdict(standing, 2, figure))
          .as("%s", figure)
          .isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
    }
  }

  private static Verdict verdict(Standing standing, int row, FigureKind figure) {
    return Objects.requireNonNull(standing.rows().get(row).ratios().get(figure)).verdict();
  }

  @Test
  void theBaseHasNoRatioToItself() {
    assertThat(standing(BASE, SLOW).rows().getFirst().ratios()).isEmpty();
  }

  /** The drift from round to round is larger than the difference, which each round shows. */
  @Test
  void theFrontFollowsThePairsAsTheRatiosDo() {
    Cell drifting = Samples.cell("base", "noop", 10, 20, 15, 12, 18);
    Cell slower = Samples.cell("slower", "noop", 11, 22.1, 16.4, 13.3, 19.7);
    Standing standing = standing(drifting, slower);

    assertThat(verdict(standing, 1, FigureKind.CPU)).isEqualTo(Verdict.WORSE);
    assertThat(cpu(standing, 0).overlaps(cpu(standing, 1))).isTrue();
    assertThat(standing.front()).containsExactly("base");
    assertThat(standing.dominated()).containsEntry("slower", List.of("base"));
  }

  private static Interval cpu(Standing standing, int row) {
    return Objects.requireNonNull(standing.rows().get(row).figures().get(FigureKind.CPU));
  }

  @Test
  void whatGaveTasksUpIsNotRankedOnTheFront() {
    Standing standing = standing(BASE, Samples.shedding("shedder", "noop", 1_200, 5, 5.1, 4.9));

    assertThat(standing.front()).containsExactly("base");
    assertThat(standing.dominated()).isEmpty();
    assertThat(standing.rows()).extracting(Standing.Row::note).containsExactly("", "shed 1,200");
  }

  @Test
  void whatKnowsNoLimitIsMarked() {
    Standing standing = standing(Samples.cell("VirtualThreadPerTask", "sleep", 1, 1, 1));

    assertThat(standing.rows().getFirst().note()).isEqualTo("no limit");
  }

  @Test
  void whatFailedStandsNowhere() {
    assertThat(standing(BASE, Samples.failed("bad", "noop")).rows())
        .extracting(Standing.Row::subject)
        .containsExactly("base");
  }

  @Test
  void withoutFiguresOfTheBaseThereAreNoRatios() {
    Standing standing = standing(Samples.failed("base", "noop"), SLOW);

    assertThat(standing.base()).isNull();
    assertThat(standing.rows().getFirst().ratios()).isEmpty();
    assertThat(standing.front()).containsExactly("slow");
  }

  @Test
  void workloadsAreComparedEachForItself() {
    LabResult result =
        Samples.result(Samples.QUIET, BASE, SLOW, Samples.cell("slow", "sleep", 1, 1, 1));

    assertThat(result.standings()).extracting(Standing::workload).containsExactly("noop", "sleep");
  }

  @Test
  void costIsProcessorTimeAndMemoryByTheTimeItIsHeld() {
    // 10 us a task, 1,000 MiB, 100,000 tasks/s: a million tasks hold 1,000 MiB for 10 s.
    assertThat(FigureKind.COST.of(BASE, Samples.measurement(10)))
        .isEqualTo(10 + 1_000 / 1024.0 * 10 / 9);
  }
}
