package dev.freshet.core.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A frontier that one thread moves on, in order. */
final class Cursor extends CursorPad2 {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(CursorValue.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The first position that is not done, volatile. */
  long get() {
    return value;
  }

  /** What its own thread wrote last. */
  long getPlain() {
    return (long) VALUE.get(this);
  }

  /** Moves on; releases what the caller wrote before. */
  void setRelease(long position) {
    VALUE.setRelease(this, position);
  }

  @Override
  long reached(long from, long to) {
    return Math.min((long) VALUE.getAcquire(this), to);
  }
}

/** Keeps the neighbours in memory off the line. */
abstract class CursorPad1 extends Frontier {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
}

/** The line. */
abstract class CursorValue extends CursorPad1 {
  volatile long value;
}

/** Keeps the neighbours off. */
abstract class CursorPad2 extends CursorValue {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
}
