package dev.freshet.lab.study;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.WrongResult;
import dev.freshet.lab.workload.Figures;
import dev.freshet.lab.workload.Workload.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What ways to keep shared state whole cost, by share of reads, number of threads (the producers)
 * and their kind. One run measures all shares and kinds, one after the other; the time of an
 * operation is that of the whole run by all operations, so it falls where threads work side by
 * side.
 */
final class Locks {
  static final Study STUDY =
      new Study(
          "locks",
          "ways to keep shared state whole, by share of reads, threads and their kind",
          List.copyOf(Guarded.KINDS.keySet()),
          processors ->
              List.of(1, processors, 2 * processors).stream()
                  .distinct()
                  .map(threads -> new Shape(threads, 1))
                  .toList(),
          1.5,
          Study::noFlags,
          Locks::run);

  /** Reads in a hundred operations. */
  static final List<Integer> READS = List.of(50, 90, 99);

  private static final int OPERATIONS = 600_000;
  private static final int WARM_UP = 200_000;
  private static final int HUNDRED = 100;

  private Locks() {}

  /** The name of a figure in the measurement. */
  static String figure(int reads, boolean virtual) {
    return "reads" + reads + (virtual ? "VirtualNs" : "PlatformNs");
  }

  private static Measurement run(Trial trial) throws InterruptedException {
    CellKey cell = trial.cell();
    Supplier<Guarded> kind = Guarded.KINDS.get(cell.subject());
    if (kind == null) {
      throw new IllegalArgumentException(
          "subject: " + cell.subject() + "; allowed is one of " + Guarded.KINDS.keySet());
    }
    int operations = trial.tasks() > 0 ? Math.toIntExact(trial.tasks()) : OPERATIONS;
    for (int reads : READS) {
      load(kind.get(), cell, reads, Math.min(operations, WARM_UP), false);
    }
    Map<String, Double> extra = new LinkedHashMap<>();
    long nanos = 0;
    Probe probe = Probe.start();
    for (int reads : READS) {
      for (boolean virtual : List.of(false, true)) {
        long took = load(kind.get(), cell, reads, operations, virtual);
        extra.put(figure(reads, virtual), (double) took / operations);
        nanos += took;
      }
    }
    Probe.Cost cost = probe.stop();
    return new Figures((long) extra.size() * operations, cost)
        .seconds(nanos / 1e9)
        .extra(extra)
        .measurement();
  }

  /** Answers the nanoseconds that all operations of all threads took. */
  private static long load(Guarded state, CellKey cell, int reads, int operations, boolean virtual)
      throws InterruptedException {
    LongAdder writes = new LongAdder();
    Crowd crowd = new Crowd();
    for (int i = 0; i < cell.producers(); i++) {
      int from = (int) ((long) operations * i / cell.producers());
      int to = (int) ((long) operations * (i + 1) / cell.producers());
      int seed = i + 1;
      crowd.add(
          virtual ? Thread.ofVirtual() : Crowd.platform(),
          () -> writes.add(use(state, reads, to - from, seed)));
    }
    long nanos = crowd.run();
    if (state.get() != writes.sum()) {
      throw new WrongResult(
          "%s: counted %,d of %,d writes".formatted(cell.subject(), state.get(), writes.sum()));
    }
    return nanos;
  }

  /** Answers how often it wrote. */
  private static long use(Guarded state, int reads, int operations, int seed) {
    long random = seed * 0x9E3779B97F4A7C15L;
    long writes = 0;
    long last = 0;
    for (int i = 0; i < operations; i++) {
      random ^= random << 13;
      random ^= random >>> 7;
      random ^= random << 17;
      if (Long.remainderUnsigned(random, HUNDRED) < reads) {
        long now = state.get();
        if (now < last) {
          throw new WrongResult("read %,d after %,d: the state went back".formatted(now, last));
        }
        last = now;
      } else {
        state.increment();
        writes++;
      }
    }
    return writes;
  }
}
