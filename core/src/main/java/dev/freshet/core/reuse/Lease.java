package dev.freshet.core.reuse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one object of a {@link ReusePool} or {@link ReuseCache} until it is returned.
 *
 * <pre>{@code
 * try (Lease<Connection> lease = pool.borrow()) {
 *   load(lease.get());
 * }
 * }</pre>
 *
 * <p>Each borrowing has a lease of its own, so a lease that is returned twice, or used after it was
 * returned, cannot reach the object's next user: it throws. What keeps the object itself beyond the
 * return is not found out.
 *
 * <p>May be returned by another thread than the one that borrowed; what one user did with the
 * object happens before the next one gets it.
 *
 * @param <T> the type of the object
 */
public abstract sealed class Lease<T> implements AutoCloseable permits PoolLease, CacheLease {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Lease.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The object; null once it was returned. */
  private @Nullable Object value;

  /** What tells of a leak; null for a lease that is not watched. */
  @Nullable LeaseTrace trace;

  Lease(T value) {
    this.value = value;
  }

  /**
   * The object.
   *
   * @return the object, to be used until the lease is returned
   * @throws IllegalStateException if the lease was returned
   */
  @SuppressWarnings("unchecked") // the constructor's
  public final T get() {
    Object held = value;
    if (held == null) {
      throw returned();
    }
    return (T) held;
  }

  /**
   * Returns the object for others to use.
   *
   * @throws IllegalStateException if the lease was returned before; nothing happens then
   */
  @Override
  public final void close() {
    end(true);
  }

  /**
   * Returns the object, which is closed and not used again: for one that is known to be broken.
   *
   * @throws IllegalStateException if the lease was returned before; nothing happens then
   */
  public final void discard() {
    end(false);
  }

  @SuppressWarnings("unchecked") // the constructor's
  private void end(boolean usable) {
    Object held = VALUE.getAndSet(this, (Object) null);
    if (held == null) {
      throw returned();
    }
    LeaseTrace watched = trace;
    if (watched != null) {
      watched.end();
    }
    giveBack((T) held, usable);
  }

  /** Takes the object, once. */
  abstract void giveBack(T held, boolean usable);

  private static IllegalStateException returned() {
    return new IllegalStateException("lease: state is returned; allowed is borrowed");
  }
}
