package dev.freshet.lab.study;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.WrongResult;
import dev.freshet.lab.workload.Figures;
import dev.freshet.lab.workload.Workload.Shape;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What structures between producers and consumers cost, an item: time, memory, context switches,
 * collections. The limit is the number of consumers; all are platform threads.
 *
 * <p>The items are the numbers from 0; their sum tells whether each came out once.
 */
final class Queues {
  static final Study STUDY =
      new Study(
          "queues",
          "structures between producers and consumers, 1 to 1 and 2 to 2: what an item costs",
          List.copyOf(Belt.KINDS.keySet()),
          _ -> List.of(new Shape(1, 1), new Shape(2, 2)),
          2,
          Study::noFlags,
          Queues::run);

  private static final int ITEMS = 2_000_000;
  private static final int WARM_UP = 200_000;

  private Queues() {}

  private static Measurement run(Trial trial) throws InterruptedException {
    CellKey cell = trial.cell();
    Supplier<Belt> kind = Belt.KINDS.get(cell.subject());
    if (kind == null) {
      throw new IllegalArgumentException(
          "subject: " + cell.subject() + "; allowed is one of " + Belt.KINDS.keySet());
    }
    Belt belt = kind.get();
    int items = trial.tasks() > 0 ? Math.toIntExact(trial.tasks()) : ITEMS;
    pass(belt, cell, Math.min(items, WARM_UP));
    Probe probe = Probe.start();
    long nanos = pass(belt, cell, items);
    Probe.Cost cost = probe.stop();
    return new Figures(items, cost)
        .seconds(nanos / 1e9)
        .extra(Map.of("nsPerItem", (double) nanos / items))
        .measurement();
  }

  private static long pass(Belt belt, CellKey cell, int items) throws InterruptedException {
    LongAdder sum = new LongAdder();
    Crowd crowd = new Crowd();
    for (int i = 0; i < cell.limit(); i++) {
      int count = share(items, i, cell.limit());
      crowd.add(Crowd.platform(), () -> consume(belt.tap(), count, sum));
    }
    for (int i = 0; i < cell.producers(); i++) {
      int first = i;
      crowd.add(Crowd.platform(), () -> produce(belt, first, cell.producers(), items));
    }
    long nanos = crowd.run();
    long expected = (long) items * (items - 1) / 2;
    if (sum.sum() != expected) {
      throw new WrongResult(
          "%s: the sum of the items is %d, it should be %d"
              .formatted(cell.subject(), sum.sum(), expected));
    }
    return nanos;
  }

  private static int share(int items, int index, int consumers) {
    return items / consumers + (index < items % consumers ? 1 : 0);
  }

  private static void produce(Belt belt, int first, int step, int items)
      throws InterruptedException {
    for (int i = first; i < items; i += step) {
      belt.put(i);
    }
  }

  private static void consume(Belt.Tap tap, int count, LongAdder sum) throws InterruptedException {
    long[] mine = {0};
    tap.take(count, item -> mine[0] += item);
    sum.add(mine[0]);
  }
}
