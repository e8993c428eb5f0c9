package dev.freshet.market.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives each distinct string a small number: open addressing over an {@code int[]}, so that a
 * million keys cost 12 MB besides the strings themselves (a {@code HashMap} takes about 80 MB).
 */
final class KeyTable {
  /**
   * Part of the slots in use at which the table doubles: 1/2 keeps linear probing near one step.
   */
  private static final int SLOTS_PER_NAME = 2;

  private int[] slots; // number + 1; 0 is free
  private @Nullable String[] names;
  private int size;

  KeyTable(int expected) {
    int capacity = Integer.highestOneBit(Math.max(8, expected) * SLOTS_PER_NAME - 1) << 1;
    slots = new int[capacity];
    names = new @Nullable String[Math.max(8, expected)];
  }

  int size() {
    return size;
  }

  String name(int number) {
    String name = names[number];
    if (name == null) {
      throw new IndexOutOfBoundsException(number);
    }
    return name;
  }

  /** The number of a name, or -1. */
  int find(String name) {
    int slot = slots[slotOf(name)];
    return slot - 1;
  }

  /** The number of a name, given now if it had none. */
  int number(String name) {
    int slot = slotOf(name);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if ((size + 1) * SLOTS_PER_NAME > slots.length) {
      rehash();
      slot = slotOf(name);
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size + (size >> 1));
    }
    names[size] = name;
    slots[slot] = ++size;
    return size - 1;
  }

  private int slotOf(String name) {
    int mask = slots.length - 1;
    int slot = spread(name.hashCode()) & mask;
    while (slots[slot] != 0 && !name.equals(names[slots[slot] - 1])) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash() {
    int[] wider = new int[slots.length * 2];
    int mask = wider.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = spread(name(number).hashCode()) & mask;
      while (wider[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      wider[slot] = number + 1;
    }
    slots = wider;
  }

  /** String hashes of numbered keys differ in their low digits only: Fibonacci hashing spreads. */
  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }
}
