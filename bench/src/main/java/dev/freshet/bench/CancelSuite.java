package dev.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/** Deadlines that are armed and then cancelled, as nearly all are. */
final class CancelSuite implements Suite {
  private static final List<String> SUBJECTS =
      List.of(
          "freshet-wheel",
          "freshet-task",
          "ScheduledThreadPoolExecutor",
          "ForkJoinPool",
          "NettyHashedWheelTimer");

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms3g", "-Xmx3g");

  @Override
  public String legend() {
    return """
        arm-cancel-1M: time on the caller's thread to arm one deadline and cancel it again, in batches
        of 100,000, while 1,000,000 others stay armed; median of the batches.
        freshet-wheel: the wheel alone; freshet-task: a task submitted with a deadline and cancelled.
        arm-cancel-1M-cpu: processor time of all threads for the same, until the timer's own thread
        has worked off what it was handed. ForkJoinPool and Netty hand over most of the work.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Rounds.Cell> cells = new ArrayList<>();
    int batches = effort.choose(20, 50);
    for (String subject : SUBJECTS) {
      cells.add(
          new Rounds.Cell(
              "arm-cancel-1M",
              subject,
              () -> Fork.run(CancelRun.class, JVM_FLAGS, "arm-cancel-1M", subject, batches)));
    }
    return rounds.interleave(effort, cells);
  }
}
