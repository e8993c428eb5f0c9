package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;

/** How well the saturation model foresees the rate at which a pool gives in. */
final class KneeSuite implements Suite {
  /**
   * A workload.
   *
   * @param name as the cases begin
   * @param cpuMicros arithmetic of a task
   * @param blockedMicros sleep of a task
   * @param limit of the pool
   */
  private record Workload(String name, int cpuMicros, int blockedMicros, int limit) {}

  private static final List<Workload> WORKLOADS =
      List.of(
          new Workload("sleep", 0, 20_000, 50),
          new Workload("cpu", 1_000, 0, 8),
          new Workload("mixed", 800, 3_200, 8));

  @Override
  public String legend() {
    return """
        sleep: 20 ms sleep, limit 50; cpu: 1 ms arithmetic, limit 8; mixed: 0.8 ms arithmetic and 3.2 ms
        sleep, limit 8. -measured: highest rate of an open load at which the backlog does not grow, in
        steps of 4 %. -predicted: knee of SaturationModel from run times and processor time at 0.4 of
        -nominal, the least bound by the nominal times. -error: predicted over measured, less 100 %.
        -cpu, -blocked: the measured inputs.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    double seconds = effort.choose(1.0, 4.0);
    for (Workload load : WORKLOADS) {
      cells.add(
          new Cell(
              load.name(),
              "freshet-" + load.limit(),
              () ->
                  Fork.run(
                      KneeRun.class,
                      List.of(),
                      load.name(),
                      load.cpuMicros(),
                      load.blockedMicros(),
                      load.limit(),
                      seconds)));
    }
    return rounds.interleave(effort, cells);
  }
}
