package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an item costs in each structure: the study {@code queues}. */
final class QueueTable {
  private static final String STUDY = "queues";

  private QueueTable() {}

  static Optional<StudySummary> summary(List<Cell> cells) {
    List<Cell> sorted =
        StudySummary.cells(cells, STUDY)
            .sorted(
                Comparator.<Cell>comparingInt(cell -> cell.key().producers())
                    .thenComparingInt(cell -> cell.key().limit())
                    .thenComparingDouble(cell -> Words.median(cell, "nsPerItem")))
            .toList();
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    List<String> fastest =
        sorted.stream()
            .map(QueueTable::threads)
            .distinct()
            .map(threads -> threads + " " + first(sorted, threads))
            .toList();
    return Optional.of(
        new StudySummary(
            STUDY,
            null,
            "queues: the fastest are " + String.join(", ", fastest),
            List.of("threads", "structure", "ns/item", "B/item", "switches/1000", "GCs", "GC ms"),
            sorted.stream().map(QueueTable::row).toList()));
  }

  /** Producers and consumers. */
  private static String threads(Cell cell) {
    return "%dP%dC".formatted(cell.key().producers(), cell.key().limit());
  }

  private static String first(List<Cell> sorted, String threads) {
    return sorted.stream()
        .filter(cell -> threads(cell).equals(threads))
        .map(cell -> cell.key().subject())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> row(Cell cell) {
    return List.of(
        threads(cell),
        cell.key().subject(),
        Words.spread(cell.median(m -> Words.extra(m, "nsPerItem"))),
        Words.digits(Words.median(cell, m -> m.bytesPerTask())),
        Words.digits(
            Words.median(
                cell, m -> 1e3 * (m.voluntarySwitchesPerTask() + m.involuntarySwitchesPerTask()))),
        Words.digits(Words.median(cell, m -> m.gc().count())),
        Words.digits(Words.median(cell, m -> m.gc().pauseMsTotal())));
  }
}
