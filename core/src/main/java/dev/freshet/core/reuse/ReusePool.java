package dev.freshet.core.reuse;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of things that are dear to open, such as connections: at most so many are open,
 * the one used last is used next, and one that is broken, too old or not needed is closed.
 *
 * <pre>{@code
 * ReusePool<Connection> pool =
 *     ReusePool.builder(dataSource::getConnection, Db::close)
 *         .limit(20)
 *         .healthCheck(c -> c.isValid(1))
 *         .build();
 *
 * try (Lease<Connection> lease = pool.borrow()) {
 *   load(lease.get(), id);
 * }
 * }</pre>
 *
 * <p>For buffers and other things that only memory is spent on there is {@link ReuseCache}. If each
 * task of a {@link dev.freshet.core.TaskPool} needs a connection, {@link
 * dev.freshet.core.WorkerLocal} is simpler: it has as many as tasks run at once, and no borrowing.
 *
 * <p><b>The bound is exact.</b> A connection counts from before it is opened until after it is
 * closed. Opening, checking and closing are done by the thread that borrows or returns, outside of
 * all locks, so a slow one delays nobody else; only connections whose idle time is up are closed by
 * a virtual thread of the pool's, one after the other, which ends with that; their places are free
 * when its turn comes to them.
 *
 * <p><b>Waiting is fair.</b> Borrowers get connections in the order in which they began to wait;
 * nobody overtakes. A wait ends with its time or an interrupt; no place is lost on any of these
 * ways, nor if the opener throws.
 *
 * <p>Safe for all threads, platform and virtual. What one user did with the object happens before
 * the next one gets it. Borrowing and returning are O(1) without a wait; a lease is allocated for
 * each borrowing.
 *
 * @param <T> the type of the objects
 */
public final class ReusePool<T> implements AutoCloseable {
  private final Places<T> places;
  private final Callable<? extends T> opener;
  private final Consumer<? super T> closer;
  private final @Nullable Predicate<? super T> check;
  private final long checkAfterIdle;
  private final boolean checkOnReturn;
  private final long maxIdle;
  private final long maxAge;
  private final boolean timed;
  private final Consumer<? super Throwable> onFailure;
  private final @Nullable LeakWatcher leaks;
  private final LongSupplier clock;
  private final @Nullable Upkeep upkeep;

  ReusePool(ReusePoolBuilder<T> builder) {
    this.places = new Places<>(builder.limit);
    this.opener = builder.opener;
    this.closer = builder.closer;
    this.check = builder.check;
    this.checkAfterIdle = builder.checkAfterIdle;
    this.checkOnReturn = builder.checkOnReturn && check != null;
    this.maxIdle = builder.maxIdle;
    this.maxAge = builder.maxAge;
    this.timed = expires() || (check != null && checkAfterIdle > 0);
    this.onFailure = builder.onFailure;
    this.clock = builder.clock;
    this.leaks = builder.leakWatcher();
    this.upkeep = builder.hasUpkeep ? new Upkeep(this::upkeep) : null;
  }

  /**
   * A pool to be configured.
   *
   * @param opener makes an object; called by the thread that borrows. Unchecked exceptions and
   *     errors reach the borrower as they are
   * @param closer closes one; called once for each that was opened
   * @param <T> the type of the objects
   * @return the builder
   * @throws NullPointerException if opener or closer is null
   */
  public static <T> ReusePoolBuilder<T> builder(
      Callable<? extends T> opener, Consumer<? super T> closer) {
    return new ReusePoolBuilder<>(opener, closer);
  }

  /**
   * Borrows an object, and waits for one if all are in use.
   *
   * @return the lease, to be closed when the object is not needed any more
   * @throws InterruptedException if the thread was interrupted before or while it waited, or the
   *     opener threw this
   * @throws IllegalStateException if the pool is closed, or the opener threw a checked exception,
   *     which is the cause, or returned null
   */
  public Lease<T> borrow() throws InterruptedException {
    return Objects.requireNonNull(borrow(Long.MAX_VALUE));
  }

  /**
   * Borrows an object, and waits for one if all are in use, at most so long. What the opener takes
   * is not limited.
   *
   * @param timeout how long to wait; nothing or less means not at all, 292 years and more mean
   *     without end
   * @return the lease; null if all objects were in use for so long
   * @throws InterruptedException if the thread was interrupted before or while it waited, or the
   *     opener threw this
   * @throws IllegalStateException if the pool is closed, or the opener threw a checked exception,
   *     which is the cause, or returned null
   * @throws NullPointerException if timeout is null
   */
  public @Nullable Lease<T> tryBorrow(Duration timeout) throws InterruptedException {
    return borrow(TimeUnit.NANOSECONDS.convert(timeout));
  }

  private @Nullable Lease<T> borrow(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Grant grant = places.take(nanos);
    if (grant == Grant.Bare.NONE) {
      return null;
    }
    if (grant == Grant.Bare.CLOSED) {
      throw new IllegalStateException("reuse pool: state is closed; allowed is open");
    }
    return lease(grant);
  }

