package dev.freshet.bench;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** One subject of the suite {@code stream}: arguments are case, subject and measured runs. */
final class StreamRun {
  /** Runs before the clock counts. */
  private static final int WARM_UP = 3;

  private static final long MILLI = 1_000_000;

  /** Takes the results, one at a time, and checks them. */
  private static final class Sink implements IntConsumer {
    private final boolean ordered;
    private final int count;
    private final int ninetyPercent;
    private int arrived;
    private long sum;
    private boolean inOrder = true;
    private long ninetyPercentThere;

    Sink(int count, boolean ordered) {
      this.ordered = ordered;
      this.count = count;
      this.ninetyPercent = count - count / 10;
    }

    @Override
    public void accept(int result) {
      inOrder &= result == arrived + 1;
      sum += result;
      if (++arrived == ninetyPercent) {
        ninetyPercentThere = System.nanoTime();
      }
    }

    void check() {
      long expected = (long) count * (count + 1) / 2;
      if (arrived != count || sum != expected || (ordered && !inOrder)) {
        throw new IllegalStateException(
            "%d results of %d, sum %d of %d, in order: %b"
                .formatted(arrived, count, sum, expected, inOrder));
      }
    }
  }

  private StreamRun() {}

  private static void sleep(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  public static void main(String[] args) throws Exception {
    String scenario = args[0];
    int runs = Integer.parseInt(args[2]);
    int parallelism;
    int count;
    int batch = 1;
    Function<Integer, Integer> function;
    switch (scenario) {
      case "blocking-1ms" -> {
        parallelism = 64;
        count = 10_000;
        function =
            x -> {
              sleep(MILLI);
              return x + 1;
            };
      }
      case "noop" -> {
        parallelism = 4;
        count = 100_000;
        function = x -> x + 1;
      }
      case "noop-1024" -> {
        parallelism = 4;
        count = 2_000_000;
        batch = 1024;
        function = x -> x + 1;
      }
      case "slow-head" -> {
        parallelism = 16;
        count = 1000;
        function =
            x -> {
              sleep(x == 0 ? 100 * MILLI : MILLI);
              return x + 1;
            };
      }
      default -> throw new IllegalArgumentException("CASE: " + scenario + " is unknown");
    }
    long[] all = new long[runs];
    long[] ninety = new long[runs];
    try (Streams streams = Streams.named(args[1], parallelism, batch)) {
      for (int run = -WARM_UP; run < runs; run++) {
        Sink sink = new Sink(count, streams.isOrdered());
        long began = System.nanoTime();
        streams.run(count, function, sink);
        long ended = System.nanoTime();
        sink.check();
        if (run >= 0) {
          all[run] = ended - began;
          ninety[run] = sink.ninetyPercentThere - began;
        }
      }
    }
    if (scenario.startsWith("noop")) {
      Fork.report(scenario, "ns/element", (double) median(all) / count);
      return;
    }
    if (scenario.equals("slow-head")) {
      Fork.report(scenario + "-90", "ms", (double) median(ninety) / MILLI);
    }
    Fork.report(scenario, "ms", (double) median(all) / MILLI);
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
