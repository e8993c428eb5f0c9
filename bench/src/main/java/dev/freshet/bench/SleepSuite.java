package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;

/** A flood of tasks that sleep 10 ms each: time, memory and start latency. */
final class SleepSuite implements Suite {
  private static final int MILLION = 1_000_000;

  private static final String UNLIMITED = "VirtualThreadPerTask";

  /** The same for all subjects; room for a million virtual threads that wait. */
  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms256m", "-Xmx4g");

  @Override
  public String legend() {
    return """
        1M-50000: 1,000,000 tasks of 10 ms each, at most 50,000 at once; one platform thread submits.
        start: from the moment the submitter calls until the task starts, so a submitter that is made
        to wait waits on the clock. peak-rss: of the whole process (VmHWM). gc: in the timed part.
        heap-full: heap after full collections with the limit reached and the rest submitted or
        held back, the tasks themselves not counted.
        All bounded queues have 1,024 places, so that the submitter is held back as by a semaphore;
        freshet-50000-lane has TaskPool's default of 65,536, where tasks wait on the clock.
        freshet-1000-platform and ThreadPoolExecutor run on 1,000 platform threads.
        VirtualThreadPerTask has no limit; it shows what the bound costs.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    boolean full = effort == Effort.FULL;
    for (String subject :
        List.of(
            "freshet-50000",
            "freshet-50000-lane",
            "SemaphoreOutside",
            "SemaphoreInside",
            UNLIMITED)) {
      cells.add(cell("1M-50000", subject, 50_000, MILLION, full || !subject.equals(UNLIMITED)));
    }
    for (String subject :
        List.of("freshet-200000", "SemaphoreOutside", "SemaphoreInside", UNLIMITED)) {
      // A quick run does not weigh the heap again, nor run again what has no limit.
      if (full || !subject.equals(UNLIMITED)) {
        cells.add(cell("1M-200000", subject, 200_000, MILLION, full));
      }
    }
    for (String subject :
        List.of(
            "freshet-1000",
            "freshet-1000-platform",
            "SemaphoreOutside",
            "SemaphoreInside",
            "ThreadPoolExecutor")) {
      cells.add(cell("100k-1000", subject, 1000, 100_000, true));
    }
    return rounds.interleave(effort, cells);
  }

  private static Cell cell(
      String scenario, String subject, int limit, int tasks, boolean weighHeap) {
    return new Cell(
        scenario,
        subject,
        () -> Fork.run(SleepRun.class, JVM_FLAGS, scenario, subject, limit, tasks, weighHeap));
  }
}
