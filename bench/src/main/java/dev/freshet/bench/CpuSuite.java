package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tasks that keep a processor busy: how much of it the pool leaves to them. */
final class CpuSuite implements Suite {
  /** The subject that all others are measured against: no pool at all. */
  private static final String FLOOR = "NoPool";

  /** Work of an invocation on one processor; long against its start and its end. */
  private static final long INVOCATION_NANOS = 100_000_000;

  @Override
  public String legend() {
    return """
        tasks/s: higher is better; as many threads as processors, one more thread submits.
        NoPool: each processor runs its share in a plain loop, the most that is possible.
        overhead ns/task: processor time per task beyond NoPool's in the same round.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (int micros : new int[] {5, 50}) {
      String scenario = micros + "us";
      int tasks = (int) (INVOCATION_NANOS / (micros * 1000L));
      long tokens = WorkBenchmark.tokensFor(micros * 1000L);
      for (String subject : subjects()) {
        cells.add(
            new Cell(scenario, subject, () -> busy(effort, scenario, subject, tasks, tokens)));
      }
    }
    List<Row> rows = rounds.interleave(effort, cells);
    List<Row> all = new ArrayList<>(rows);
    for (String scenario : List.of("5us", "50us")) {
      all.addAll(overheads(rows, scenario));
    }
    return all;
  }

  private static List<String> subjects() {
    List<String> subjects = new ArrayList<>();
    subjects.add(FLOOR);
    subjects.add("freshet-" + SubmitBenchmark.bounds().threads());
    subjects.addAll(Subject.JDK);
    subjects.addAll(Subject.LIBRARIES);
    return subjects;
  }

  private static List<Score> busy(
      Effort effort, String scenario, String subject, int tasks, long tokens) throws Exception {
    Jmh.Measured measured =
        Jmh.run(
            WorkBenchmark.class.getName() + ".busy",
            Map.of(
                "subject",
                subject,
                "producers",
                subject.equals(FLOOR) ? Integer.toString(Machine.processors()) : "1",
                "tasks",
                Integer.toString(tasks),
                "tokens",
                Long.toString(tokens)),
            effort);
    return List.of(new Score(scenario, "tasks/s", tasks * 1e9 / measured.nanos()));
  }

  private static List<Row> overheads(List<Row> rows, String scenario) {
    List<Row> own = rows.stream().filter(row -> row.scenario().equals(scenario)).toList();
    Row floor = own.stream().filter(row -> row.subject().equals(FLOOR)).findFirst().orElseThrow();
    return own.stream()
        .filter(row -> !row.equals(floor))
        .map(
            row ->
                row.with(
                    scenario + "-overhead",
                    "ns/task",
                    floor,
                    (mine, best) -> (1e9 / mine - 1e9 / best) * Machine.processors()))
        .toList();
  }
}
