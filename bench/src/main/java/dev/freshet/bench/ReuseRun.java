package dev.freshet.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Throughput of one way to come by an object, collections included: arguments are object, subject
 * and milliseconds.
 *
 * <p>On platform threads, one to a processor, that use an object over and over; and on virtual
 * threads, each of which lives for one use, as requests do.
 */
final class ReuseRun {
  /** What the caches hold at most: several times what is in use. */
  private static final int CAPACITY = 16;

  /** Virtual threads begun before their end is waited for. */
  private static final int CROWD = 1_000;

  private final LongAdder touched = new LongAdder();
  private final Reused subject;
  private final long nanos;

  private ReuseRun(Reused subject, long nanos) {
    this.subject = subject;
    this.nanos = nanos;
  }

  /** Nanoseconds for one use. */
  private double platform() throws InterruptedException {
    AtomicLong uses = new AtomicLong();
    long began = System.nanoTime();
    Thread[] threads = new Thread[Math.max(2, Machine.processors())];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    long own = 0;
                    long sum = 0;
                    while (System.nanoTime() - began < nanos) {
                      for (int n = 0; n < 100; n++) {
                        sum += subject.use();
                      }
                      own += 100;
                    }
                    touched.add(sum);
                    uses.addAndGet(own);
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (double) (System.nanoTime() - began) / uses.get();
  }

  private double virtual() throws InterruptedException {
    long began = System.nanoTime();
    long uses = 0;
    while (System.nanoTime() - began < nanos) {
      CountDownLatch ended = new CountDownLatch(CROWD);
      for (int i = 0; i < CROWD; i++) {
        Thread.ofVirtual()
            .start(
                () -> {
                  touched.add(subject.use());
                  ended.countDown();
                });
      }
      ended.await();
      uses += CROWD;
    }
    return (double) (System.nanoTime() - began) / uses;
  }

  public static void main(String[] args) throws InterruptedException {
    String object = args[0];
    String name = args[1];
    long nanos = Long.parseLong(args[2]) * 1_000_000;
    ReuseRun run = new ReuseRun(Reused.named(name, Reused.kind(object), CAPACITY), nanos);
    run.platform();
    Fork.report(object, "ns/op", run.platform());
    // A deflater that each virtual thread leaves behind would take 260 KiB outside of the heap.
    if (!name.equals("ThreadLocal") || !object.equals("deflater")) {
      run.virtual();
      Fork.report(object + "-virtual", "ns/op", run.virtual());
    }
    if (run.touched.sum() < 0) {
      throw new IllegalStateException("nothing was touched");
    }
  }
}
