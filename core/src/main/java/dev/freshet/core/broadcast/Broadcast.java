package dev.freshet.core.broadcast;

import java.util.Objects;

/**
 * A state that many threads follow: publishers replace it, readers take the newest version, wait
 * for a newer one, and know how many they missed.
 *
 * <pre>{@code
 * Broadcast<Prices> prices = Broadcast.of(Prices.NONE);
 *
 * prices.publish(loaded);            // any thread
 *
 * Prices now = prices.newest();      // any thread, never waits
 *
 * Cursor<Prices> cursor = prices.cursor();
 * while (cursor.awaitNewer()) {      // parks; false once closed and the last one was read
 *   show(cursor.value());
 * }
 * }</pre>
 *
 * <p>It is not a queue: a reader that is slow misses versions, but never the last one. For values
 * that change in place and for numbers there is {@link LongBroadcast}.
 *
 * <p>Safe for all threads, platform and virtual; any number of publishers and readers. {@link
 * #publish} is one compare-and-set and allocates nothing, and reads one word more to find that
 * nobody waits. If somebody does, it wakes all who wait, an {@code unpark} each. Publishers never
 * wait for readers, nor readers for publishers (but see {@link #of(Object, int)}).
 *
 * <p>Memory effects: what a thread did before it published a version happens before what another
 * does after it has read that version or a newer one. Publications and reads are linearizable: once
 * {@link #publish} has returned, every read gives that version or a newer one.
 *
 * <p>The values of the last {@value #KEPT} versions stay reachable; say otherwise with {@link
 * #of(Object, int)} if they are large.
 *
 * @param <T> the type of the value, best immutable
 */
public final class Broadcast<T> {
  /** What {@link #publish} answers after {@link #close}. */
  public static final long CLOSED = -1;

  /**
   * Versions kept: a reader has to start again only if that many come while it reads one, and a
   * publisher waits only for one stopped that many versions ago. Eight take a reader 0.1 us longer
   * to be overrun than it needs for two cold cache lines.
   */
  static final int KEPT = 8;

  private final Versions versions;

  private Broadcast(T initial, int kept) {
    Objects.requireNonNull(initial, "initial");
    Cell[] cells = new Cell[Versions.checkKept(kept)];
    for (int i = 0; i < kept; i++) {
      cells[i] = new Cell(Versions.firstStamp(i, kept), i == 0 ? initial : null);
    }
    this.versions = new Versions(cells);
  }

  /**
   * A broadcast.
   *
   * @param initial the value of version 0
   * @param <T> the type of the value
   * @return the broadcast, open
   * @throws NullPointerException if initial is null
   */
  public static <T> Broadcast<T> of(T initial) {
    return new Broadcast<>(initial, KEPT);
  }

  /**
   * A broadcast that keeps more or fewer old values reachable.
   *
   * @param initial the value of version 0
   * @param kept how many versions stay in memory, the newest included: a power of two from 2 to
   *     1024. A read starts again if so many versions come in the middle of it; a publisher waits
   *     for one that the operating system stopped in the middle of its publication so many versions
   *     ago
   * @param <T> the type of the value
   * @return the broadcast, open
   * @throws NullPointerException if initial is null
   * @throws IllegalArgumentException if kept is out of range
   */
  public static <T> Broadcast<T> of(T initial, int kept) {
    return new Broadcast<>(initial, kept);
  }

  /**
   * Makes a value the newest.
   *
   * @param value the value
   * @return its version, one more than that of the publication before; {@link #CLOSED} if the
   *     broadcast is closed, which then has not taken the value
   * @throws NullPointerException if value is null
   */
  public long publish(T value) {
    Objects.requireNonNull(value, "value");
    long version = versions.claim();
    if (version != CLOSED) {
      Cell cell = versions.begin(version);
      cell.valueRelease(value);
      versions.commit(cell, version);
    }
    return version;
  }

  /**
   * The newest value. For the version with it make a {@link #cursor}.
   *
   * @return the value, the last one if the broadcast is closed
   */
  @SuppressWarnings("unchecked") // only values of this broadcast are in its cells
  public T newest() {
    for (; ; ) {
      long version = versions.newerThan(VersionCursor.NONE);
      Cell cell = versions.cell(version);
      Object value = cell.valueAcquire();
      if (value != null && cell.holds(version)) {
        return (T) value;
      }
    }
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
   * A reader that stands at the newest version, with its value.
   *
   * @return the reader, for one thread at a time
   */
  public Cursor<T> cursor() {
    Cursor<T> cursor = new Cursor<>(versions, VersionCursor.NONE);
    cursor.advance();
    return cursor;
  }

  /**
   * A reader that knows a version already, from somewhere else: whatever is newer is new to it. For
   * long polls, whose clients name the version they have.
   *
   * @param version the version it has, 0 to the newest
   * @return the reader, for one thread at a time
   * @throws IllegalArgumentException if there has been no such version yet
   */
  public Cursor<T> cursorAfter(long version) {
    return new Cursor<>(versions, VersionCursor.checkVersion(versions, version));
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
}
