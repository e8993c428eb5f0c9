package dev.freshet.lab.study;

import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.workload.Workload.Shape;
import dev.freshet.lab.workload.Workloads;
import java.util.List;
import java.util.stream.IntStream;

/** How much faster a computation becomes with more carriers: the primes, on 1 to 2 N of them. */
final class Carriers {
  /** Takes every task at once, so that nothing but the carriers limits how many run. */
  static final String SUBJECT = "VirtualThreadPerTask";

  static final Study STUDY =
      new Study(
          "carriers",
          "primes up to ten million by trial division on 1 to 2 N carriers: knee and USL fit",
          List.of(SUBJECT),
          processors ->
              IntStream.rangeClosed(1, 2 * processors).mapToObj(n -> new Shape(1, n)).toList(),
          2.5,
          Study::carriers,
          Carriers::run);

  private Carriers() {}

  private static Measurement run(Trial trial) throws Exception {
    return Workloads.named("primes").orElseThrow().run(trial);
  }
}
