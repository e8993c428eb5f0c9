package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import java.util.List;
import java.util.Optional;

/** How much slower counting on one cache line is than on two: the study {@code lines}. */
final class LineRatio {
  private static final String STUDY = "lines";

  /** The padded pair is at least so many times as fast. */
  private static final double AT_LEAST = 3;

  private LineRatio() {}

  static Optional<StudySummary> summary(List<Cell> cells) {
    double padded = ns(cells, "padded");
    double shared = ns(cells, "shared line");
    if (Double.isNaN(padded) || Double.isNaN(shared)) {
      return Optional.empty();
    }
    boolean holds = shared >= AT_LEAST * padded;
    return Optional.of(
        new StudySummary(
            STUDY,
            holds,
            "lines: a count takes %s ns on a shared line and %s ns padded: %s times (bar at least 3: %s)"
                .formatted(
                    Words.digits(shared),
                    Words.digits(padded),
                    Words.digits(shared / padded),
                    Words.met(holds))));
  }

  private static double ns(List<Cell> cells, String subject) {
    return StudySummary.cells(cells, STUDY)
        .filter(cell -> cell.key().subject().equals(subject))
        .mapToDouble(cell -> Words.median(cell, "nsPerCount"))
        .findFirst()
        .orElse(Double.NaN);
  }
}
