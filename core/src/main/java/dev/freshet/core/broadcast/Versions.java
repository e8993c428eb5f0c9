package dev.freshet.core.broadcast;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The numbers of the versions and the cells that hold the last few: what {@link Broadcast} and
 * {@link LongBroadcast} share.
 *
 * <p>Safe for all threads.
 */
final class Versions extends VersionsPadAfter {
  /*
   * The problem
   * -----------
   * A reader wants a value together with its number, without a lock and without garbage. A reference
   * to a new pair of both, exchanged atomically, is the usual way and allocates for each version. A
   * seqlock [1] allocates nothing, but its readers stand still while a writer is descheduled in the
   * middle, and its writers need a lock among themselves.
   *
   * Shape
   * -----
   * A ring of a few cells, each with a number and a value. A publisher claims the next number v by a
   * compare-and-set on `claims`; its cell is v modulo the ring. There it sets the number to "v under
   * way", then the value, then the number to v. The cell of v is not that of v - 1: what readers
   * want stays untouched while the next version is written. A reader takes the newest claimed number
   * whose cell holds it, reads the value, and looks at the number again: if it is the same, the value
   * is of that version, as each cell is a seqlock of its own. It starts again only if the ring went
   * round meanwhile.
   *
   * The order of versions
   * ---------------------
   * Numbers are claimed in one order. A publisher that is late with its value is not waited for: if
   * v + 1 is complete before v, readers take v + 1, and v counts as replaced at once, just before.
   * A publication that has returned is seen by every read that begins afterwards, or a newer one is.
   * So publications and reads are linearizable, and the last one is what every reader ends with.
   *
   * Who waits for whom
   * ------------------
   * A publisher waits only for one that claimed a number a whole ring before it and is still between
   * two stores, which means that the operating system stopped it there. It looks before it claims,
   * so whoever waits has no number, and nobody waits for one that waits. (Tried the other way round:
   * virtual threads that park with a number in hand make the next ones park, and so on: eight of
   * them needed more than 30 us a version for as long as they published.) A cell that was free stays
   * so until its number is claimed, which is one step. Readers wait for nobody unless publishers
   * stand in all cells at once, or the end has come while the last version is under way: that version
   * counts as published before the end, so whoever has seen the end has to see it too.
   *
   * One fence
   * ---------
   * The claim is the only locked instruction. It also orders the publisher's look for waiters
   * behind it (see Waiters); the stores in between need no more than release. A waiter that sees a
   * claim without its value knows that a publisher is between two statements and pauses for it.
   *
   * The end
   * -------
   * The sign bit of claims says closed, so whether a version came before the end is settled by one
   * word, and the last number with it.
   *
   * [1] H.-J. Boehm, Can Seqlocks Get Along With Programming Language Memory Models?, MSPC 2012
   */

  /** The sign bit of claims: no more versions. */
  private static final long CLOSED = Long.MIN_VALUE;

  private static final VarHandle CLAIMS;

  static {
    try {
      CLAIMS = MethodHandles.lookup().findVarHandle(VersionsClaims.class, "claims", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Cell[] cells;
  private final int mask;
  private final Waiters waiters = new Waiters();

  /** Takes the cells, version 0 complete in the first of them. */
  Versions(Cell[] cells) {
    this.cells = cells;
    this.mask = cells.length - 1;
  }

  /** The stamp a cell begins with: version 0 in the first, a lap before its first in the others. */
  static long firstStamp(int cell, int cells) {
    return cell == 0 ? 0 : cell - cells;
  }

  /**
   * Claims the next number, whose cell is then the caller's until it commits; {@link
   * Broadcast#CLOSED} after the end.
   */
  long claim() {
    for (int spins = 0; ; ) {
      long newest = claims;
      if (newest < 0) {
        return Broadcast.CLOSED;
      }
      long version = newest + 1;
      if (cell(version).holds(version - cells.length)) {
        if (CLAIMS.compareAndSet(this, newest, version)) {
          return version;
        }
      } else if (claims == newest) {
        spins = PeerWait.pause(spins); // the publisher of a lap before is between two stores
      }
    }
  }

  /** The cell of a number that the caller has claimed. */
  Cell begin(long version) {
    Cell cell = cell(version);
    cell.begin(version);
    return cell;
  }

  /** Completes a version and wakes whoever waits for it. */
  void commit(Cell cell, long version) {
    cell.commit(version);
    waiters.wake();
  }

  /** The newest complete version; the given one if no newer one is complete. */
  long newerThan(long seen) {
    for (int spins = 0; ; ) {
      long claimed = claims;
      long newest = claimed & ~CLOSED;
      if (newest == seen) {
        return seen;
      }
      long oldest = claimed < 0 ? newest : Math.max(seen + 1, newest - mask);
      for (long version = newest; version >= oldest; version--) {
        if (cell(version).holds(version)) {
          return version;
        }
      }
      if (claims == claimed) {
        if (claimed >= 0 && oldest == seen + 1) {
          return seen; // what is newer is under way, all of it
        }
        spins = PeerWait.pause(spins); // publishers stand in all cells, or at the last version
      }
    }
  }

  Cell cell(long version) {
    return cells[(int) version & mask];
  }

  /** The last number claimed; its value may be under way. */
  long lastClaim() {
    return claims & ~CLOSED;
  }

  boolean isClosed() {
    return claims < 0;
  }

  /** Whether the version is the last one there will ever be. */
  boolean isLast(long version) {
    return claims == (version | CLOSED);
  }

  void close() {
    CLAIMS.getAndBitwiseOr(this, CLOSED);
    waiters.wake();
  }

  Waiters waiters() {
    return waiters;
  }

  /** How many versions are kept. */
  static int checkKept(int kept) {
    if (kept < 2 || kept > 1024 || Integer.bitCount(kept) != 1) {
      throw new IllegalArgumentException(
          "kept: value is " + kept + "; allowed is a power of two from 2 to 1024");
    }
    return kept;
  }
}

/** Keeps the neighbours in memory off the publishers' line. */
abstract class VersionsPadBefore {
  long a0, a1, a2, a3, a4, a5, a6, a7;
}

/** The publishers' line. */
abstract class VersionsClaims extends VersionsPadBefore {
  volatile long claims;
}

/** Keeps the neighbours off it on the other side, the read-only fields among them. */
abstract class VersionsPadAfter extends VersionsClaims {
  long b0, b1, b2, b3, b4, b5, b6, b7;
}
