package dev.freshet.core.broadcast;

import org.jspecify.annotations.Nullable;

/**
 * A reader of a {@link Broadcast}: its version and value, always of one publication.
 *
 * <pre>{@code
 * Cursor<Prices> prices = broadcast.cursor();
 * while (prices.awaitNewer()) {
 *   show(prices.value(), prices.version(), prices.missed());
 * } // closed; the last value was shown
 * }</pre>
 *
 * <p>For one thread at a time. It keeps its value reachable and allocates only when it parks.
 *
 * @param <T> the type of the value
 */
public final class Cursor<T> extends VersionCursor {
  private @Nullable T value;

  /** Stands at the newest version, or at the given one if that is known already. */
  Cursor(Versions versions, long version) {
    super(versions, version);
  }

  /**
   * The value of the cursor's version.
   *
   * @return the value, the same until the cursor moves
   * @throws IllegalStateException if the cursor was made {@linkplain Broadcast#cursorAfter after} a
   *     version and has not moved since
   */
  public T value() {
    T read = value;
    if (read == null) {
      throw new IllegalStateException(
          "cursor: value of version " + version() + " was not read; allowed after it has moved");
    }
    return read;
  }

  @Override
  @SuppressWarnings("unchecked") // only values of the broadcast are in its cells
  public boolean advance() {
    long seen = version();
    for (; ; ) {
      long newer = versions.newerThan(seen);
      if (newer == seen) {
        return false;
      }
      Cell cell = versions.cell(newer);
      Object read = cell.valueAcquire();
      if (read != null && cell.holds(newer)) {
        value = (T) read;
        moveTo(newer);
        return true;
      }
    }
  }
}
