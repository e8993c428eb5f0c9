package dev.freshet.core.broadcast;

import dev.freshet.core.lane.PeerWait;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where one reader stands: which version it has, how many it missed, and how it waits for a newer
 * one. What it has read is with its subclass.
 *
 * <p>For one thread at a time. Moving from version 4 to version 7 misses two; what was read and
 * what was missed are together all versions since the cursor was made.
 */
public abstract sealed class VersionCursor permits Cursor, LongCursor {
  /** Before the initial version: whoever stands here has seen nothing. */
  static final long NONE = -1;

  final Versions versions;
  private long version;
  private long missed;

  VersionCursor(Versions versions, long version) {
    this.versions = versions;
    this.version = version;
  }

  /**
   * Moves to the newest version if that is newer than the cursor's. Never waits; allocates nothing;
   * some nanoseconds, more only while many versions come in that time.
   *
   * @return true if the cursor has moved
   */
  public abstract boolean advance();

  /**
   * The version the cursor stands at.
   *
   * @return 0 for the initial value, n for the n-th publication
   */
  public final long version() {
    return version;
  }

  /**
   * How many versions the cursor has passed over, in all.
   *
   * @return a number from 0 on
   */
  public final long missed() {
    return missed;
  }

  /**
   * Whether the broadcast is closed and the cursor stands at its last version.
   *
   * @return true if there will never be a newer one
   */
  public final boolean isFinished() {
    return versions.isLast(version);
  }

  /**
   * Moves to the newest version, and waits for one if there is none newer than the cursor's.
   *
   * @return true if the cursor has moved; false if it {@linkplain #isFinished is finished}
   * @throws InterruptedException if the thread was interrupted before or while it waited; the
   *     cursor has not moved then
   */
  public final boolean awaitNewer() throws InterruptedException {
    return awaitNewer(Long.MAX_VALUE);
  }

  /**
   * Moves to the newest version, and waits for one if there is none newer than the cursor's, at
   * most so long.
   *
   * @param timeout how long; nothing or less means not at all, 292 years and more mean without end
   * @return true if the cursor has moved; false if the time is up or the cursor {@linkplain
   *     #isFinished is finished}
   * @throws InterruptedException if the thread was interrupted before or while it waited; the
   *     cursor has not moved then
   * @throws NullPointerException if timeout is null
   */
  public final boolean awaitNewer(Duration timeout) throws InterruptedException {
    return awaitNewer(TimeUnit.NANOSECONDS.convert(timeout));
  }

  private boolean awaitNewer(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (advance()) {
      return true;
    }
    return nanos > 0 && !isFinished() && park(nanos);
  }

  private boolean park(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    Waiters waiters = versions.waiters();
    Waiters.@Nullable Waiter waiter = null;
    try {
      for (int spins = 0; ; ) {
        if (waiter == null || !waiter.isLinked()) {
          waiter = waiters.enter();
        }
        if (advance()) {
          return true;
        }
        if (isFinished()) {
          return false;
        }
        if (versions.lastClaim() != version) {
          spins = PeerWait.pause(spins); // its publisher is between the claim and the value
        } else if (nanos == Long.MAX_VALUE) {
          LockSupport.park(this);
        } else {
          long left = nanos - (System.nanoTime() - start);
          if (left <= 0) {
            return false;
          }
          LockSupport.parkNanos(this, left);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      if (waiter != null) {
        waiters.leave(waiter);
      }
    }
  }

  final void moveTo(long newer) {
    missed += version == NONE ? 0 : newer - version - 1;
    version = newer;
  }

  /** The version a cursor may be made for: one that was published. */
  static long checkVersion(Versions versions, long version) {
    long newest = versions.lastClaim();
    if (version < 0 || version > newest) {
      throw new IllegalArgumentException(
          "version: value is " + version + "; allowed is 0 to " + newest + ", the newest");
    }
    return version;
  }
}
