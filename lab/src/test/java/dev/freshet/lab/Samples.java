package dev.freshet.lab;

import dev.freshet.host.HostFacts;
import dev.freshet.report.LatencySummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Results for tests, with figures that are easy to reckon with. */
public final class Samples {
  public static final Noise QUIET = new Noise(0, 1, 60);

  private Samples() {}

  /** A run whose figures are all proportional to the cost given. */
  public static Measurement measurement(double cost) {
    LatencySummary start =
        new LatencySummary(
            1_000, cost, cost, cost * 2, cost * 4, cost * 8, cost * 9, cost * 10, List.of());
    return new Measurement(
        1_000,
        cost / 1_000,
        1e6 / cost,
        start,
        null,
        cost * 0.75,
        cost * 0.25,
        Double.NaN,
        0.5,
        cost * 100,
        20,
        48,
        new Measurement.Gc(1, 1.5, 1.5, List.of(new Measurement.Pause(3, 1.5))),
        new Measurement.RunDelay(2, 3.5, 4.5, 0.125),
        List.of(new Measurement.Slice(0, 10, 9, Double.NaN, 4)),
        Map.of("settledSize", 4.0, "unknown", Double.NaN));
  }

  /** A cell with a run for each cost. */
  public static Cell cell(String subject, String workload, double... costs) {
    List<Round> rounds = new ArrayList<>();
    for (double cost : costs) {
      rounds.add(new Round(rounds.size() + 1, 1.5, 0, Double.NaN, measurement(cost), null));
    }
    return new Cell(new CellKey(subject, workload, 1, 1_000), false, rounds);
  }

  /** A cell whose runs all gave up so many tasks. */
  public static Cell shedding(String subject, String workload, long shed, double... costs) {
    Cell cell = cell(subject, workload, costs);
    List<Round> rounds =
        cell.rounds().stream()
            .map(
                round ->
                    new Round(
                        round.number(),
                        round.seconds(),
                        round.stealPercent(),
                        round.neighboursPercent(),
                        shedding(Objects.requireNonNull(round.measurement()), shed),
                        null))
            .toList();
    return new Cell(cell.key(), cell.response(), rounds);
  }

  private static Measurement shedding(Measurement m, long shed) {
    return new Measurement(
        m.tasks(),
        m.seconds(),
        m.tasksPerSecond(),
        m.start(),
        m.response(),
        m.cpuUserUsPerTask(),
        m.cpuSystemUsPerTask(),
        m.voluntarySwitchesPerTask(),
        m.involuntarySwitchesPerTask(),
        m.peakRssMiB(),
        m.heapLiveMiB(),
        m.bytesPerTask(),
        m.gc(),
        m.carriers(),
        m.timeline(),
        Map.of("shed", (double) shed));
  }

  public static Cell failed(String subject, String workload) {
    RunFailure failure = new RunFailure("hung", "killed after 60 s");
    Round round = new Round(1, 60, Double.NaN, 2.5, null, failure);
    return new Cell(new CellKey(subject, workload, 1, 1_000), false, List.of(round));
  }

  public static LabResult result(Noise noise, Cell... cells) {
    return new LabResult(
        Instant.parse("2026-11-28T04:00:00Z"),
        HostFacts.read(null),
        noise,
        new Isolation("2-3", null),
        cells[0].key().subject(),
        cells[0].rounds().size(),
        12.5,
        false,
        List.of("step with 1 producer (2 subjects, about 6 s a round)"),
        List.of(cells));
  }
}
