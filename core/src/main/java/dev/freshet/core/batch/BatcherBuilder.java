package dev.freshet.core.batch;

import dev.freshet.core.Discipline;
import dev.freshet.core.Overflow;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Batcher}.
 *
 * <pre>{@code
 * Batcher<Sku, Order, Receipt> batcher =
 *     Batcher.builder(pool, book).name("orders").maxBatch(128).linger(Duration.ofMillis(5)).build();
 * }</pre>
 *
 * <p>Not safe for several threads. Values are checked by {@link #build}, which may be called more
 * than once. Obtained from {@link Batcher#builder}.
 *
 * @param <K> the type of the keys
 * @param <I> the type of the items
 * @param <R> the type of the results
 */
public final class BatcherBuilder<K, I, R> {
  private static final AtomicLong UNNAMED = new AtomicLong();

  /** Most items of a batch: arrays of them, and what a user may have to send at once. */
  private static final int MOST_IN_BATCH = 1 << 20;

  /**
   * Items of a batch by default: where a call costs as much as 100 items (200 us and 2 us, say), 64
   * bring 39 of the 100 that there are to be gained, and delay the first by 0.64 calls.
   */
  private static final int DEFAULT_MAX_BATCH = 64;

  /** Items that wait by default: 1.2 MiB of handles. */
  private static final int DEFAULT_CAPACITY = 16_384;

  /**
   * 2 ms by default: two ticks of the timer. Calls quicker than that are waited for to their end;
   * slower ones get company without much delay.
   */
  private static final Duration DEFAULT_LINGER = Duration.ofMillis(2);

  private final TaskPool pool;
  private final BatchFunction<K, I, R> function;
  private @Nullable ItemFunction<K, I, R> alone;
  private @Nullable String name;
  private int maxBatch = DEFAULT_MAX_BATCH;
  private Duration linger = DEFAULT_LINGER;
  private int capacity = DEFAULT_CAPACITY;
  private Overflow overflow = Overflow.block();
  private BatchPolicy policy = BatchPolicy.adaptive();
  private boolean retrySingly;

  BatcherBuilder(TaskPool pool, BatchFunction<K, I, R> function) {
    this.pool = Objects.requireNonNull(pool, "pool");
    this.function = Objects.requireNonNull(function, "function");
  }

  /**
   * Sets the name that stands in messages; {@code batcher-1} and so on by default.
   *
   * @param name not null
   * @return this
   */
  public BatcherBuilder<K, I, R> name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets what is called for an item on its own in mode direct; by default the batch function, with
   * one item.
   *
   * @param alone the function
   * @return this
   */
  public BatcherBuilder<K, I, R> direct(ItemFunction<K, I, R> alone) {
    this.alone = Objects.requireNonNull(alone, "alone");
    return this;
  }

  /**
   * Sets how many items a batch has at most; 64 by default.
   *
   * @param maxBatch 1 to 1,048,576
   * @return this
   */
  public BatcherBuilder<K, I, R> maxBatch(int maxBatch) {
    this.maxBatch = maxBatch;
    return this;
  }

  /**
   * Sets how long an item at most waits for company while a call for its key is under way; 2 ms by
   * default. The timer is up to a millisecond late. An item for whose key no call is under way
   * never lingers.
   *
   * @param linger zero for not at all, or more
   * @return this
   */
  public BatcherBuilder<K, I, R> linger(Duration linger) {
    this.linger = Objects.requireNonNull(linger, "linger");
    return this;
  }

  /**
   * Sets how many items may wait, for company or for a worker; 16,384 by default.
   *
   * @param capacity 1 to 1,073,741,823
   * @return this
   */
  public BatcherBuilder<K, I, R> capacity(int capacity) {
    this.capacity = capacity;
    return this;
  }

  /**
   * Sets what happens when that many wait; {@link Overflow#block()} by default.
   *
   * @param overflow {@link Overflow#block()}, {@link Overflow#block(Duration)} or {@link
   *     Overflow#reject()}
   * @return this
   */
  public BatcherBuilder<K, I, R> overflow(Overflow overflow) {
    this.overflow = Objects.requireNonNull(overflow, "overflow");
    return this;
  }

  /**
   * Sets when items go together; {@link BatchPolicy#adaptive()} by default.
   *
   * @param policy the policy
   * @return this
   */
  public BatcherBuilder<K, I, R> policy(BatchPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Sets whether the items of a batch whose call threw are each tried again alone, so that one bad
   * item does not fail the others; off by default, as what the call did before it threw is then
   * done twice. Not after an {@link InterruptedException} or an {@link Error}.
   *
   * @param retrySingly true to try again
   * @return this
   */
  public BatcherBuilder<K, I, R> retrySingly(boolean retrySingly) {
    this.retrySingly = retrySingly;
    return this;
  }

  /**
   * Builds the batcher. It starts no thread and arms no timer.
   *
   * @return the batcher
   * @throws IllegalArgumentException naming the value that is out of its range, or a pool that
   *     drops tasks it accepted
   */
  public Batcher<K, I, R> build() {
    return build(
        BatchClock.SYSTEM,
        policy instanceof BatchPolicy.Adaptive thresholds ? new Decider(thresholds) : null);
  }

  /** A batcher with a clock and a rule of its own. */
  Batcher<K, I, R> build(BatchClock clock, @Nullable ModeRule rule) {
    require("maxBatch", maxBatch, MOST_IN_BATCH);
    require("capacity", capacity, Admission.MOST);
    if (linger.isNegative()) {
      throw new IllegalArgumentException(
          "linger: " + linger + " is negative; allowed is zero or more");
    }
    if (!(overflow instanceof Overflow.Block || overflow instanceof Overflow.Reject)) {
      throw new IllegalArgumentException(
          "overflow: " + overflow + " is none of a batcher's; allowed are block and reject");
    }
    if (pool.config().overflow() instanceof Overflow.DiscardOldest) {
      throw new IllegalArgumentException(
          "pool: overflow discardOldest drops batches unseen; allowed are the other policies");
    }
    if (pool.config().discipline() instanceof Discipline.AdaptiveLifo) {
      throw new IllegalArgumentException(
          "pool: discipline adaptiveLifo drops batches unseen; allowed are the other disciplines");
    }
    String title = name != null ? name : "batcher-" + UNNAMED.incrementAndGet();
    return new Batcher<>(new BatchEngine<>(this, title, clock, rule), overflow);
  }

  private static void require(String field, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          field + ": " + value + " is out of range; allowed is 1 to " + most);
    }
  }

  TaskPool pool() {
    return pool;
  }

  BatchFunction<K, I, R> function() {
    return function;
  }

  @Nullable ItemFunction<K, I, R> alone() {
    return alone;
  }

  int maxBatch() {
    return maxBatch;
  }

  long lingerNanos() {
    return BatchClock.nanosOf(linger);
  }

  int capacity() {
    return capacity;
  }

  BatchPolicy policy() {
    return policy;
  }

  boolean retriesSingly() {
    return retrySingly;
  }
}
