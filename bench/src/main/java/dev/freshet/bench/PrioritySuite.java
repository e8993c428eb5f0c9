package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.List;

/** What urgent tasks notice of a crowd that is not urgent. */
final class PrioritySuite implements Suite {
  private static final List<String> SUBJECTS =
      List.of("freshet-priority", "freshet-fifo", "ThreadPoolExecutorPriority");

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms1g", "-Xmx1g");

  @Override
  public String legend() {
    return """
        All tasks block for 10 ms, 16 run at once: 1,600/s. Urgent tasks come at 400/s.
        unloaded: only those; overloaded: 16,000/s of the other rank besides. Responses count from
        the planned instant; a task that never ran counts with its age at the end.
        p99-ratio: overloaded over unloaded. low-throughput: what the other rank still gets.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    double seconds = effort.choose(3.0, 10.0);
    List<Cell> cells =
        SUBJECTS.stream()
            .map(
                subject ->
                    new Cell(
                        "priority",
                        subject,
                        () -> Fork.run(PriorityRun.class, JVM_FLAGS, subject, seconds)))
            .toList();
    return rounds.interleave(effort, cells);
  }
}
