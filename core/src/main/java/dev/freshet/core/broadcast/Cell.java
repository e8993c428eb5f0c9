package dev.freshet.core.broadcast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One place of the ring: a version number and its value, guarded against torn reads by the number.
 */
final class Cell {
  /** Set in the stamp while the value of that version is being written. */
  private static final long UNDER_WAY = Long.MIN_VALUE;

  private static final VarHandle STAMP;
  private static final VarHandle VALUE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STAMP = lookup.findVarHandle(Cell.class, "stamp", long.class);
      VALUE = lookup.findVarHandle(Cell.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through the handle
  private long stamp;

  @SuppressWarnings("unused") // through the handle
  private @Nullable Object value;

  Cell(long stamp, @Nullable Object value) {
    this.stamp = stamp;
    this.value = value;
  }

  /**
   * Whether this version is here and complete. Before the value is read it says what to read; after
   * it, with acquire reads in between, that what was read is of this version.
   */
  boolean holds(long version) {
    return (long) STAMP.getAcquire(this) == version;
  }

  /** Takes the number away before the value changes. */
  void begin(long version) {
    STAMP.setOpaque(this, version | UNDER_WAY);
  }

  /** The version is complete. */
  void commit(long version) {
    STAMP.setRelease(this, version);
  }

  /** The value, of whatever version. */
  @Nullable Object valueAcquire() {
    return VALUE.getAcquire(this);
  }

  /** Released, so that whoever reads it finds the number of the version before it gone. */
  void valueRelease(Object next) {
    VALUE.setRelease(this, next);
  }
}
