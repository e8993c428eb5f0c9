package dev.freshet.core.batch;

import dev.freshet.core.Overflow;
import dev.freshet.core.Refusal;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes items one by one and hands those of a key to the backend together, when that pays: for
 * calls whose cost is mostly that of the call, a round trip or a commit for example.
 *
 * <pre>{@code
 * try (Batcher<Sku, Order, Receipt> orders =
 *     Batcher.of(pool, (sku, batch) -> BatchResults.inOrder(store.bookAll(sku, batch)))) {
 *   Receipt receipt = orders.call(sku, order);               // waits for this item's result
 *   TaskHandle<Receipt> later = orders.submit(sku, other);   // or does not
 * } // close waits for all items
 * }</pre>
 *
 * <p><b>Batch or direct.</b> In mode {@link BatchMode#DIRECT} each item is a task of the pool, and
 * the function is called with one item. In mode {@link BatchMode#BATCH} items wait for others of
 * their key, but only while a call for that key is under way: until it ends, until {@code maxBatch}
 * items wait, or until the first has waited for {@code linger}. In mode {@link BatchMode#DRAIN}
 * they wait for a worker only. The {@link BatchPolicy} chooses the mode, by what it sees of the
 * load in windows of 100 ms; {@link #snapshot} tells what it saw and why it changed the mode last.
 *
 * <p><b>Order and concurrency.</b> There may be as many calls at once as the pool has workers, for
 * one key as well. So items have no order, not even those of a key, and a batch is no lock.
 *
 * <p><b>Results.</b> Each item has its own: a result, its own failure, or the failure of the whole
 * call (see {@link BatchResults}). It is answered once. Items that are cancelled or whose deadline
 * passes while they wait leave the batch, and their input is let go at once; from a call under way
 * they are only answered early, for the call belongs to others, too, and is not interrupted.
 *
 * <p><b>Bounds.</b> At most {@code capacity} items wait; the {@link Overflow} policy says what
 * becomes of one more. A full pool is not the submitter's affair: items then wait here, in the
 * lanes of their keys. An idle batcher has no thread, no timer armed and no memory for keys.
 *
 * <p><b>Waiting inside.</b> A task of the same pool that waits for an item keeps its worker
 * meanwhile, and at a limit of 1 waits for ever. Use another pool for such calls.
 *
 * <p><b>Thread safety and memory effects.</b> All methods are safe for all threads, platform and
 * virtual. What a thread did before it submitted an item happens before the function is called with
 * it; what the function did happens before {@code get} or {@code call} returns. Submitting is O(1)
 * and allocates the handle (72 bytes; a deadline 40 more), in the modes that batch also the lane of
 * a key that had none. Dependents of a handle's stage run on the worker that made the call, unless
 * they have an executor.
 *
 * <p><b>Provenance.</b> The decision by depth, top-key share and queue delay every 100 ms is taken
 * from a published adaptive batching rule; what differs, and why, stands in {@code Decider}.
 * Holding items back only while a call is under way is Nagle's rule for TCP.
 *
 * @param <K> the type of the keys, with equals and hashCode
 * @param <I> the type of the items
 * @param <R> the type of the results
 */
public final class Batcher<K, I, R> implements AutoCloseable {
  private final BatchEngine<K, I, R> engine;
  private final Overflow overflow;

  Batcher(BatchEngine<K, I, R> engine, Overflow overflow) {
    this.engine = engine;
    this.overflow = overflow;
  }

  /**
   * A batcher with defaults: adaptive, 64 items, 2 ms, 16,384 places, submitters wait.
   *
   * @param pool runs the calls; it stays the caller's, and is to be closed after the batcher
   * @param function does the work
   * @param <K> the type of the keys
   * @param <I> the type of the items
   * @param <R> the type of the results
   * @return the batcher
   * @throws IllegalArgumentException if the pool drops tasks it accepted: overflow discard-oldest,
   *     discipline adaptive LIFO
   */
  public static <K, I, R> Batcher<K, I, R> of(TaskPool pool, BatchFunction<K, I, R> function) {
    return builder(pool, function).build();
  }

  /**
   * A builder; nothing else has to be set.
   *
   * @param pool runs the calls; it stays the caller's, and is to be closed after the batcher
   * @param function does the work
   * @param <K> the type of the keys
   * @param <I> the type of the items
   * @param <R> the type of the results
   * @return the builder
   */
  public static <K, I, R> BatcherBuilder<K, I, R> builder(
      TaskPool pool, BatchFunction<K, I, R> function) {
    return new BatcherBuilder<>(pool, function);
  }

  /* --- submitting --- */

  /**
   * Accepts an item, as the overflow policy says.
   *
   * @param key what it has in common with others
   * @param item the item
   * @return its handle
   * @throws RejectedExecutionException if there is no room and the policy does not wait or no
   *     longer, if the thread is interrupted while it waits (it stays interrupted), or if batcher
   *     or pool were shut down. The item is never seen by the function
   * @throws NullPointerException if an argument is null
   */
  public TaskHandle<R> submit(K key, I item) {
    return accepted(key, item, null);
  }

  /**
   * Accepts an item that must be answered in time. If it is not, it fails with a {@link
   * dev.freshet.core.TaskExpiredException}; if it still waited, the function never sees it.
   *
   * @param key what it has in common with others
   * @param item the item
   * @param deadline from this call on, waiting for room included; positive
   * @return its handle
   * @throws RejectedExecutionException as for {@link #submit(Object, Object)}, and if the deadline
   *     passed while the thread waited for room
   * @throws IllegalArgumentException if the deadline is not positive
   * @throws NullPointerException if an argument is null
   */
  public TaskHandle<R> submit(K key, I item, Duration deadline) {
    return accepted(key, item, positive(deadline));
  }

  /**
   * Accepts an item if there is room for it now. Never waits, and never throws because there is
   * none. While others wait for room, the room is theirs.
   *
   * @param key what it has in common with others
   * @param item the item
   * @return its handle, or why there is none: {@link Refusal#LANE_FULL} or {@link
   *     Refusal#SHUT_DOWN}
   * @throws NullPointerException if an argument is null
   */
  public Submission<R> trySubmit(K key, I item) {
    requireBoth(key, item);
    try {
      return engine.offer(key, item, 0, null);
    } catch (InterruptedException e) {
      throw new AssertionError("does not wait", e);
    }
  }

  /**
   * Accepts an item if there is room for it within a time. Those who wait get room in order of
   * arrival.
   *
   * @param key what it has in common with others
   * @param item the item
   * @param patience how long to wait for room; zero or less does not wait
   * @return its handle, or why there is none: {@link Refusal#TIMED_OUT} after a wait, {@link
   *     Refusal#LANE_FULL} without one, or {@link Refusal#SHUT_DOWN}
   * @throws InterruptedException if there is no room and the thread is interrupted
   * @throws NullPointerException if an argument is null
   */
  public Submission<R> trySubmit(K key, I item, Duration patience) throws InterruptedException {
    requireBoth(key, item);
    return engine.offer(key, item, BatchClock.nanosOf(patience), null);
  }

  /**
   * Submits an item and waits for its result. A virtual thread keeps no carrier meanwhile.
   *
   * @param key what it has in common with others
   * @param item the item
   * @return its result
   * @throws ExecutionException if it failed; the cause is what the function said
   * @throws InterruptedException if the thread is interrupted; the item is cancelled
   * @throws RejectedExecutionException if there is no room, as the overflow policy says, or if
   *     batcher or pool were shut down
   * @throws NullPointerException if an argument is null
   */
  public R call(K key, I item) throws InterruptedException, ExecutionException {
    return await(waiting(key, item, null));
  }

  /**
   * Submits an item and waits for its result for some time.
   *
   * @param key what it has in common with others
   * @param item the item
   * @param deadline from this call on, waiting for room included; positive
   * @return its result
   * @throws ExecutionException if it failed; the cause is what the function said, or a {@link
   *     dev.freshet.core.TaskExpiredException} at the deadline
   * @throws InterruptedException if the thread is interrupted; the item is cancelled
   * @throws RejectedExecutionException if there is no room, as the overflow policy and the deadline
   *     say, or if batcher or pool were shut down
   * @throws IllegalArgumentException if the deadline is not positive
   * @throws NullPointerException if an argument is null
   */
  public R call(K key, I item, Duration deadline) throws InterruptedException, ExecutionException {
    return await(waiting(key, item, positive(deadline)));
  }

  private R await(TaskHandle<R> handle) throws InterruptedException, ExecutionException {
    try {
      return handle.get();
    } catch (InterruptedException e) {
      handle.cancel(e);
      throw e;
    }
  }

  private TaskHandle<R> accepted(K key, I item, @Nullable Duration deadline) {
    try {
      return waiting(key, item, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal(Refusal.INTERRUPTED);
    }
  }

  private TaskHandle<R> waiting(K key, I item, @Nullable Duration deadline)
      throws InterruptedException {
    requireBoth(key, item);
    long patience = overflow instanceof Overflow.Block block ? patience(block) : 0;
    return switch (engine.offer(key, item, patience, deadline)) {
      case Submission.Accepted<R>(TaskHandle<R> handle) -> handle;
      case Submission.Refused<R>(Refusal why) -> throw refusal(why);
    };
  }

  private static long patience(Overflow.Block block) {
    Duration timeout = block.timeout();
    return timeout == null ? BatchClock.FOREVER : BatchClock.nanosOf(timeout);
  }

  private RejectedExecutionException refusal(Refusal why) {
    return new RejectedExecutionException(
        "batcher " + engine.name() + " refused an item: " + why.text());
  }

  private static void requireBoth(@Nullable Object key, @Nullable Object item) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(item, "item");
  }

  private static Duration positive(Duration deadline) {
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException(
          "deadline: " + deadline + " is not positive; allowed is more than zero");
    }
    return deadline;
  }

  /* --- its life --- */

  /**
   * The figures now. O(1).
   *
   * @return an immutable snapshot
   */
  public BatchSnapshot snapshot() {
    return engine.snapshot();
  }

  /** Refuses new items, those of blocked submitters included; those accepted are answered. */
  public void shutdown() {
    engine.shutdown();
  }

  /**
   * Refuses new items and cancels those that wait; calls under way go on. Items that wait in the
   * pool one by one are cancelled when their turn comes. O(items that wait).
   */
  public void shutdownNow() {
    engine.stop();
  }

  /**
   * Whether it was shut down.
   *
   * @return true from then on
   */
  public boolean isShutdown() {
    return engine.isClosed();
  }

  /**
   * Waits until all items are answered and no call is under way, after a shutdown.
   *
   * @param patience how long; zero or less only looks
   * @return whether that is so
   * @throws InterruptedException if interrupted while it waits
   * @throws NullPointerException if the time is null
   */
  public boolean awaitTermination(Duration patience) throws InterruptedException {
    return engine.awaitEnd(BatchClock.nanosOf(patience));
  }

  /**
   * Refuses new items and waits until the others are answered, however long that takes; an
   * interrupt of the waiting thread does what {@link #shutdownNow} does and waits on. If the pool
   * was stopped and gave tasks up, it returns once the pool has ended; items given up stay
   * unanswered, like handles of the pool.
   */
  @Override
  public void close() {
    engine.shutdown();
    boolean interrupted = false;
    for (; ; ) {
      try {
        engine.awaitEndOrLoss();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        engine.stop();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Name, mode, and how many items wait and run. */
  @Override
  public String toString() {
    BatchSnapshot now = engine.snapshot();
    return "Batcher "
        + now.name()
        + " "
        + now.mode()
        + ", "
        + now.waiting()
        + " waiting, "
        + now.running()
        + " running";
  }
}
