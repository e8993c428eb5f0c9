package dev.freshet.core.reuse;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of objects that are cheaper to clean than to make: large buffers, digests,
 * deflaters, parsers.
 *
 * <pre>{@code
 * ReuseCache<byte[]> buffers = ReuseCache.of(() -> new byte[1 << 20]);
 *
 * long copied = buffers.with(buffer -> copy(in, out, buffer));
 * }</pre>
 *
 * <p>It never waits and never says no: if nothing is cached it makes a new object, and what does
 * not fit on return is dropped. So it is bounded by what it holds, not by what is in use. Unlike a
 * {@link ThreadLocal} it is as good for virtual threads, however many there are, and unlike a
 * thread's own object one of these cannot be used by a second task that happens to run inside the
 * first. It does not pay for what is cheap to make; docs/flow/reuse.md has the figures.
 *
 * <p>Safe for all threads, platform and virtual; lock-free. What one user did with the object
 * happens before the next one gets it. {@link #with} allocates nothing and costs two
 * compare-and-sets if the cache has an object near; otherwise it looks at each of the slots once.
 *
 * @param <T> the type of the objects
 */
public final class ReuseCache<T> implements AutoCloseable {
  /**
   * What is done with an object.
   *
   * @param <T> the type of the object
   * @param <R> the type of the result
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Use<T, R extends @Nullable Object, E extends Throwable> {
    /**
     * Uses the object, which must not be kept beyond the end.
     *
     * @param object the object
     * @return the result
     * @throws E if it fails
     */
    R use(T object) throws E;
  }

  private final Stripes stripes;
  private final Supplier<? extends T> maker;
  private final @Nullable Consumer<? super T> reset;
  private final @Nullable Predicate<? super T> keepIf;
  private final @Nullable Consumer<? super T> closer;
  private final @Nullable LeakWatcher leaks;
  private volatile boolean closed;

  ReuseCache(ReuseCacheBuilder<T> builder) {
    this.stripes = new Stripes(builder.capacity, Runtime.getRuntime().availableProcessors());
    this.maker = builder.maker;
    this.reset = builder.reset;
    this.keepIf = builder.keepIf;
    this.closer = builder.closer;
    this.leaks = builder.leakWatcher();
  }

  /**
   * A cache as it comes: four objects to a processor, nothing done to them on return.
   *
   * @param maker makes an object; safe for all threads
   * @param <T> the type of the objects
   * @return the cache, empty
   * @throws NullPointerException if maker is null
   */
  public static <T> ReuseCache<T> of(Supplier<? extends T> maker) {
    return new ReuseCacheBuilder<T>(maker).build();
  }

  /**
   * A cache to be configured.
   *
   * @param maker makes an object; safe for all threads
   * @param <T> the type of the objects
   * @return the builder
   * @throws NullPointerException if maker is null
   */
  public static <T> ReuseCacheBuilder<T> builder(Supplier<? extends T> maker) {
    return new ReuseCacheBuilder<>(maker);
  }

  /**
   * Uses an object and returns it. If the use throws, the object may be in any state and is not
   * kept.
   *
   * @param use what to do with it
   * @param <R> the type of the result
   * @param <E> what the use may throw
   * @return what the use returned
   * @throws E if the use throws it
   * @throws NullPointerException if use is null, or the maker made null
   */
  public <R extends @Nullable Object, E extends Throwable> R with(
      Use<? super T, ? extends R, ? extends E> use) throws E {
    Objects.requireNonNull(use, "use");
    T object = take();
    R result;
    try {
      result = use.use(object);
    } catch (Throwable t) {
      drop(object);
      throw t;
    }
    give(object);
    return result;
  }

  /**
   * Borrows an object, for a use that does not end where it begins. Allocates a lease.
   *
   * @return the lease
   * @throws NullPointerException if the maker made null
   */
  public Lease<T> borrow() {
    Lease<T> lease = new CacheLease<>(this, take());
    if (leaks != null && leaks.draw(lease)) {
      leaks.report();
    }
    return lease;
  }

  @SuppressWarnings("unchecked") // only what give put there
  private T take() {
    Object cached = stripes.take();
    return cached != null ? (T) cached : Objects.requireNonNull(maker.get(), "made by the maker");
  }

  /** Keeps an object that came back whole, or drops it. */
  void give(T object) {
    boolean kept = false;
    try {
      if (reset != null) {
        reset.accept(object);
      }
      kept = !closed && (keepIf == null || keepIf.test(object)) && stripes.give(object);
    } finally {
      if (!kept) {
        drop(object);
      }
    }
    if (closed) {
      clear(); // it may have come in behind the one that closes
    }
  }

  void drop(T object) {
    if (closer != null) {
      closer.accept(object);
    }
  }

  /**
   * How many objects are cached; exact when nobody borrows or returns.
   *
   * @return a number from 0 to the capacity
   */
  public int cached() {
    return stripes.size();
  }

  /**
   * Drops what is cached, for instance when memory is short.
   *
   * @throws RuntimeException if the closer throws; what it has not been given yet stays cached
   */
  @SuppressWarnings("unchecked") // only what give put there
  public void clear() {
    for (Object cached = stripes.take(); cached != null; cached = stripes.take()) {
      drop((T) cached);
    }
  }

  /**
   * Drops what is cached and keeps nothing from now on. Objects can still be borrowed; they are
   * made for each use.
   *
   * @throws RuntimeException if the closer throws
   */
  @Override
  public void close() {
    closed = true;
    clear();
  }
}
