package dev.freshet.lab.study;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.WrongResult;
import dev.freshet.lab.workload.Figures;
import dev.freshet.lab.workload.Workload.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;

/**
 * What false sharing costs: two threads, each counting in a place of its own, once on one cache
 * line and once far apart. The places lie outside the heap, where alignment can be had.
 */
final class CacheLines {
  static final String SHARED = "shared line";
  static final String PADDED = "padded";

  static final Study STUDY =
      new Study(
          "lines",
          "two threads count in places of their own: on one cache line, and on lines apart",
          List.of(PADDED, SHARED),
          _ -> List.of(new Shape(2, 1)),
          1.5,
          Study::noFlags,
          CacheLines::run);

  private static final VarHandle COUNT = JAVA_LONG.varHandle();
  private static final int COUNTS = 20_000_000;
  private static final int WARM_UP = 200_000;

  /** Two lines of 64 bytes: processors fetch the neighbour as well. */
  private static final int APART = 128;

  private CacheLines() {}

  private static Measurement run(Trial trial) throws InterruptedException {
    int threads = trial.cell().producers();
    int counts = trial.tasks() > 0 ? Math.toIntExact(trial.tasks()) : COUNTS;
    int stride = trial.cell().subject().equals(PADDED) ? APART : Long.BYTES;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment places = arena.allocate((long) APART * (threads + 1), APART);
      count(places, stride, threads, WARM_UP);
      places.fill((byte) 0);
      Probe probe = Probe.start();
      long nanos = count(places, stride, threads, counts);
      Probe.Cost cost = probe.stop();
      for (int i = 0; i < threads; i++) {
        long found = (long) COUNT.getVolatile(places, (long) stride * i);
        if (found != counts) {
          throw new WrongResult("place %d counted %,d of %,d".formatted(i, found, counts));
        }
      }
      long all = (long) counts * threads;
      return new Figures(all, cost)
          .seconds(nanos / 1e9)
          .extra(Map.of("nsPerCount", (double) nanos / counts))
          .measurement();
    }
  }

  private static long count(MemorySegment places, int stride, int threads, int counts)
      throws InterruptedException {
    Crowd crowd = new Crowd();
    for (int i = 0; i < threads; i++) {
      long offset = (long) stride * i;
      crowd.add(
          Crowd.platform(),
          () -> {
            for (int n = 0; n < counts; n++) {
              long before = (long) COUNT.getAndAdd(places, offset, 1L);
              if (before < 0) {
                throw new WrongResult("a place overflowed");
              }
            }
          });
    }
    return crowd.run();
  }
}
