package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;

/** What a million tasks that wait their turn hold of the heap. */
final class WaitingSuite implements Suite {
  @Override
  public String legend() {
    return """
        MiB of heap that 1,000,000 waiting tasks hold after full collections, the queue's own array
        counted, the callers' lambdas not. 64 tasks run and hold them back.
        plain: default object headers; compact: -XX:+UseCompactObjectHeaders.
        Without a suffix all tasks are one object; -own: each is a lambda of its own.
        freshet-execute: no handles; freshet-handle: submit, the caller keeps each handle.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (String tasks : List.of("shared", "own")) {
      for (String headers : List.of("plain", "compact")) {
        for (String subject :
            List.of("freshet-execute", "freshet-handle", "ThreadPoolExecutor", "SemaphoreInside")) {
          // A million virtual threads take seconds to come and to go: once is enough in a quick
          // run.
          if (effort == Effort.FULL
              || tasks.equals("shared")
              || !subject.equals("SemaphoreInside")) {
            cells.add(cell(headers, tasks, subject));
          }
        }
      }
    }
    return rounds.interleave(effort, cells);
  }

  private static Cell cell(String headers, String tasks, String subject) {
    String scenario = tasks.equals("own") ? headers + "-own" : headers;
    // All the heap from the start, so that it is not collected while it grows; the serial collector
    // with a dead ratio of 0 leaves nothing dead behind (by default up to 5 % of the heap).
    List<String> flags =
        List.of(
            "-XX:+UseSerialGC",
            "-Xms4g",
            "-Xmx4g",
            "-XX:MarkSweepDeadRatio=0",
            headers.equals("compact")
                ? "-XX:+UseCompactObjectHeaders"
                : "-XX:-UseCompactObjectHeaders");
    return new Cell(
        scenario, subject, () -> Fork.run(WaitingRun.class, flags, scenario, subject, tasks));
  }
}
