package dev.freshet.core.reuse;

/**
 * An object of the pool and its times. It is in one place only: in the idle list or with one user.
 */
final class Entry<T> implements Grant {
  final T value;
  final long opened;

  /** When it was last returned. */
  long returned;

  Entry(T value, long opened) {
    this.value = value;
    this.opened = opened;
    this.returned = opened;
  }

  /** Nanoseconds until it is too old or has been idle for too long. */
  long untilExpired(long now, long maxIdle, long maxAge) {
    return Math.min(left(now, returned, maxIdle), left(now, opened, maxAge));
  }

  private static long left(long now, long since, long most) {
    return most == Long.MAX_VALUE ? most : most - (now - since);
  }
}
