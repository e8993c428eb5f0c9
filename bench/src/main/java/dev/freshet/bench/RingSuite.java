package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;

/** Items handed from producers to consumers through a bounded ring or queue. */
final class RingSuite implements Suite {
  /** Slots or places, the same for all. */
  private static final int LARGE = 1 << 16;

  private static final int SMALL = 1 << 10;

  /** Work per item where there is any, in tokens of {@code Blackhole.consumeCPU}. */
  private static final int WORK = 50;

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms1g", "-Xmx1g");

  private static final List<String> SPIN =
      List.of(
          "freshet-spin",
          "Disruptor-spin",
          "JCToolsSpsc-spin",
          "JCToolsSpscDrain-spin",
          "JCToolsSpscValues-spin");

  private static final List<String> PARK =
      List.of(
          "freshet-park",
          "Disruptor-blocking",
          "Disruptor-lite",
          "Disruptor-yield",
          "JCToolsMpsc-park",
          "JCToolsMpscBlocking",
          "JCToolsMpscBlockingValues",
          "ArrayBlockingQueue");

  private static final List<String> COMPETING =
      List.of("freshet-park", "JCToolsMpmc-park", "ArrayBlockingQueue");

  private final List<Cell> cells = new ArrayList<>();

  @Override
  public String legend() {
    return """
        ns/item: from the first item until the last is consumed, back-pressure included, over the
        number of items. B/op: allocated by all threads per item, the least of the rounds.
        1p1c and so on: producers and consumers, each a platform thread; 65,536 slots or places, -1k:
        1,024; -work: the consumer is busy for 50 tokens of JMH's consumeCPU with each item.
        2p-publish: two producers, no consumer, nothing to wait for.
        ping: one item every 2 us between two threads that spin, age on arrival, a reading of the
        clock included.
        Rings carry a number in each slot. Queues carry references to 1,024 messages made
        beforehand: nothing is allocated and no payload moves, which is their best case. With Values
        in the name each producer writes the number into a message of its own pool: equal work.
        -spin: both ends spin. -park: a short look, then park; JCTools' queues, which cannot block,
        with the same kind of parking outside. Disruptor: -blocking, -lite and -yield are its wait
        strategies; its blocked producers sleep for 1 ns. It has no competing consumers since 4.0.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    cells.clear();
    add(effort, "1p1c-spin", SPIN, 1, 1, LARGE, 0);
    add(effort, "1p1c-spin-1k", SPIN, 1, 1, SMALL, 0);
    add(effort, "2p1c-park", PARK, 2, 1, LARGE, 0);
    add(effort, "2p1c-park-1k", PARK, 2, 1, SMALL, 0);
    add(effort, "4p1c-park", PARK, 4, 1, LARGE, 0);
    add(effort, "2p2c-park", COMPETING, 2, 2, LARGE, 0);
    add(effort, "2p2c-park-1k", COMPETING, 2, 2, SMALL, 0);
    add(effort, "2p2c-park-work", COMPETING, 2, 2, LARGE, WORK);
    add(effort, "2p-publish", List.of("freshet-spin", "Disruptor-spin"), 2, 0, LARGE, 0);
    for (String subject : SPIN.subList(0, 3)) {
      int items = effort.choose(500_000, 2_000_000);
      cells.add(
          new Cell(
              "ping",
              subject,
              () -> Fork.run(RingPing.class, JVM_FLAGS, "ping", subject, LARGE, items)));
    }
    return rounds.interleave(effort, cells);
  }

  private void add(
      Effort effort,
      String scenario,
      List<String> subjects,
      int producers,
      int consumers,
      int capacity,
      int work) {
    int rounds = effort.choose(5, 11);
    int millis = effort.choose(50, 200);
    for (String subject : subjects) {
      cells.add(
          new Cell(
              scenario,
              subject,
              () ->
                  Fork.run(
                      RingRun.class,
                      JVM_FLAGS,
                      scenario,
                      subject,
                      producers,
                      consumers,
                      capacity,
                      rounds,
                      millis,
                      work)));
    }
  }
}
