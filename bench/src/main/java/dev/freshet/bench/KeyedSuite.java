package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What order per key costs, and what a hot key costs the others. */
final class KeyedSuite implements Suite {
  private static final List<String> SUBJECTS =
      List.of(
          "freshet-keyed",
          "freshet-keyed-platform",
          "SerialOverPool",
          "SerialOverVirtual",
          "Striped2",
          "NettyOrdered",
          "FutureChain");

  private static final Map<String, String> ROWS =
      Map.of("spread-1k", "1000", "spread-100k", "100000", "hot", "1", "zipf", "zipf");

  @Override
  public String legend() {
    return """
        ns/task, B/op: tiny tasks of one producer until all have run: 1,000 and 100,000 keys in
        random order, one key, and 100,000 keys of which the n-th comes 1/n as often as the first.
        The lanes of freshet hold 1,024 tasks a key, the queues of all others are without bound.
        beside-1ms, beside-flood: from the planned instant of a task of 1,000 cold keys to its start,
        while a hot key has 512 tasks waiting that sleep 1 ms, or do nothing. 2 threads (Striped8: 8).
        -sent-p99: from that instant until it was submitted, which no subject has a part in.
        idle-1M: heap left after 1,000,000 keys had a task each.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (String scenario : List.of("spread-1k", "spread-100k", "hot", "zipf")) {
      for (String subject : SUBJECTS) {
        cells.add(new Cell(scenario, subject, () -> throughput(effort, scenario, subject)));
      }
    }
    List<String> latency = new ArrayList<>(SUBJECTS);
    latency.add("Striped8");
    for (String scenario : List.of("beside-1ms", "beside-flood")) {
      for (String subject : latency) {
        cells.add(new Cell(scenario, subject, () -> fork(scenario, subject)));
      }
    }
    for (String subject : List.of("freshet-keyed", "SerialOverPool", "FutureChain")) {
      cells.add(new Cell("idle-1M", subject, () -> fork("idle-1M", subject)));
    }
    return rounds.interleave(effort, cells);
  }

  private static List<Score> fork(String scenario, String subject) throws Exception {
    List<String> flags =
        List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmx1g", "-XX:MarkSweepDeadRatio=0");
    return Fork.run(KeyedRun.class, flags, scenario, subject);
  }

  private static List<Score> throughput(Effort effort, String scenario, String subject)
      throws Exception {
    Jmh.Measured measured =
        Jmh.run(
            KeyedBenchmark.class.getName() + ".tasks",
            Map.of("subject", subject, "keys", ROWS.get(scenario)),
            effort);
    return List.of(
        new Score(scenario, "ns/task", measured.nanos()),
        new Score(scenario, "B/op", measured.bytes()));
  }
}
