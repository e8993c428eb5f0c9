package dev.freshet.bench;

import dev.freshet.core.batch.BatchFunction;
import dev.freshet.core.batch.BatchResults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A service that serves a few calls at a time and charges for the call and for each item. */
final class BatchBackend implements BatchFunction<Integer, Long, Long> {
  private final int connections;
  private final long callNanos;
  private final long itemNanos;
  private final boolean busy;
  private final AtomicInteger inside = new AtomicInteger();
  private final LongAdder calls = new LongAdder();
  private final LongAdder items = new LongAdder();

  private BatchBackend(int connections, long callMicros, long itemMicros, boolean busy) {
    this.connections = connections;
    this.callNanos = TimeUnit.MICROSECONDS.toNanos(callMicros);
    this.itemNanos = TimeUnit.MICROSECONDS.toNanos(itemMicros);
    this.busy = busy;
  }

  /** The backend of a case. */
  static BatchBackend named(String scenario) {
    return switch (scenario) {
      case "same-key", "spread" -> new BatchBackend(4, 200, 2, false);
      case "same-key-cpu" -> new BatchBackend(2, 40, 1, true);
      case "no-gain" -> new BatchBackend(2, 0, 20, true);
      case BatchRun.OVERHEAD -> new BatchBackend(2, 0, 0, true);
      default -> throw new IllegalArgumentException("case: unknown name " + scenario);
    };
  }

  /** Calls it serves at a time; more are the subject's fault. */
  int connections() {
    return connections;
  }

  /** What the answer to an item must be. */
  static long answer(int key, long item) {
    return 31 * item + key;
  }

  @Override
  public BatchResults<Long> apply(Integer key, List<Long> batch) {
    return BatchResults.inOrder(call(key, batch));
  }

  /** The same for those that know no batcher. */
  List<Long> call(Integer key, List<Long> batch) {
    if (inside.incrementAndGet() > connections) {
      throw new IllegalStateException("more than " + connections + " calls at once");
    }
    calls.increment();
    items.add(batch.size());
    List<Long> answers = new ArrayList<>(batch.size());
    for (Long item : batch) {
      answers.add(answer(key, item));
    }
    serve(callNanos + batch.size() * itemNanos);
    inside.decrementAndGet();
    return answers;
  }

  private void serve(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      if (busy) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** Items served so far. */
  long items() {
    return items.sum();
  }

  /** Calls made so far. */
  long calls() {
    return calls.sum();
  }
}
