package dev.freshet.lab;

import dev.freshet.report.stats.Interval;
import dev.freshet.report.stats.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the subjects of one comparison stand: the same workload, producers and limit for all.
 *
 * <p>A figure is the median over the rounds with its bootstrap interval; a ratio is to the base,
 * round by round. Cells that failed have no row; one that has no round in common with the base has
 * no ratios. The front is that of three axes: latency, CPU and memory; a subject that gave tasks up
 * is not ranked on it. Immutable.
 *
 * @param workload name of the workload
 * @param producers threads that submitted
 * @param limit tasks at once
 * @param response whether the latency is that until the end of a task, not its beginning
 * @param base the subject that the others are compared with; null if it has no figures here
 * @param rows by subject, in the order in which they were asked for
 * @param front the subjects that no other one beats
 * @param dominated by name of each subject that is beaten, those whose median is worse on no axis,
 *     and that are shown to be better on one by the same pairs of rounds as a ratio
 */
public record Standing(
    String workload,
    int producers,
    int limit,
    boolean response,
    @Nullable String base,
    List<Row> rows,
    List<String> front,
    Map<String, List<String>> dominated) {
  /** Keeps unmodifiable copies. */
  public Standing {
    rows = List.copyOf(rows);
    front = List.copyOf(front);
    dominated = Map.copyOf(dominated);
  }

  /**
   * The figures of a subject.
   *
   * @param subject its name
   * @param figures median and interval; a figure that was not measured is absent
   * @param ratios to the base; absent for the base itself and where a figure is absent
   * @param note what to say beside the name, such as {@code no limit} or {@code shed 1,200}, the
   *     tasks given up in the run that gave up most; empty for nothing
   */
  public record Row(
      String subject,
      Map<FigureKind, Interval> figures,
      Map<FigureKind, Ratio> ratios,
      String note) {
    /** Keeps unmodifiable copies. */
    public Row {
      figures = Map.copyOf(figures);
      ratios = Map.copyOf(ratios);
    }
  }

  /**
   * A figure by that of the base.
   *
   * @param interval the ratio
   * @param verdict whether it shows a difference
   */
  public record Ratio(Interval interval, Verdict verdict) {}

  /**
   * The subject that stands first on an axis.
   *
   * @param figure the axis
   * @return the row with the best median, if any has that figure
   */
  public Optional<Row> best(FigureKind figure) {
    return ranked(figure).stream().findFirst();
  }

  /**
   * The rows that have a figure, the best median first.
   *
   * @param figure the axis
   * @return a new list
   */
  public List<Row> ranked(FigureKind figure) {
    Comparator<Row> byMedian = Comparator.comparingDouble(row -> median(row, figure));
    return rows.stream()
        .filter(row -> row.figures().containsKey(figure))
        .sorted(figure.higherIsBetter() ? byMedian.reversed() : byMedian)
        .toList();
  }

  private static double median(Row row, FigureKind figure) {
    Interval interval = row.figures().get(figure);
    return interval == null ? Double.NaN : interval.estimate();
  }

  /**
   * What is compared.
   *
   * @return such as {@code sleep, 2 producers, limit 1,000}
   */
  public String title() {
    return new CellKey("any", workload, producers, limit).group();
  }
}
