package dev.freshet.lab;

import dev.freshet.report.stats.Interval;
import dev.freshet.report.stats.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two results side by side: two runs of one machine, or the same cells on two machines.
 *
 * <p>The rounds of two results have nothing in common, so they are not paired: a difference is
 * shown where the intervals of the medians do not overlap, and the interval of a ratio reaches from
 * the low end of one by the high end of the other to the opposite. Immutable.
 *
 * @param rows the cells that both have, in the order of the first
 * @param onlyFirst cells that only the first one has figures of
 * @param onlySecond cells that only the second one has figures of
 */
public record LabComparison(List<Row> rows, List<CellKey> onlyFirst, List<CellKey> onlySecond) {
  /** Keeps unmodifiable copies. */
  public LabComparison {
    rows = List.copyOf(rows);
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
  }

  /**
   * A cell in both.
   *
   * @param key the cell
   * @param ratios the second by the first; better or worse is said of the second. A figure that one
   *     of them lacks, or has too few rounds of for an interval, is absent
   */
  public record Row(CellKey key, Map<FigureKind, Standing.Ratio> ratios) {
    /** Keeps an unmodifiable copy. */
    public Row {
      ratios = Map.copyOf(ratios);
    }

    /**
     * Whether no figure of the cell shows a difference.
     *
     * @return true if all intervals overlap; false if there is none to judge by
     */
    public boolean overlaps() {
      return !ratios.isEmpty()
          && ratios.values().stream()
              .allMatch(ratio -> ratio.verdict() == Verdict.NO_DIFFERENCE_SHOWN);
    }
  }

  /**
   * Compares.
   *
   * @param first the one that the other is compared with
   * @param second the other one
   * @return cell by cell
   */
  public static LabComparison of(LabResult first, LabResult second) {
    List<Row> rows = new ArrayList<>();
    List<CellKey> onlyFirst = new ArrayList<>();
    for (Cell cell : first.cells()) {
      Cell other = find(second, cell.key());
      if (cell.comparable() && other != null) {
        rows.add(new Row(cell.key(), ratios(cell, other)));
      } else if (cell.comparable()) {
        onlyFirst.add(cell.key());
      }
    }
    List<CellKey> onlySecond =
        second.cells().stream()
            .filter(Cell::comparable)
            .map(Cell::key)
            .filter(key -> find(first, key) == null)
            .toList();
    return new LabComparison(rows, onlyFirst, onlySecond);
  }

  /**
   * The share of cells that agree in a figure.
   *
   * @param figure the figure
   * @return cells whose intervals overlap by cells that have the figure, 0 to 1; NaN if none has it
   */
  public double overlapping(FigureKind figure) {
    int all = 0;
    int overlapping = 0;
    for (Row row : rows) {
      Standing.Ratio ratio = row.ratios().get(figure);
      if (ratio != null) {
        all++;
        overlapping += ratio.verdict() == Verdict.NO_DIFFERENCE_SHOWN ? 1 : 0;
      }
    }
    return all == 0 ? Double.NaN : (double) overlapping / all;
  }

  private static @Nullable Cell find(LabResult result, CellKey key) {
    return result.cells().stream()
        .filter(cell -> cell.comparable() && cell.key().equals(key))
        .findFirst()
        .orElse(null);
  }

  private static Map<FigureKind, Standing.Ratio> ratios(Cell first, Cell second) {
    Map<FigureKind, Standing.Ratio> ratios = new EnumMap<>(FigureKind.class);
    for (FigureKind figure : FigureKind.values()) {
      Interval a = first.median(m -> figure.of(first, m));
      Interval b = second.median(m -> figure.of(second, m));
      if (a != null && b != null && a.low() > 0 && bounded(a) && bounded(b)) {
        ratios.put(figure, ratio(figure, a, b));
      }
    }
    return ratios;
  }

  /** Of fewer than three rounds nothing is known: that is no agreement. */
  private static boolean bounded(Interval interval) {
    return Double.isFinite(interval.low()) && Double.isFinite(interval.high());
  }

  private static Standing.Ratio ratio(FigureKind figure, Interval a, Interval b) {
    Interval ratio =
        new Interval(b.estimate() / a.estimate(), b.low() / a.high(), b.high() / a.low());
    Verdict verdict =
        a.overlaps(b)
            ? Verdict.NO_DIFFERENCE_SHOWN
            : b.estimate() > a.estimate() == figure.higherIsBetter()
                ? Verdict.BETTER
                : Verdict.WORSE;
    return new Standing.Ratio(ratio, verdict);
  }
}
