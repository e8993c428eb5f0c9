package dev.freshet.lab.workload;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Updates of one key, behind a backend that serves as many calls at a time as it has connections
 * and charges for the call and for each update in it.
 */
final class SameKeyBody implements Body {
  private static final long CALL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long UPDATE_NANOS = TimeUnit.MICROSECONDS.toNanos(2);

  private final Semaphore connections;
  private final LongAdder calls = new LongAdder();
  private final LongAdder updates = new LongAdder();

  /** How often each update was applied; the value of the key, so to say. */
  private byte[] applied = new byte[0];

  SameKeyBody(int connections) {
    this.connections = new Semaphore(connections);
  }

  @Override
  public synchronized void prepare(int tasks) {
    applied = new byte[tasks];
    calls.reset();
    updates.reset();
  }

  @Override
  public void run(int index) {
    runAll(List.of(index));
  }

  @Override
  public void runAll(List<Integer> indices) {
    // A subject without a limit queues here, as it would at a pool of connections.
    connections.acquireUninterruptibly();
    try {
      serve(CALL_NANOS + indices.size() * UPDATE_NANOS);
      apply(indices);
    } finally {
      connections.release();
    }
    calls.increment();
    updates.add(indices.size());
  }

  private static void serve(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private synchronized void apply(List<Integer> indices) {
    for (int index : indices) {
      applied[index]++;
    }
  }

  @Override
  public synchronized void check() {
    int wrong = 0;
    for (byte times : applied) {
      wrong += times == 1 ? 0 : 1;
    }
    if (wrong > 0) {
      throw Tally.wrong(
          "samekey",
          "%,d of %,d updates were not applied exactly once".formatted(wrong, applied.length));
    }
  }

  @Override
  public Map<String, Double> figures() {
    return Map.of("updatesPerCall", (double) updates.sum() / calls.sum());
  }
}
