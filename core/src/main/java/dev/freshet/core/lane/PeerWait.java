package dev.freshet.core.lane;

import java.util.concurrent.locks.LockSupport;

/**
 * The wait for another thread that is between two statements: a claim and a write, a state and its
 * successor.
 *
 * <p>Such a peer needs nanoseconds unless the operating system has descheduled it; then the waiting
 * thread gives way.
 */
public final class PeerWait {
  /*
   * A virtual thread that yields does not give way to all others. Its carrier goes on with the queue
   * it took the thread from for as long as that holds something, and a thread that yields is put
   * back there: as many of them as there are carriers keep all carriers for ever. If the peer is a
   * virtual thread that was unmounted (at a contended monitor, say), nobody would ever run it. Threads
   * that park for a short and constant time do the same, once three of them are always in the
   * timer's queue. So a virtual thread parks after some yields, each time for twice as long, until
   * the queues run empty and carriers look through all of them. Seen on JDK 25 with two carriers; a
   * test holds it.
   */

  /** Pauses (20 ns each) before the thread yields; a running peer needs one or two. */
  private static final int SPINS = 64;

  /** Yields before a virtual thread parks. */
  private static final int YIELDS = 16;

  /** How long it parks first, in nanoseconds: a few times what parking costs. */
  private static final long PARK_NANOS = 20_000;

  /** How often that doubles: to 20 ms, in which thousands of such threads have had their turn. */
  private static final int DOUBLINGS = 10;

  private PeerWait() {}

  /**
   * Waits a little. Keeps the interrupt status; may use up a permit of {@link LockSupport}, so
   * whoever parks later looks at its condition first.
   *
   * @param spins 0 at first, then what the last call returned
   * @return the count to hand in next time
   */
  @SuppressWarnings("ThreadPriorityCheck") // correctness does not rest on the yield
  public static int pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
      return spins + 1;
    }
    int parks = spins - SPINS - YIELDS;
    if (parks < 0 || !Thread.currentThread().isVirtual()) {
      Thread.yield();
      return Math.min(spins + 1, SPINS + YIELDS);
    }
    boolean interrupted = Thread.interrupted(); // an interrupted thread would not park
    if (interrupted) {
      LockSupport.parkNanos(1); // nor one with a permit, which an interrupt leaves behind
    }
    LockSupport.parkNanos(PARK_NANOS << parks);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return parks < DOUBLINGS ? spins + 1 : spins;
  }
}
