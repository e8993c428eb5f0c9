package dev.freshet.lab;

import dev.freshet.host.HostFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * All that a lab measured: the machine, and the cells with their raw rounds.
 *
 * <pre>{@code
 * LabResult result = lab.run(new LabProgress() {});
 * for (Standing standing : result.standings()) {
 *   System.out.println(standing.workload() + ": " + standing.front());
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param began when the first run began
 * @param machine where it was
 * @param noise how loud the machine was before the first run
 * @param isolation what kept the runs apart from the rest of it
 * @param base the subject that the others are compared with
 * @param rounds whole rounds that were run
 * @param seconds how long it took
 * @param interrupted whether it was stopped before it was done
 * @param leftOut what was not run, one line each: it did not fit into the time, or made no sense
 * @param cells what was measured, workload by workload
 */
public record LabResult(
    Instant began,
    HostFacts machine,
    Noise noise,
    Isolation isolation,
    String base,
    int rounds,
    double seconds,
    boolean interrupted,
    List<String> leftOut,
    List<Cell> cells) {
  /** Keeps unmodifiable copies. */
  public LabResult {
    Objects.requireNonNull(base, "base");
    leftOut = List.copyOf(leftOut);
    cells = List.copyOf(cells);
  }

  /**
   * What makes the machine too loud to rank: what was heard before the first run, and what was
   * taken from the runs.
   *
   * @return one line each; empty if it was quiet
   */
  public List<String> loudness() {
    Double steal = machine.stealPercent();
    double[] neighbours =
        cells.stream()
            .flatMap(cell -> cell.rounds().stream())
            .mapToDouble(Round::neighboursPercent)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    Noise during =
        new Noise(
            steal == null ? Double.NaN : steal,
            neighbours.length == 0 ? Double.NaN : neighbours[neighbours.length / 2],
            Double.NaN);
    List<String> lines = new ArrayList<>(noise.complaints());
    during.complaints().forEach(line -> lines.add("during the runs " + line));
    return lines;
  }

  /**
   * How the subjects stand, comparison by comparison. Computed at each call, whether the machine
   * was loud or not.
   *
   * @return those with at least one measured cell
   */
  public List<Standing> standings() {
    return Ranking.of(cells, base);
  }

  /**
   * The cells without figures.
   *
   * @return those that failed
   */
  public List<Cell> failed() {
    return cells.stream().filter(cell -> cell.failure() != null).toList();
  }
}
