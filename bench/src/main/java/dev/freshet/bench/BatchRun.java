package dev.freshet.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * One subject of the suite {@code batch}: arguments are case, subject and measured milliseconds.
 */
final class BatchRun {
  /** The case that has no backend to speak of. */
  static final String OVERHEAD = "overhead";

  /** Who waits at once: 16 for each connection, so that there is a queue. */
  private static final int CLIENTS = 64;

  /** Keys of the case spread. */
  private static final int KEYS = 10_000;

  /** Compiled, and decided: that takes 0.2 s, a second look at direct mode comes after 1.3 s. */
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Items of one round of the case overhead. */
  private static final int BATCH = 100_000;

  private static final int ROUNDS = 20;
  private static final int WARM_ROUNDS = 15;

  /** One client's waits. */
  private static final class Waits {
    private long[] nanos = new long[1024];
    private int count;

    void add(long value) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = value;
    }
  }

  private final BatchSubject subject;
  private final int keys;
  private final long begin = System.nanoTime() + WARM_UP_NANOS;
  private final long end;

  private BatchRun(BatchSubject subject, int keys, long millis) {
    this.subject = subject;
    this.keys = keys;
    this.end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** A client's loop; answers how many items it had answered in all. */
  private long client(int id, Waits waits) throws Exception {
    SplittableRandom random = new SplittableRandom(id);
    long items = 0;
    for (long now = System.nanoTime(); now - end < 0; items++) {
      int key = random.nextInt(keys);
      long item = random.nextLong();
      long answer = subject.submit(key, item).get(1, TimeUnit.MINUTES);
      if (answer != BatchBackend.answer(key, item)) {
        throw new IllegalStateException("client " + id + " got somebody else's answer");
      }
      long after = System.nanoTime();
      if (now - begin >= 0 && after - end < 0) {
        waits.add(after - now);
      }
      now = after;
    }
    return items;
  }

  private static void load(String scenario, String name, int millis) throws Exception {
    BatchBackend backend = BatchBackend.named(scenario);
    List<Waits> all = new ArrayList<>();
    List<FutureTask<Long>> clients = new ArrayList<>();
    long items = 0;
    try (BatchSubject subject = BatchSubject.named(name, backend)) {
      BatchRun run = new BatchRun(subject, scenario.equals("spread") ? KEYS : 1, millis);
      for (int i = 0; i < CLIENTS; i++) {
        int id = i;
        Waits waits = new Waits();
        all.add(waits);
        var client = new FutureTask<>(() -> run.client(id, waits));
        clients.add(client);
        Thread.ofVirtual().start(client);
      }
      for (Future<Long> client : clients) {
        items += client.get();
      }
      System.out.println(subject.story());
    }
    if (backend.items() != items) {
      throw new IllegalStateException(
          items + " items answered, but " + backend.items() + " served");
    }
    long[] waits = all.stream().flatMapToLong(w -> Arrays.stream(w.nanos, 0, w.count)).toArray();
    Percentiles percentiles = new Percentiles(waits, waits.length);
    Fork.report(scenario + "-throughput", "items/s", waits.length * 1000.0 / millis);
    Fork.report(scenario + "-p50", "ms", percentiles.millis(50));
    Fork.report(scenario + "-p99", "ms", percentiles.millis(99));
    Fork.report(scenario + "-batch", "items/call", (double) backend.items() / backend.calls());
  }

  private static void overhead(String name) throws Exception {
    BatchBackend backend = BatchBackend.named(OVERHEAD);
    double[] nanos = new double[ROUNDS];
    List<Future<Long>> open = new ArrayList<>(BATCH);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (BatchSubject subject = BatchSubject.named(name, backend)) {
      long allocated = 0;
      for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
        if (round == 0) {
          allocated = threads.getTotalThreadAllocatedBytes();
        }
        long began = System.nanoTime();
        for (long i = 0; i < BATCH; i++) {
          open.add(subject.submit((int) i, i));
        }
        for (int i = 0; i < BATCH; i++) {
          if (open.get(i).get() != BatchBackend.answer(i, i)) {
            throw new IllegalStateException("somebody else's answer");
          }
        }
        if (round >= 0) {
          nanos[round] = (double) (System.nanoTime() - began) / BATCH;
        }
        open.clear();
      }
      allocated = threads.getTotalThreadAllocatedBytes() - allocated;
      System.out.println(subject.story());
      Arrays.sort(nanos);
      Fork.report(OVERHEAD, "ns/item", nanos[ROUNDS / 2]);
      Fork.report(OVERHEAD, "B/item", (double) allocated / BATCH / ROUNDS);
    }
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals(OVERHEAD)) {
      overhead(args[1]);
    } else {
      load(args[0], args[1], Integer.parseInt(args[2]));
    }
  }
}
