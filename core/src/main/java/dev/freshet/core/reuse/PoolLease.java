package dev.freshet.core.reuse;

/** A lease of a pool's object. */
final class PoolLease<T> extends Lease<T> {
  private final ReusePool<T> pool;
  private final Entry<T> entry;

  PoolLease(ReusePool<T> pool, Entry<T> entry) {
    super(entry.value);
    this.pool = pool;
    this.entry = entry;
  }

  @Override
  void giveBack(T held, boolean usable) {
    pool.giveBack(entry, usable);
  }
}
