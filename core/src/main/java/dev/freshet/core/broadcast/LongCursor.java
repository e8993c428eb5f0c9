package dev.freshet.core.broadcast;

import java.util.Objects;

/**
 * A reader of a {@link LongBroadcast}: its version and numbers, always of one publication.
 *
 * <p>For one thread at a time. It allocates only when it is made and when it parks.
 */
public final class LongCursor extends VersionCursor {
  private long[] numbers;

  /** What is copied here may be torn until the copy has been found good. */
  private long[] spare;

  private boolean read;

  /** Stands at the given version, whose numbers it does not know. */
  LongCursor(Versions versions, long version, int width) {
    super(versions, version);
    this.numbers = new long[width];
    this.spare = new long[width];
  }

  /**
   * A number of the cursor's version.
   *
   * @param index which one, from 0 on
   * @return the number, the same until the cursor moves
   * @throws IndexOutOfBoundsException if there is no such number
   * @throws IllegalStateException if the cursor was made {@linkplain LongBroadcast#cursorAfter
   *     after} a version and has not moved since
   */
  public long value(int index) {
    Objects.checkIndex(index, numbers.length);
    if (!read) {
      throw new IllegalStateException(
          "cursor: numbers of version " + version() + " were not read; allowed after it has moved");
    }
    return numbers[index];
  }

  @Override
  public boolean advance() {
    long seen = version();
    long newer = LongBroadcast.readNewer(versions, seen, spare);
    if (newer == seen) {
      return false;
    }
    long[] former = numbers;
    numbers = spare;
    spare = former;
    read = true;
    moveTo(newer);
    return true;
  }
}
