package dev.freshet.lab;

import dev.freshet.report.stats.Interval;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * All runs of one subject under one workload.
 *
 * <p>Immutable.
 *
 * @param key what was run
 * @param response whether the latency compared is that until the end of a task; otherwise that
 *     until its beginning
 * @param rounds its runs, oldest first
 */
public record Cell(CellKey key, boolean response, List<Round> rounds) {
  /** Keeps an unmodifiable copy. */
  public Cell {
    Objects.requireNonNull(key, "key");
    rounds = List.copyOf(rounds);
  }

  /**
   * The figures of the runs that have some.
   *
   * @return oldest first; empty if none was measured
   */
  public List<Measurement> measurements() {
    return rounds.stream().map(Round::measurement).filter(Objects::nonNull).toList();
  }

  /**
   * Why a run of this cell gave no figures. A cell that failed is not run again, and is compared
   * with nothing.
   *
   * @return the failure, or null if all runs were measured
   */
  public @Nullable RunFailure failure() {
    return rounds.stream().map(Round::failure).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /**
   * The median of a figure over the rounds.
   *
   * @param figure takes it from a run
   * @return with its bootstrap interval; null if no run has it
   */
  public @Nullable Interval median(ToDoubleFunction<Measurement> figure) {
    double[] values =
        measurements().stream().mapToDouble(figure).filter(Double::isFinite).toArray();
    return values.length == 0 ? null : Ranking.median(values);
  }

  /**
   * Whether the cell can be compared: it was measured and did not fail.
   *
   * @return true if so
   */
  public boolean comparable() {
    return failure() == null && !rounds.isEmpty();
  }
}
