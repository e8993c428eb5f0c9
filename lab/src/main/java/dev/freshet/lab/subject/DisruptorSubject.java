package dev.freshet.lab.subject;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that compete for the entries of one Disruptor ring.
 *
 * <h2>How workers share the ring</h2>
 *
 * Version 4 dropped the WorkerPool, so here is what it did: the workers share a sequence, the
 * highest one claimed, and claim the next by compare-and-set; then they wait until it is published.
 * What differs is that a worker lets its slot go before it runs the task, or one slow task would
 * hold up every producer that comes round to its slot.
 *
 * <p>A producer may fill a slot again when the ring's gating sequences have passed it: the claims
 * and, for each worker, a sequence below what it has claimed but not taken out yet. A worker that
 * runs a task has {@link Long#MAX_VALUE} there, which gates nothing. It lowers its own sequence
 * before it claims, and the claims come first among the gating sequences: a producer that has seen
 * a claim then also sees the lowered sequence of the worker that made it.
 */
final class DisruptorSubject implements Subject {
  /** An entry of the ring; without a task it ends the worker that claims it. */
  private static final class Slot {
    @Nullable Runnable task;
  }

  private final RingBuffer<Slot> ring;
  private final SequenceBarrier barrier;
  private final Sequence claims = new Sequence();
  private final Crew crew;

  DisruptorSubject(int limit, int places, WaitStrategy waiting) {
    ring = RingBuffer.createMultiProducer(Slot::new, places, waiting);
    barrier = ring.newBarrier();
    Sequence[] gates = new Sequence[limit + 1];
    gates[0] = claims;
    for (int i = 1; i <= limit; i++) {
      gates[i] = new Sequence();
    }
    // Sets each of them to the cursor; the workers that start now raise theirs.
    ring.addGatingSequences(gates);
    crew = Crew.start(limit, Crew.platform(), worker -> () -> work(gates[worker + 1]));
  }

  private void work(Sequence gate) {
    for (Runnable task = take(gate); task != null; task = take(gate)) {
      task.run();
    }
  }

  /** The task of the next sequence; null at the end. */
  private @Nullable Runnable take(Sequence gate) {
    long before;
    do {
      before = claims.get();
      gate.setVolatile(before);
    } while (!claims.compareAndSet(before, before + 1));
    try {
      while (barrier.waitFor(before + 1) <= before) {
        // A producer has claimed the slot and not filled it yet: the barrier waits for claims only.
        Thread.onSpinWait();
      }
    } catch (AlertException | InterruptedException | TimeoutException impossible) {
      throw new IllegalStateException("nobody alerts or interrupts these workers", impossible);
    }
    Slot slot = ring.get(before + 1);
    Runnable task = slot.task;
    slot.task = null;
    gate.set(Long.MAX_VALUE);
    return task;
  }

  @Override
  public void execute(Runnable task) {
    publish(task);
  }

  private void publish(@Nullable Runnable task) {
    long sequence = ring.next();
    ring.get(sequence).task = task;
    ring.publish(sequence);
  }

  @Override
  public int size() {
    return crew.size();
  }

  @Override
  public void close() {
    for (int i = 0; i < crew.size(); i++) {
      publish(null);
    }
    crew.join();
  }
}
