package dev.freshet.core.ring;

/** The slot of the tests. */
final class Item {
  long value;
  long copy;

  void set(long value) {
    this.value = value;
    this.copy = ~value;
  }

  /** The value, if the slot is whole. */
  long whole() {
    if (copy != ~value) {
      throw new AssertionError("torn: " + value + ", " + ~copy);
    }
    return value;
  }
}
