package dev.freshet.core.broadcast;

import java.util.Objects;

/**
 * A state of a few numbers that many threads follow: a {@link Broadcast} whose values lie in place,
 * so that neither publisher nor reader allocates.
 *
 * <pre>{@code
 * LongBroadcast stock = LongBroadcast.of(1_000, 0);   // left, sold
 *
 * stock.publish(999, 1);                               // both or neither
 *
 * long[] now = new long[2];
 * long version = stock.newest(now);                    // both of one publication
 *
 * LongCursor cursor = stock.cursor();
 * while (cursor.awaitNewer()) {
 *   show(cursor.value(0), cursor.value(1));
 * }
 * }</pre>
 *
 * <p>Safe for all threads, platform and virtual; any number of publishers and readers. Order,
 * waiting, memory effects and cost are those of {@link Broadcast}; a version is copied in and out,
 * some nanoseconds for eight numbers.
 */
public final class LongBroadcast {
  private final Versions versions;
  private final int width;

  private LongBroadcast(long[] initial) {
    this.width = initial.length;
    if (width == 0) {
      throw new IllegalArgumentException("initial: value is nothing; allowed is a number or more");
    }
    Cell[] cells = new Cell[Broadcast.KEPT];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = new Cell(Versions.firstStamp(i, cells.length), new Words(width));
    }
    words(cells[0]).write(initial);
    this.versions = new Versions(cells);
  }

  /**
   * A broadcast.
   *
   * @param initial the numbers of version 0; as many as every version will have
   * @return the broadcast, open
   * @throws NullPointerException if initial is null
   * @throws IllegalArgumentException if there is none
   */
  public static LongBroadcast of(long... initial) {
    return new LongBroadcast(Objects.requireNonNull(initial, "initial"));
  }

  /**
   * Makes these numbers the newest.
   *
   * @param numbers the numbers, copied before this returns
   * @return the version, one more than that of the publication before; {@link Broadcast#CLOSED} if
   *     the broadcast is closed, which then has not taken them
   * @throws NullPointerException if numbers is null
   * @throws IllegalArgumentException if they are more or fewer than at first
   */
  public long publish(long... numbers) {
    checkWidth("numbers", numbers);
    long version = versions.claim();
    if (version != Broadcast.CLOSED) {
      Cell cell = versions.begin(version);
      words(cell).write(numbers);
      versions.commit(cell, version);
    }
    return version;
  }

  /**
   * Copies the newest numbers.
   *
   * @param into where to
   * @return their version
   * @throws NullPointerException if into is null
   * @throws IllegalArgumentException if it is longer or shorter than a version
   */
  public long newest(long[] into) {
    checkWidth("into", into);
    return readNewer(versions, VersionCursor.NONE, into);
  }

  /**
   * The newest version.
   *
   * @return 0 until something is published
   */
  public long version() {
    return versions.newerThan(VersionCursor.NONE);
  }

  /**
   * How many numbers a version has.
   *
   * @return a number from 1 on
   */
  public int width() {
    return width;
  }

  /**
   * A reader that stands at the newest version, with its numbers.
   *
   * @return the reader, for one thread at a time
   */
  public LongCursor cursor() {
    LongCursor cursor = new LongCursor(versions, VersionCursor.NONE, width);
    cursor.advance();
    return cursor;
  }

  /**
   * A reader that knows a version already, from somewhere else: whatever is newer is new to it.
   *
   * @param version the version it has, 0 to the newest
   * @return the reader, for one thread at a time
   * @throws IllegalArgumentException if there has been no such version yet
   */
  public LongCursor cursorAfter(long version) {
    return new LongCursor(versions, VersionCursor.checkVersion(versions, version), width);
  }

  /** Ends it: no more versions. Readers that wait learn it once they have the last one. */
  public void close() {
    versions.close();
  }

  /**
   * Whether it was closed.
   *
   * @return true after {@link #close}
   */
  public boolean isClosed() {
    return versions.isClosed();
  }

  /** How many readers are parked; for tests. */
  int waiting() {
    return versions.waiters().count();
  }

  /** Copies the newest version if it is newer, and answers it; the given one otherwise. */
  static long readNewer(Versions versions, long seen, long[] into) {
    for (; ; ) {
      long newer = versions.newerThan(seen);
      if (newer == seen) {
        return seen;
      }
      Cell cell = versions.cell(newer);
      words(cell).read(into);
      if (cell.holds(newer)) {
        return newer;
      }
    }
  }

  private static Words words(Cell cell) {
    return (Words) Objects.requireNonNull(cell.valueAcquire());
  }

  private void checkWidth(String name, long[] numbers) {
    if (numbers.length != width) {
      throw new IllegalArgumentException(
          name + ": length is " + numbers.length + "; allowed is " + width);
    }
  }
}
