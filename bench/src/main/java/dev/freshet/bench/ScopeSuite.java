package dev.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/** What it costs to run tasks as a group, and how fast a failure ends the others. */
final class ScopeSuite implements Suite {
  private static final List<String> SUBJECTS =
      List.of(
          "freshet-scope",
          "freshet-scope-per-task",
          "StructuredTaskScope",
          "invokeAll",
          "CompletableFuture");

  private static final List<String> JVM_FLAGS =
      List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "--enable-preview");

  @Override
  public String legend() {
    return """
        join-N: fork N no-op tasks and join them, owner a platform thread; vjoin-N: a virtual one.
        ns/task and B/task of all threads, opening and closing of the group included.
        freshet-scope: on a TaskPool of limit 2,000; -per-task: on newVirtualThreadPerTaskExecutor;
        invokeAll and CompletableFuture (allOf) on that one, too.
        cancel: from just before a task fails until a parked sibling has seen its interrupt.
        StructuredTaskScope is JDK 25's fifth preview; all subjects run with preview enabled.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Rounds.Cell> cells = new ArrayList<>();
    int batchMillis = effort.choose(100, 500);
    for (String subject : SUBJECTS) {
      boolean cancels = subject.contains("cope");
      int samples = cancels ? effort.choose(3_000, 20_000) : 0;
      cells.add(
          new Rounds.Cell(
              "scope",
              subject,
              () -> Fork.run(ScopeRun.class, JVM_FLAGS, subject, batchMillis, samples)));
    }
    return rounds.interleave(effort, cells);
  }
}
