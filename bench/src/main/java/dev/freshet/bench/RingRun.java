package dev.freshet.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One hand-over in one case: a fixed number of longs from producers to consumers, several times in
 * one JVM. Arguments: scenario, subject, producers, consumers, capacity, rounds, millis a round,
 * pauses of work an item.
 */
final class RingRun {
  /** Items of the first round; the later ones have as many as take the time asked for. */
  private static final long FIRST_ITEMS = 1 << 20;

  private static final int WARM_UP_ROUNDS = 4;

  private final RingSubject subject;
  private final int producers;
  private final int consumers;
  private final int work;

  private RingRun(RingSubject subject, int producers, int consumers, int work) {
    this.subject = subject;
    this.producers = producers;
    this.consumers = consumers;
    this.work = work;
  }

  public static void main(String[] args) throws Exception {
    String scenario = args[0];
    int producers = Integer.parseInt(args[2]);
    int consumers = Integer.parseInt(args[3]);
    int capacity = Integer.parseInt(args[4]);
    int rounds = Integer.parseInt(args[5]);
    long nanos = Integer.parseInt(args[6]) * 1_000_000L;
    int work = Integer.parseInt(args[7]);
    RingSubject subject = RingSubject.of(args[1], capacity, producers, consumers);
    new RingRun(subject, producers, consumers, work).run(scenario, rounds, nanos);
  }

  private void run(String scenario, int rounds, long nanos) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long each = FIRST_ITEMS / producers;
    double[] perItem = new double[rounds];
    double bytes = Double.MAX_VALUE;
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      long before = threads.getTotalThreadAllocatedBytes();
      long took = transfer(each);
      long allocated = threads.getTotalThreadAllocatedBytes() - before;
      double items = (double) each * producers;
      if (round >= 0) {
        perItem[round] = took / items;
        bytes = Math.min(bytes, allocated / items);
      }
      each = Math.max(10_000, (long) (each * Math.clamp((double) nanos / took, 0.2, 4)));
    }
    if (Boolean.getBoolean("rounds"))
      System.out.println(
          "rounds "
              + Arrays.toString(
                  Arrays.stream(perItem).map(x -> Math.round(x * 10) / 10.0).toArray()));
    Arrays.sort(perItem);
    Fork.report(scenario, "ns/item", perItem[rounds / 2]);
    Fork.report(scenario, "B/op", bytes);
    System.exit(0); // the threads of some rivals do not end by themselves
  }

  /** Moves the numbers below {@code each * producers} and answers the time it took. */
  private long transfer(long each) throws Exception {
    long items = each * producers;
    AtomicLong sum = new AtomicLong();
    CountDownLatch ready = new CountDownLatch(producers + consumers);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch consumed = new CountDownLatch(consumers);
    CountDownLatch produced = new CountDownLatch(producers);
    subject.begin();
    for (int c = 0; c < consumers; c++) {
      int index = c;
      start(
          () -> {
            ready.countDown();
            go.await();
            Sum mine = new Sum(work);
            subject.consume(index, mine);
            sum.addAndGet(mine.sum);
            consumed.countDown();
          });
    }
    for (int p = 0; p < producers; p++) {
      long from = p * each;
      start(
          () -> {
            ready.countDown();
            go.await();
            subject.produce(from, from + each);
            produced.countDown();
          });
    }
    ready.await();
    long start = System.nanoTime();
    go.countDown();
    produced.await();
    subject.end();
    consumed.await();
    long took = System.nanoTime() - start;
    long expected = consumers == 0 ? 0 : subject.expected(items);
    if (sum.get() != expected) {
      throw new IllegalStateException(
          "%s: %d items summed up to %d instead of %d"
              .formatted(subject, items, sum.get(), expected));
    }
    return took;
  }

  /** What a consumer does with an item. */
  private static final class Sum implements LongConsumer {
    private final int work;
    long sum;

    Sum(int work) {
      this.work = work;
    }

    @Override
    public void accept(long value) {
      if (work > 0) {
        Blackhole.consumeCPU(work);
      }
      sum += value;
    }
  }

  private interface Body {
    void run() throws Exception;
  }

  private static void start(Body body) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                body.run();
              } catch (Throwable t) {
                t.printStackTrace();
                Runtime.getRuntime().halt(1);
              }
            });
  }
}
