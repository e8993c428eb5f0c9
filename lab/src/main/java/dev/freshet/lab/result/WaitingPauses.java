package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pauses beside tasks that wait, as records and as threads: the study {@code waiting}. */
final class WaitingPauses {
  private static final String STUDY = "waiting";
  private static final int MILLION = 1_000_000;

  /** The pause with records is at most this share of that with threads. */
  private static final double AT_MOST = 1.0 / 3;

  private WaitingPauses() {}

  static Optional<StudySummary> summary(List<Cell> cells) {
    List<Cell> sorted =
        StudySummary.cells(cells, STUDY)
            .sorted(Comparator.comparingInt(cell -> cell.key().limit()))
            .toList();
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    double records = pause(sorted, "records");
    double threads = pause(sorted, "threads");
    boolean known = !Double.isNaN(records) && !Double.isNaN(threads);
    @Nullable Boolean holds = known ? (Boolean) (records <= AT_MOST * threads) : null;
    String sentence =
        holds == null
            ? "waiting: a million was not measured both ways, so no ratio"
            : "waiting: a full collection takes %s ms beside a million records and %s ms beside a"
                    .formatted(Words.digits(records), Words.digits(threads))
                + " million parked threads: %s of it (bar at most 1/3: %s)"
                    .formatted(Words.digits(records / threads), Words.met(holds));
    return Optional.of(
        new StudySummary(
            STUDY,
            holds,
            sentence,
            List.of("waiting", "as", "full ms", "young mean ms", "young max ms", "heap MiB"),
            sorted.stream().map(WaitingPauses::row).toList()));
  }

  private static List<String> row(Cell cell) {
    return List.of(
        "%,d".formatted(cell.key().limit()),
        cell.key().subject(),
        Words.spread(cell.median(m -> Words.extra(m, "fullPauseMs"))),
        Words.digits(Words.median(cell, "youngPauseMeanMs")),
        Words.digits(Words.median(cell, "youngPauseMaxMs")),
        Words.digits(Words.median(cell, "liveMiB")));
  }

  private static double pause(List<Cell> cells, String subject) {
    return cells.stream()
        .filter(cell -> cell.key().limit() == MILLION && cell.key().subject().equals(subject))
        .mapToDouble(cell -> Words.median(cell, "fullPauseMs"))
        .findFirst()
        .orElse(Double.NaN);
  }
}
