package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A state that many follow, and objects that are used again. */
final class BroadcastSuite implements Suite {
  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms1g", "-Xmx1g");

  private static final List<String> OBJECTS =
      List.of("1KiB", "64KiB", "1MiB", "deflater", "20us", "8KiB");

  /** A quick run leaves the last object out. */
  private static final int QUICK_OBJECTS = 5;

  @Override
  public String legend() {
    return """
        publish-0r, -1r: one publisher alone, and with a platform thread that reads the newest version
        every microsecond and checks it; B/op is what all threads allocate. freshet-long: a number in
        place instead of a reference. AtomicReference allocates a pair of version and value each time.
        wake, wake-virtual: from the call of publish until a parked reader, a platform or a virtual
        thread, has the version.
        1KiB .. 20us: an object for a use that touches 64 bytes (a deflater deflates them; the last one
        takes 20 us to make), two platform threads over and over;
        -virtual: a virtual thread for each use, its making included. Elapsed time by uses of all
        threads, collections included. New: a new object each time.
        borrow-1t: a connection borrowed and returned by one thread, ten places; borrow-8t: eight
        threads, two places, each use a microsecond. -bare: without times, so without a clock.
        Fair subjects (and freshet) serve in order; the others let threads overtake.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (int readers = 0; readers <= 1; readers++) {
      String scenario = "publish-" + readers + "r";
      int count = readers;
      for (String subject : Published.NAMES) {
        cells.add(new Cell(scenario, subject, () -> publish(effort, scenario, subject, count)));
      }
    }
    int versions = effort.choose(4_000, 20_000);
    for (String scenario : List.of("wake", "wake-virtual")) {
      for (String subject : List.of("freshet", "Condition", "Monitor")) {
        cells.add(cell(WakeRun.class, scenario, subject, versions));
      }
    }
    int millis = effort.choose(150, 1_000);
    for (String object : OBJECTS.subList(0, effort.choose(QUICK_OBJECTS, OBJECTS.size()))) {
      for (String subject : Reused.NAMES) {
        cells.add(cell(ReuseRun.class, object, subject, millis));
      }
    }
    for (String subject : BorrowRun.NAMES) {
      cells.add(cell(BorrowRun.class, "borrow-1t", subject, 1, 10, millis));
    }
    for (String subject : BorrowRun.NAMES) {
      cells.add(cell(BorrowRun.class, "borrow-8t", subject, 8, 2, millis));
    }
    return rounds.interleave(
        effort.rounds(), effort.choose(TimeUnit.SECONDS.toNanos(230), Long.MAX_VALUE), cells);
  }

  private static Cell cell(Class<?> program, String scenario, String subject, Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    all[0] = scenario;
    all[1] = subject;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return new Cell(scenario, subject, () -> Fork.run(program, JVM_FLAGS, all));
  }

  private static List<Score> publish(Effort effort, String scenario, String subject, int readers)
      throws Exception {
    Jmh.Measured measured =
        Jmh.run(
            PublishBenchmark.class.getName() + ".publish",
            Map.of("subject", subject, "readers", Integer.toString(readers)),
            effort);
    return List.of(
        new Score(scenario, "ns/op", measured.nanos()),
        new Score(scenario, "B/op", measured.bytes()));
  }
}
