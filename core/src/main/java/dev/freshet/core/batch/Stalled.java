package dev.freshet.core.batch;

import dev.freshet.core.Refusal;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tickets that found the pool full. Safe for all threads.
 *
 * <p>A worker that has ended a call of the batcher looks here, and either gets a ticket into the
 * pool or runs it itself. If no call is under way, because others fill the pool, the timer asks
 * again each millisecond.
 */
final class Stalled<K, I, R> extends BatchClock.Alarm {
  /** 1 ms: a tick of the timer. */
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final BatchEngine<K, I, R> engine;
  private final ConcurrentLinkedQueue<KeyLane<K, I, R>> tickets = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean armed = new AtomicBoolean();

  Stalled(BatchEngine<K, I, R> engine) {
    this.engine = engine;
  }

  /** Keeps a ticket for later. */
  void add(KeyLane<K, I, R> lane) {
    tickets.add(lane);
    if (armed.compareAndSet(false, true)) {
      engine.clock().arm(this, engine.clock().nanos() + AGAIN_NANOS);
    }
  }

  /** A ticket, or null. */
  @Nullable KeyLane<K, I, R> poll() {
    return tickets.isEmpty() ? null : tickets.poll();
  }

  @Override
  void ring() {
    armed.set(false);
    for (KeyLane<K, I, R> lane = tickets.poll(); lane != null; lane = tickets.poll()) {
      Optional<Refusal> why = engine.pool().tryExecute(lane);
      if (why.isPresent()) {
        engine.refused(lane, why.get(), true);
        return; // the next time for this one and the others; all of them if the pool is shut down
      }
    }
  }
}
