package dev.freshet.core.reuse;

import dev.freshet.core.reuse.Things.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/** A pool of connections with a clock driven by hand. */
abstract class Connections {
  final Things things = new Things();
  final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000); // wraps around soon
  final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

  final ReusePoolBuilder<Thing> builder() {
    return things.pool().byHand(clock::get).onFailure(failures::add);
  }

  final void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  static <T> Lease<T> now(ReusePool<T> pool) throws InterruptedException {
    return Objects.requireNonNull(pool.tryBorrow(Duration.ZERO));
  }

  static <T> List<Lease<T>> now(ReusePool<T> pool, int count) throws InterruptedException {
    List<Lease<T>> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leases.add(now(pool));
    }
    return leases;
  }

  static <V> FutureTask<V> start(boolean virtual, Callable<V> body) {
    FutureTask<V> task = new FutureTask<>(body);
    var _ = (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    return task;
  }

  static void awaitWaiting(ReusePool<?> pool, int waiting) {
    while (pool.waiting() != waiting) {
      Thread.onSpinWait();
    }
  }
}
