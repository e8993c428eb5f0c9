package dev.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/** What it costs to send an item through a channel and to receive it: Jox's own table. */
final class ChannelSuite implements Suite {
  private static final List<String> JVM_FLAGS = List.of("-Xms2g", "-Xmx2g");
  private static final int[] CAPACITIES = {0, 16, 100};

  @Override
  public String legend() {
    return """
        ns/pair: one item sent through one channel and received; threads are started and joined
        within the time. B/pair: allocated by all threads. The number behind the shape is the capacity.
        chained: virtual threads in a line; parallel: disjoint pairs of them; single: one pair;
        -p: on platform threads, 8 in a line or 4 pairs. select-1, -2: a receiver that selects from as
        many rendezvous. JDK: SynchronousQueue (0), ArrayBlockingQueue (16, 100).
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    int crowd = effort.choose(1_000, 10_000);
    List<Rounds.Cell> cells = new ArrayList<>();
    for (int capacity : CAPACITIES) {
      // Quick: Jox takes 2 us an item at a crowded rendezvous.
      int items = effort.choose(capacity == 0 ? 200_000 : 1_000_000, 10_000_000);
      shape(cells, effort, "chained", "chained-", "virtual", capacity, crowd, items);
      shape(cells, effort, "parallel", "parallel-", "virtual", capacity, crowd, items);
      shape(cells, effort, "parallel", "single-", "virtual", capacity, 1, 300_000);
    }
    for (int capacity : CAPACITIES) {
      int items = capacity == 0 ? 30_000 : capacity == 16 ? 100_000 : 300_000;
      shape(cells, effort, "chained", "chained-p-", "platform", capacity, 7, items);
      shape(cells, effort, "parallel", "parallel-p-", "platform", capacity, 4, items);
      shape(cells, effort, "parallel", "single-p-", "platform", capacity, 1, items);
    }
    for (int clauses = 1; clauses <= 2; clauses++) {
      select(cells, effort, "select-" + clauses, "virtual", clauses, 200_000);
      select(cells, effort, "select-p-" + clauses, "platform", clauses, 30_000);
    }
    return rounds.interleave(effort, cells);
  }

  private static void shape(
      List<Rounds.Cell> cells,
      Effort effort,
      String shape,
      String scenario,
      String threads,
      int capacity,
      int channels,
      int items) {
    for (String subject : List.of("freshet-channel", "Jox", "JDK")) {
      cells.add(
          cell(effort, scenario + capacity, subject, shape, threads, capacity, channels, items));
    }
  }

  private static void select(
      List<Rounds.Cell> cells,
      Effort effort,
      String scenario,
      String threads,
      int clauses,
      int items) {
    for (String subject : List.of("freshet-channel", "Jox")) {
      cells.add(cell(effort, scenario, subject, "select", threads, 0, clauses, items));
    }
  }

  private static Rounds.Cell cell(Effort effort, String scenario, String subject, Object... more) {
    Object[] arguments = new Object[more.length + 3];
    arguments[0] = scenario;
    arguments[1] = subject;
    System.arraycopy(more, 0, arguments, 2, more.length);
    arguments[arguments.length - 1] = effort.choose(200, 3_000);
    return new Rounds.Cell(
        scenario, subject, () -> Fork.run(ChannelRun.class, JVM_FLAGS, arguments));
  }
}
