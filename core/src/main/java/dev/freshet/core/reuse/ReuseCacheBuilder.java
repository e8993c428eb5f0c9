package dev.freshet.core.reuse;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link ReuseCache}.
 *
 * <p>For one thread at a time; may build several caches.
 *
 * @param <T> the type of the objects
 */
public final class ReuseCacheBuilder<T> {
  /** Slots to a processor: some for tasks that block while they hold an object. */
  private static final int PER_PROCESSOR = 4;

  /** Beyond it a look through all slots takes longer than most makers. */
  private static final int MOST = 1 << 16;

  final Supplier<? extends T> maker;
  int capacity = PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
  @Nullable Consumer<? super T> reset;
  @Nullable Predicate<? super T> keepIf;
  @Nullable Consumer<? super T> closer;
  private int leakOneOf;
  private long leakAfter;
  private @Nullable Consumer<? super LeakReport> leakTo;

  ReuseCacheBuilder(Supplier<? extends T> maker) {
    this.maker = Objects.requireNonNull(maker, "maker");
  }

  /**
   * How many objects are kept at most. Default: four to a processor.
   *
   * @param capacity 1 to 65,536
   * @return this
   * @throws IllegalArgumentException if capacity is out of range
   */
  public ReuseCacheBuilder<T> capacity(int capacity) {
    this.capacity = Checks.range("capacity", capacity, 1, MOST);
    return this;
  }

  /**
   * What is done to each object that is returned, so that the next user finds it as new. If it
   * throws, the object is not kept, and whoever returned it gets the exception. Default: nothing.
   *
   * @param reset what is done
   * @return this
   * @throws NullPointerException if reset is null
   */
  public ReuseCacheBuilder<T> reset(Consumer<? super T> reset) {
    this.reset = Objects.requireNonNull(reset, "reset");
    return this;
  }

  /**
   * Which objects are kept, after the reset: for buffers that grow, those that have not grown too
   * large. Default: all.
   *
   * @param keepIf answers whether to keep it
   * @return this
   * @throws NullPointerException if keepIf is null
   */
  public ReuseCacheBuilder<T> keepIf(Predicate<? super T> keepIf) {
    this.keepIf = Objects.requireNonNull(keepIf, "keepIf");
    return this;
  }

  /**
   * What is done to objects that are not kept, for those that hold more than memory. Default:
   * nothing, they are left to the garbage collector.
   *
   * @param closer closes one; called once for each, unless its lease was leaked
   * @return this
   * @throws NullPointerException if closer is null
   */
  public ReuseCacheBuilder<T> closer(Consumer<? super T> closer) {
    this.closer = Objects.requireNonNull(closer, "closer");
    return this;
  }

  /**
   * Tells of {@linkplain ReuseCache#borrow leases} that are not returned, among a sample; {@link
   * ReuseCache#with} cannot leak. They are looked for whenever a lease is drawn. A lease that is
   * drawn costs a stack trace, 1 to 5 us by its depth; each other one a random number. Default:
   * none are watched.
   *
   * @param oneOf one of how many leases is watched, from 1, which is all, on
   * @param olderThan after how long out a lease counts as leaked, though it may come back; more
   *     than zero
   * @param to is told, once for each, on a thread that borrows
   * @return this
   * @throws NullPointerException if olderThan or to is null
   * @throws IllegalArgumentException if oneOf or olderThan is not positive
   */
  public ReuseCacheBuilder<T> watchLeaks(
      int oneOf, Duration olderThan, Consumer<? super LeakReport> to) {
    this.leakOneOf = Checks.range("oneOf", oneOf, 1, Integer.MAX_VALUE);
    this.leakAfter = Checks.nanos("olderThan", olderThan, false);
    this.leakTo = Objects.requireNonNull(to, "to");
    return this;
  }

  @Nullable LeakWatcher leakWatcher() {
    return leakTo == null ? null : new LeakWatcher(leakOneOf, leakAfter, leakTo, System::nanoTime);
  }

  /**
   * Makes the cache; nothing is made yet.
   *
   * @return a cache of its own
   */
  public ReuseCache<T> build() {
    return new ReuseCache<>(this);
  }
}
