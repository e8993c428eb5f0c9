package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What it costs to hand a no-op task over and have it run. */
final class SubmitSuite implements Suite {
  private static final List<String> FRESHET =
      List.of(
          "freshet-2", "freshet-1000", "freshet-2-sharded", "freshet-2-ring", "freshet-2-channel");

  /** Tasks of 1 us per invocation: some 50 ms on two processors. */
  private static final int WORK_TASKS = 100_000;

  /** Producers by case; a {@code v} marks virtual threads. */
  private static final Map<String, String> CROWDS =
      Map.of(
          "noop-1p", "1", "noop-2p", "2", "noop-8p", "8", "noop-1000p", "1000v", "bulk64-1p", "1");

  @Override
  public String legend() {
    return """
        ns/task: from the first submission until the last task has run, back-pressure included.
        B/op: allocated by all threads per task; the task itself is one object for all.
        noop-1p, -2p, -8p: platform threads submit; noop-1000p: 1,000 virtual threads.
        bulk64-1p: 64 tasks in one call of executeAll (-bulk) beside 64 calls of execute.
        work-1us: tasks that keep a processor busy for 1 us (elapsed, not processor, time per task);
        -figures: waits and run times are measured, as is the default; -bare: they are not.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (String scenario : List.of("noop-1p", "noop-2p", "noop-8p", "noop-1000p")) {
      for (String subject : subjects(scenario, effort)) {
        cells.add(new Cell(scenario, subject, () -> noop(effort, scenario, subject)));
      }
    }
    for (String subject : List.of("freshet-2", "freshet-2-bulk")) {
      cells.add(new Cell("bulk64-1p", subject, () -> noop(effort, "bulk64-1p", subject)));
    }
    long tokens = WorkBenchmark.tokensFor(1000);
    for (String subject : List.of("freshet-2-bare", "freshet-2-figures")) {
      cells.add(new Cell("work-1us", subject, () -> work(effort, subject, tokens)));
    }
    return rounds.interleave(effort, cells);
  }

  /** A quick run has the libraries' pools in the first case only. */
  private static List<String> subjects(String scenario, Effort effort) {
    Stream<String> more =
        effort == Effort.FULL || scenario.equals("noop-1p")
            ? Stream.concat(Stream.of("ThreadPoolExecutorArray"), Subject.LIBRARIES.stream())
            : Stream.of();
    return Stream.of(FRESHET.stream(), Subject.JDK.stream(), more).flatMap(s -> s).toList();
  }

  private static List<Score> noop(Effort effort, String scenario, String subject) throws Exception {
    Jmh.Measured measured =
        Jmh.run(
            SubmitBenchmark.class.getName() + ".noop",
            Map.of("subject", subject, "producers", CROWDS.get(scenario)),
            effort);
    return List.of(
        new Score(scenario, "ns/task", measured.nanos()),
        new Score(scenario, "B/op", measured.bytes()));
  }

  private static List<Score> work(Effort effort, String subject, long tokens) throws Exception {
    Jmh.Measured measured =
        Jmh.run(
            WorkBenchmark.class.getName() + ".busy",
            Map.of(
                "subject",
                subject,
                "tasks",
                Integer.toString(WORK_TASKS),
                "tokens",
                Long.toString(tokens)),
            effort);
    return List.of(new Score("work-1us", "ns/task", measured.nanos() / WORK_TASKS));
  }
}
