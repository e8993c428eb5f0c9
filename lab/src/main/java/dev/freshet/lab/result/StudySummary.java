package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.workload.Workload;
import dev.freshet.lab.workload.Workloads;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a study mean.
 *
 * <pre>{@code
 * for (StudySummary summary : StudySummary.of(result)) {
 *   System.out.println(summary.sentence());
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param study name of its workload
 * @param holds whether what was demanded of it holds; null if nothing was, or too little was
 *     measured to say
 * @param sentence the figures in words
 * @param header names of the columns of its table; empty if it has none
 * @param rows the table, as long as the header
 */
public record StudySummary(
    String study,
    @Nullable Boolean holds,
    String sentence,
    List<String> header,
    List<List<String>> rows) {
  private static final List<Function<List<Cell>, Optional<StudySummary>>> KINDS =
      List.of(
          cells -> CarrierKnee.of(cells).map(CarrierKnee::summary),
          StarvationRatio::summary,
          QueueTable::summary,
          LockTable::summary,
          LineRatio::summary,
          WaitingPauses::summary);

  /** Keeps unmodifiable copies. */
  public StudySummary {
    Objects.requireNonNull(study, "study");
    Objects.requireNonNull(sentence, "sentence");
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  StudySummary(String study, @Nullable Boolean holds, String sentence) {
    this(study, holds, sentence, List.of(), List.of());
  }

  /**
   * Sums up the studies of a result.
   *
   * @param result what was measured
   * @return a summary for each study with enough cells; empty if there is none
   */
  public static List<StudySummary> of(LabResult result) {
    List<Cell> cells = result.cells().stream().filter(Cell::comparable).toList();
    return KINDS.stream().map(kind -> kind.apply(cells)).flatMap(Optional::stream).toList();
  }

  /** Whether a workload is a study. */
  static boolean isStudy(String workload) {
    return Workloads.named(workload).map(Workload::study).orElse(false);
  }

  /** The cells of a study. */
  static Stream<Cell> cells(List<Cell> cells, String study) {
    return cells.stream().filter(cell -> cell.key().workload().equals(study));
  }
}
