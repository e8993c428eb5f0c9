package dev.freshet.core.reuse;

/** A lease of a cache's object. */
final class CacheLease<T> extends Lease<T> {
  private final ReuseCache<T> cache;

  CacheLease(ReuseCache<T> cache, T value) {
    super(value);
    this.cache = cache;
  }

  @Override
  void giveBack(T held, boolean usable) {
    if (usable) {
      cache.give(held);
    } else {
      cache.drop(held);
    }
  }
}
