package dev.freshet.core.ring;

/** A slot with a plain field. */
final class RingSlot {
  int value;
}
