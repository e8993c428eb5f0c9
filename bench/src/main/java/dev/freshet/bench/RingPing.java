package dev.freshet.bench;

import java.util.Arrays;

/**
 * Hand-off latency of one item at a time: the producer sends the time and lets some microseconds
 * pass, the consumer spins and notes how old it is. Arguments: scenario, subject, capacity, items.
 */
final class RingPing {
  /** Time between two items; long enough that the consumer waits for each. */
  private static final long PACE_NANOS = 2_000;

  private RingPing() {}

  public static void main(String[] args) throws Exception {
    String scenario = args[0];
    int items = Integer.parseInt(args[3]);
    RingSubject subject = RingSubject.of(args[1], Integer.parseInt(args[2]), 1, 1);
    for (int round = 0; round < 2; round++) { // the first one warms up
      long[] ages = new long[items];
      int[] count = new int[1];
      subject.begin();
      Thread consumer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      subject.consume(0, sent -> ages[count[0]++] = System.nanoTime() - sent);
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
      long next = System.nanoTime() + 1_000_000;
      for (int i = 0; i < items; i++) {
        while (System.nanoTime() - next < 0) {
          Thread.onSpinWait();
        }
        next += PACE_NANOS;
        subject.send(System.nanoTime());
      }
      subject.end();
      consumer.join();
      if (count[0] != items) {
        throw new IllegalStateException(items + " items sent, " + count[0] + " taken");
      }
      if (round > 0) {
        Arrays.sort(ages);
        Fork.report(scenario + "-p50", "ns", (double) ages[items / 2]);
        Fork.report(scenario + "-p99", "ns", (double) ages[(int) (items * 0.99)]);
      }
    }
    System.exit(0); // the threads of some rivals do not end by themselves
  }
}
