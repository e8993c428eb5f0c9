package dev.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/** Streams of elements worked on by several threads. */
final class StreamSuite implements Suite {
  private static final List<String> SUBJECTS =
      List.of(
          "freshet-ordered",
          "freshet-unordered",
          "freshet-pipeline",
          "mapConcurrent",
          "ParallelStream",
          "InvokeAllWindows",
          "CompletableFutureWindows");

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms1g", "-Xmx1g");

  @Override
  public String legend() {
    return """
        blocking-1ms: 10,000 elements of 1 ms sleep, 64 at once. 157 ms would be perfect.
        noop, noop-1024: an element that costs nothing, 4 tasks at once, one element or 1,024 a task.
        slow-head: 1,000 elements of 1 ms, 16 at once, but the first takes 100 ms; -90: until nine
        tenths of the results were there.
        freshet-pipeline: one ordered stage outside of java.util.stream; -wide: a buffer of 1,024.
        mapConcurrent: the JDK's gatherer, for batches over windowFixed. Windows: the next 4, 16 or 64
        tasks are submitted when the last have ended. ParallelStream: a ForkJoinPool of that size;
        it needs a source that can be split, and has batches of its own making.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Rounds.Cell> cells = new ArrayList<>();
    for (String scenario : List.of("blocking-1ms", "noop", "noop-1024", "slow-head")) {
      List<String> subjects = new ArrayList<>(SUBJECTS);
      if (scenario.equals("slow-head")) {
        subjects.add(1, "freshet-ordered-wide");
        subjects.add("ParallelStreamUnordered");
      }
      int runs = effort.choose(5, 15);
      for (String subject : subjects) {
        cells.add(
            new Rounds.Cell(
                scenario,
                subject,
                () -> Fork.run(StreamRun.class, JVM_FLAGS, scenario, subject, runs)));
      }
    }
    return rounds.interleave(effort, cells);
  }
}
