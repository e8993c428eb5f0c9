package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an operation costs behind each way to keep state whole: the study {@code locks}. */
final class LockTable {
  private static final String STUDY = "locks";
  private static final List<Integer> READS = List.of(50, 90, 99);
  private static final List<String> KINDS = List.of("Platform", "Virtual");

  private LockTable() {}

  static Optional<StudySummary> summary(List<Cell> cells) {
    List<Cell> sorted =
        StudySummary.cells(cells, STUDY)
            .sorted(Comparator.comparingInt(cell -> cell.key().producers()))
            .toList();
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    List<String> header = new ArrayList<>(List.of("threads", "lock"));
    for (String kind : KINDS) {
      READS.forEach(reads -> header.add(kind.charAt(0) + "" + reads));
    }
    int most = sorted.getLast().key().producers();
    List<String> best = READS.stream().map(reads -> best(sorted, most, reads)).toList();
    return Optional.of(
        new StudySummary(
            STUDY,
            null,
            "locks: ns an operation, P on platform and V on virtual threads, by reads in 100;"
                + " cheapest of those that give one value, with %d platform threads: %s"
                    .formatted(most, String.join(", ", best)),
            header,
            sorted.stream().map(LockTable::row).toList()));
  }

  private static List<String> row(Cell cell) {
    List<String> row =
        new ArrayList<>(List.of(String.valueOf(cell.key().producers()), cell.key().subject()));
    for (String kind : KINDS) {
      READS.forEach(reads -> row.add(Words.digits(Words.median(cell, figure(reads, kind)))));
    }
    return row;
  }

  /** Stripes are left out: their sum is no value that ever was. */
  private static String best(List<Cell> sorted, int threads, int reads) {
    String figure = figure(reads, "Platform");
    return sorted.stream()
        .filter(cell -> cell.key().producers() == threads)
        .filter(cell -> !cell.key().subject().equals("striped"))
        .min(Comparator.comparingDouble(cell -> Words.median(cell, figure)))
        .map(cell -> "%s at %d %%".formatted(cell.key().subject(), reads))
        .orElse("none at %d %%".formatted(reads));
  }

  private static String figure(int reads, String kind) {
    return "reads" + reads + kind + "Ns";
  }
}
