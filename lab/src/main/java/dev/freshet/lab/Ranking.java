package dev.freshet.lab;

import dev.freshet.lab.subject.SubjectKind;
import dev.freshet.lab.subject.Subjects;
import dev.freshet.lab.workload.Figures;
import dev.freshet.report.stats.Bootstrap;
import dev.freshet.report.stats.Comparison;
import dev.freshet.report.stats.Direction;
import dev.freshet.report.stats.Interval;
import dev.freshet.report.stats.Pareto;
import dev.freshet.report.stats.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes how subjects stand: medians, ratios round by round, the front. */
final class Ranking {
  /** Equal data give equal intervals. */
  private static final long SEED = 42;

  /**
   * Throughput is no axis: under an open load all have the same, and cost follows from the rest.
   */
  private static final List<FigureKind> AXES =
      List.of(FigureKind.LATENCY, FigureKind.CPU, FigureKind.MEMORY);

  private Ranking() {}

  static Interval median(double[] values) {
    return Bootstrap.median(values, SEED);
  }

  static List<Standing> of(List<Cell> cells, String base) {
    Map<CellKey, List<Cell>> groups = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.comparable()) {
        CellKey k = cell.key();
        CellKey group = new CellKey("any", k.workload(), k.producers(), k.limit());
        groups.computeIfAbsent(group, key -> new ArrayList<>()).add(cell);
      }
    }
    return groups.values().stream().map(group -> standing(group, base)).toList();
  }

  private static Standing standing(List<Cell> group, String baseName) {
    Cell base =
        group.stream()
            .filter(cell -> cell.key().subject().equals(baseName))
            .findFirst()
            .orElse(null);
    List<Standing.Row> rows = group.stream().map(cell -> row(cell, base)).toList();
    List<Cell> ranked = new ArrayList<>();
    List<Pareto.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<Interval> values = new ArrayList<>();
      for (FigureKind axis : AXES) {
        Interval value = rows.get(i).figures().get(axis);
        if (value != null) {
          values.add(value);
        }
      }
      // What gives tasks up does not do the work that the others are measured by.
      if (values.size() == AXES.size() && shed(group.get(i)) == 0) {
        ranked.add(group.get(i));
        candidates.add(new Pareto.Candidate(rows.get(i).subject(), values));
      }
    }
    Pareto pareto =
        Pareto.of(
            AXES.stream().map(Ranking::direction).toList(),
            candidates,
            (one, other, axis) -> better(ranked.get(one), ranked.get(other), AXES.get(axis)));
    Map<String, List<String>> dominated = new TreeMap<>();
    for (Pareto.Standing one : pareto.standings()) {
      if (!one.onFront()) {
        dominated.put(one.name(), one.dominatedBy());
      }
    }
    Cell first = group.getFirst();
    return new Standing(
        first.key().workload(),
        first.key().producers(),
        first.key().limit(),
        first.response(),
        base == null ? null : baseName,
        rows,
        pareto.front(),
        dominated);
  }

  /** By the test of the table of ratios, so that the front never contradicts it. */
  private static boolean better(Cell cell, Cell other, FigureKind axis) {
    Standing.Ratio ratio = ratio(cell, other, axis);
    return ratio != null && ratio.verdict() == Verdict.BETTER;
  }

  /** Tasks given up in the run that gave up most. */
  private static long shed(Cell cell) {
    return Math.round(
        cell.measurements().stream()
            .mapToDouble(m -> m.extra().getOrDefault(Figures.SHED, 0.0))
            .max()
            .orElse(0));
  }

  private static String note(Cell cell) {
    List<String> notes = new ArrayList<>();
    if (!Subjects.named(cell.key().subject()).map(SubjectKind::bounded).orElse(true)) {
      notes.add("no limit");
    }
    long shed = shed(cell);
    if (shed > 0) {
      notes.add(String.format(Locale.ROOT, "shed %,d", shed));
    }
    return String.join(", ", notes);
  }

  private static Standing.Row row(Cell cell, @Nullable Cell base) {
    Map<FigureKind, Interval> figures = new EnumMap<>(FigureKind.class);
    Map<FigureKind, Standing.Ratio> ratios = new EnumMap<>(FigureKind.class);
    for (FigureKind figure : FigureKind.values()) {
      Interval median = cell.median(m -> figure.of(cell, m));
      if (median != null) {
        figures.put(figure, median);
      }
      Standing.Ratio ratio =
          base == null || base.key().equals(cell.key()) ? null : ratio(cell, base, figure);
      if (ratio != null) {
        ratios.put(figure, ratio);
      }
    }
    return new Standing.Row(cell.key().subject(), figures, ratios, note(cell));
  }

  /** Pairs the rounds that both have; a round without a figure above zero has no ratio. */
  private static Standing.@Nullable Ratio ratio(Cell cell, Cell base, FigureKind figure) {
    Map<Integer, Double> bases = byRound(base, figure);
    Map<Integer, Double> mine = byRound(cell, figure);
    mine.keySet().retainAll(bases.keySet());
    bases.keySet().retainAll(mine.keySet());
    if (mine.isEmpty()) {
      return null;
    }
    Comparison comparison = Comparison.of(array(mine), array(bases), direction(figure));
    return new Standing.Ratio(comparison.ratio(), comparison.verdict());
  }

  private static Map<Integer, Double> byRound(Cell cell, FigureKind figure) {
    Map<Integer, Double> values = new TreeMap<>();
    for (Round round : cell.rounds()) {
      double value =
          round.measurement() == null ? Double.NaN : figure.of(cell, round.measurement());
      if (value > 0 && Double.isFinite(value)) {
        values.put(round.number(), value);
      }
    }
    return values;
  }

  private static double[] array(Map<Integer, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Direction direction(FigureKind figure) {
    return figure.higherIsBetter() ? Direction.HIGHER_IS_BETTER : Direction.LOWER_IS_BETTER;
  }
}
