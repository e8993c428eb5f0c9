package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;

/** Items that can go to a backend one by one or together. */
final class BatchSuite implements Suite {
  private static final List<String> SUBJECTS =
      List.of("freshet-batcher", "freshet-direct", "freshet-always", "NaiveBatcher");

  /** The cases with a backend; see {@link BatchRun}. */
  private static final List<String> LOADS =
      List.of("same-key", "spread", "same-key-cpu", "no-gain");

  /** What a no-op item costs whoever is asked for a handle. */
  private static final List<String> OVERHEAD =
      List.of("freshet-never", "freshet-direct", "freshet-batcher", "CompletableFuture");

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m");

  @Override
  public String legend() {
    return """
        64 clients (virtual threads) each submit an item, wait for its result, check it, and go on at
        once; the backend serves 4 calls at a time (-cpu: 2). After 2 s of warming up, in which the
        mode is decided, throughput is items answered a second, p50 and p99 are of the clients' waits.
        same-key: one key; a call parks for 200 us and 2 us more for each item.
        spread: the same with 10,000 keys at random, so that there is next to nothing to put together.
        same-key-cpu: a call keeps a processor busy for 40 us and 1 us more for each item.
        no-gain: one key; a call keeps a processor busy for 20 us for each item, and that is all.
        overhead: one thread submits no-op items and waits for them in the end, 100,000 at a time;
        allocation by all threads.
        freshet-batcher: Batcher as it comes, on a pool of as many workers as the backend takes calls.
        freshet-direct: the same pool without a batcher, a submit for each item. freshet-always: a
        Batcher that is told to batch; -never: told not to. NaiveBatcher: a LinkedBlockingQueue, one
        platform thread that takes and drains it, a call for each key in what it got.
        CompletableFuture: supplyAsync on the same pool.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    List<Cell> cells = new ArrayList<>();
    int millis = effort.choose(1_000, 5_000);
    for (String load : LOADS) {
      for (String subject : SUBJECTS) {
        cells.add(cell(load, subject, millis));
      }
    }
    for (String subject : OVERHEAD) {
      cells.add(cell(BatchRun.OVERHEAD, subject, millis));
    }
    return rounds.interleave(effort, cells);
  }

  private static Cell cell(String scenario, String subject, int millis) {
    return new Cell(
        scenario, subject, () -> Fork.run(BatchRun.class, JVM_FLAGS, scenario, subject, millis));
  }
}
