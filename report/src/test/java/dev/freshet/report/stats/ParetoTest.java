package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParetoTest {
  private static final List<Direction> OPS_AND_MIB =
      List.of(Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER);

  private static Pareto.Candidate exact(String name, double... values) {
    return new Pareto.Candidate(
        name, java.util.Arrays.stream(values).mapToObj(Interval::exact).toList());
  }

  /** Shown where the intervals do not overlap. */
  private static Pareto.Shown apart(List<Pareto.Candidate> all) {
    return (one, other, axis) ->
        !all.get(one).values().get(axis).overlaps(all.get(other).values().get(axis));
  }

  @Test
  void namesThoseThatDominate() {
    Pareto pareto =
        Pareto.of(
            OPS_AND_MIB,
            List.of(
                exact("fast", 100, 50),
                exact("small", 40, 10),
                exact("both", 90, 20),
                exact("poor", 80, 30),
                exact("twin", 90, 20),
                exact("worst", 30, 60)),
            Pareto.ESTIMATES);

    assertThat(pareto.front()).containsExactly("fast", "small", "both", "twin");
    assertThat(pareto.standings().get(3).dominatedBy()).containsExactly("both", "twin");
    assertThat(pareto.standings().get(5).dominatedBy())
        .containsExactly("fast", "small", "both", "poor", "twin");
  }

  @Test
  void noiseDoesNotDominate() {
    Interval mib = Interval.exact(10);
    Pareto.Candidate first = new Pareto.Candidate("a", List.of(new Interval(100, 95, 105), mib));
    Pareto.Candidate second = new Pareto.Candidate("b", List.of(new Interval(98, 93, 103), mib));
    Pareto.Candidate third = new Pareto.Candidate("c", List.of(new Interval(80, 75, 85), mib));
    List<Pareto.Candidate> all = List.of(first, second, third);

    assertThat(Pareto.of(OPS_AND_MIB, all, Pareto.ESTIMATES).front()).containsExactly("a");
    Pareto shown = Pareto.of(OPS_AND_MIB, all, apart(all));
    assertThat(shown.front()).containsExactly("a", "b");
    assertThat(shown.standings().get(2).dominatedBy()).containsExactly("a", "b");
  }

  @Test
  void equalEstimatesNeverDominateWhateverIsShown() {
    List<Pareto.Candidate> equals = List.of(exact("a", 1, 2), exact("b", 1, 2));

    assertThat(Pareto.of(OPS_AND_MIB, equals, (_, _, _) -> true).front()).containsExactly("a", "b");
  }

  @Test
  void theFrontIsNeverEmptyAndNoiseOnlyWidensIt() {
    SplittableRandom random = new SplittableRandom(3);
    List<Direction> axes =
        List.of(Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER, Direction.LOWER_IS_BETTER);
    for (int i = 0; i < 200; i++) {
      List<Pareto.Candidate> candidates = new ArrayList<>();
      for (int j = 0; j < 12; j++) {
        candidates.add(
            new Pareto.Candidate(
                "c" + j,
                IntStream.range(0, 3)
                    .mapToObj(
                        axis -> {
                          double value = random.nextInt(10);
                          return new Interval(
                              value, value - random.nextDouble(3), value + random.nextDouble(3));
                        })
                    .toList()));
      }
      List<String> plain = Pareto.of(axes, candidates, Pareto.ESTIMATES).front();
      List<String> shown = Pareto.of(axes, candidates, apart(candidates)).front();

      assertThat(plain).isNotEmpty();
      assertThat(shown).containsAll(plain);
    }
  }

  @Test
  void refusesWhatCannotBeRanked() {
    assertThatThrownBy(() -> Pareto.of(OPS_AND_MIB, List.of(exact("a", 1)), Pareto.ESTIMATES))
        .hasMessage("candidate a has 1 values; needs 2, one for each axis");
    assertThatThrownBy(
            () ->
                Pareto.of(
                    OPS_AND_MIB, List.of(exact("a", 1, 2), exact("a", 2, 3)), Pareto.ESTIMATES))
        .hasMessage("candidate a occurs twice; names must be unique");
    assertThatThrownBy(() -> Pareto.of(List.of(), List.of(), Pareto.ESTIMATES))
        .hasMessage("axes is empty; needs at least one");
    assertThat(Pareto.of(OPS_AND_MIB, List.of(), Pareto.ESTIMATES).front()).isEmpty();
  }
}
