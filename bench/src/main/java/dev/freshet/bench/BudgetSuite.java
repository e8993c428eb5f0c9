package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;

/** What a checkpoint costs, and what others get beside tasks that compute. */
final class BudgetSuite implements Suite {
  private static final List<String> COSTS =
      List.of("freshet-spend", "freshet-checkpoint", "scoped-value", "clock");

  private static final List<String> CROWDS =
      List.of(
          "freshet-spend",
          "freshet-checkpoint",
          "nothing",
          "yield-each",
          "yield-1000th",
          "park-1ms");

  /** Two carriers whatever the machine has, and none added. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-Djdk.virtualThreadScheduler.parallelism=2",
          "-Djdk.virtualThreadScheduler.maxPoolSize=2");

  private static final int HOGS = 8;
  private static final int MANY = 200;

  @Override
  public String legend() {
    return """
        cost ns/call: what a checkpoint adds to a loop of one multiplication; clock: nanoTime instead.
        timer, unpark: 8 virtual threads compute on 2 carriers, a checkpoint after each half microsecond;
        a heartbeat on a virtual thread is due every 1 ms and woken by the timer, or by another thread.
        -p50, -p99, -max: how late it was served, counted from the planned instant. -hogs: units of work
        per second of all hogs, once they are warm. alone-hogs: the same without a heartbeat.
        200-: 200 hogs instead of 8.
        nothing: hogs without a checkpoint. park-1ms: parkNanos(1) after each millisecond.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (String subject : COSTS) {
      cells.add(
          new Cell("cost", subject, () -> Fork.run(BudgetRun.class, JVM_FLAGS, "cost", subject)));
    }
    double seconds = effort.choose(2.0, 5.0);
    for (String beat : List.of("timer", "unpark", "alone")) {
      for (String subject : CROWDS) {
        cells.add(
            new Cell(
                beat,
                subject,
                () -> Fork.run(BudgetRun.class, JVM_FLAGS, beat, subject, HOGS, seconds)));
      }
    }
    cells.add(new Cell("200-unpark", "freshet-spend", () -> many(seconds)));
    return rounds.interleave(effort, cells);
  }

  private static List<Score> many(double seconds) throws Exception {
    return Fork.run(BudgetRun.class, JVM_FLAGS, "unpark", "freshet-spend", MANY, seconds).stream()
        .map(score -> new Score("200-" + score.scenario(), score.unit(), score.value()))
        .toList();
  }
}