  /** Makes a lease of a place, or hands the place on. */
  @SuppressWarnings("unchecked") // an entry of this pool
  private Lease<T> lease(Grant grant) throws InterruptedException {
    Entry<T> entry = grant instanceof Entry<?> idle ? (Entry<T>) idle : null;
    boolean leased = false;
    try {
      if (entry != null && !isFit(entry)) {
        Entry<T> unfit = entry;
        entry = null;
        shut(unfit);
      }
      if (entry == null) {
        entry = open();
      }
      Lease<T> lease = new PoolLease<>(this, entry);
      if (leaks != null && leaks.draw(lease)) {
        planUpkeep();
      }
      leased = true;
      return lease;
    } finally {
      if (!leased) {
        if (entry != null) {
          retire(entry);
        } else {
          places.free();
        }
      }
    }
  }

  private Entry<T> open() throws InterruptedException {
    T value;
    try {
      value = opener.call();
    } catch (RuntimeException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("reuse pool: the opener failed", e);
    }
    if (value == null) {
      throw new IllegalStateException("reuse pool: the opener returned null");
    }
    return new Entry<>(value, timed ? clock.getAsLong() : 0);
  }

  /** Whether an idle object may be lent. */
  private boolean isFit(Entry<T> entry) {
    if (!timed) {
      return check == null || passes(entry);
    }
    long now = clock.getAsLong();
    if (entry.untilExpired(now, maxIdle, maxAge) <= 0) {
      return false;
    }
    return check == null || now - entry.returned < checkAfterIdle || passes(entry);
  }

  private boolean passes(Entry<T> entry) {
    try {
      return check == null || check.test(entry.value);
    } catch (Throwable t) {
      tell(t);
      return false;
    }
  }

  /** Takes an object back from its only user. */
  void giveBack(Entry<T> entry, boolean usable) {
    boolean kept = false;
    try {
      kept = usable && (!checkOnReturn || passes(entry)) && keep(entry);
    } finally {
      if (!kept) {
        retire(entry);
      }
    }
  }

  private boolean keep(Entry<T> entry) {
    if (!timed) {
      return places.put(entry);
    }
    long now = clock.getAsLong();
    entry.returned = now;
    long left = entry.untilExpired(now, maxIdle, maxAge); // once put, the entry is another's
    if (left <= 0 || !places.put(entry)) {
      return false;
    }
    planUpkeep(now, left);
    return true;
  }

  /** Closes an object and hands its place on, even if there is no stack or memory left to tell. */
  private void retire(Entry<T> entry) {
    try {
      shut(entry);
    } finally {
      places.free();
    }
  }

  private void shut(Entry<T> entry) {
    try {
      closer.accept(entry.value);
    } catch (Throwable t) {
      tell(t);
    }
  }

  private void tell(Throwable failure) {
    try {
      onFailure.accept(failure);
    } catch (Throwable t) {
      Failures.uncaught(t);
    }
  }

  private boolean expires() {
    return maxIdle != Long.MAX_VALUE || maxAge != Long.MAX_VALUE;
  }

  /** Closes what has been idle for too long or is too old, and tells of leaks. */
  void upkeep() {
    try {
      if (expires()) {
        for (Entry<T> entry : places.takeExpired(clock.getAsLong(), maxIdle, maxAge)) {
          retire(entry);
        }
      }
      if (leaks != null) {
        leaks.report();
      }
    } finally {
      planUpkeep();
    }
  }

  private void planUpkeep() {
    long now = clock.getAsLong();
    long expiry = expires() ? places.untilExpired(now, maxIdle, maxAge) : Long.MAX_VALUE;
    long overdue = leaks != null ? leaks.untilOverdue(now) : Long.MAX_VALUE;
    planUpkeep(now, Math.max(0, Math.min(expiry, overdue)));
  }

  /** Throws nothing: whoever calls this has handed the object on already. */
  private void planUpkeep(long now, long nanos) {
    if (upkeep != null) {
      try {
        upkeep.within(now, nanos);
      } catch (Throwable t) {
        tell(t); // no thread to be had for the timer; the next return tries again
      }
    }
  }

  /**
   * How many objects are open, idle or in use, those being opened or closed included.
   *
   * @return a number from 0 to the limit
   */
  public int size() {
    return places.taken();
  }

  /**
   * How many objects nobody uses.
   *
   * @return a number from 0 to the limit
   */
  public int idle() {
    return places.idle();
  }

  /**
   * How many borrowers wait.
   *
   * @return a number from 0 on
   */
  public int waiting() {
    return places.waiting();
  }

  /**
   * Ends the pool: closes all that is idle before it returns, and everything else when it is
   * returned; each is closed once. Borrowers that wait get an {@link IllegalStateException}. A
   * second call does nothing.
   */
  @Override
  public void close() {
    List<Entry<T>> idle = places.close();
    for (Entry<T> entry : idle) {
      retire(entry);
    }
    if (upkeep != null && leaks == null) {
      upkeep.cancel();
    }
  }

  /**
   * Whether the pool was closed.
   *
   * @return true after {@link #close}
   */
  public boolean isClosed() {
    return places.isClosed();
  }
}
