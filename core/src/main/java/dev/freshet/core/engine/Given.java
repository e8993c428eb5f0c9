package dev.freshet.core.engine;

/** Something wrapped around what a caller gave to the pool. */
interface Given {
  /** The very object the caller gave. */
  Object given();

  /** Takes off what is wrapped around an object. */
  static Object unwrap(Object item) {
    return item instanceof Given wrapped ? wrapped.given() : item;
  }
}
